"""Forms as data: what each form looks like and where its fields are. `from desk import forms`.

`load` and `all` return definitions, `printed` the blank page as the press made it, `facsimile` a drawing of it;
`stand_ins` are the forms of which only such a drawing is on file.
"""

from desk.forms.drawing import facsimile
from desk.forms.library import all, exists, load, printed, stand_ins, use

__all__ = ["all", "exists", "facsimile", "load", "printed", "stand_ins", "use"]
