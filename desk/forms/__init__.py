"""Forms as data: what each form looks like and where its fields stand. `from desk import forms`.

`load` and `all` give definitions, `printed` the blank page as the press made it, `facsimile` a drawing of it.
"""

from desk.forms.drawing import facsimile
from desk.forms.library import all, exists, load, printed, save, use

__all__ = ["all", "exists", "facsimile", "load", "printed", "save", "use"]
