"""Settles the value of a field from the machine's reading and the blind keying by people.

A trusted reading and one matching key settle it. A suspect reading has no vote, so two matching keys are needed. If two
keys differ, a third person keys. One person must look at an empty box.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk.program.words import ReadingState, ValueSource

ILLEGIBLE = "\x00illegible"
"""The key entered by a person who could not read the box."""

_BLANK = "\x00blank"
_PEOPLE_BEFORE_SUPERVISOR = 3


@dataclass(frozen=True)
class Settled:
    """The current value of a field.

    how: 'machine' (trusted reading, nobody looked), 'keyed' (people decided), 'unsettled'.
    value: None if blank, illegible, or unsettled without a reading.
    more_keys: blind keys still needed (0 if keyed); third_person: the next key must come from a person who has not
    keyed this field. supervisor: three people disagree.
    """

    value: str | None
    blank: bool
    illegible: bool
    how: ValueSource
    more_keys: int
    third_person: bool
    supervisor: bool = False

    @property
    def settled(self) -> bool:
        """Whether people have decided."""
        return self.how == ValueSource.KEYED


def settle(
    state: ReadingState,
    value: str | None,
    keys: Sequence[str | None] = (),
    normal: Callable[[str], str] = str,
) -> Settled:
    """Settle a reading (`state` read, suspect, blank, illegible) with blind keys, oldest first.

    A key is the text typed, None or '' for a blank box, or ILLEGIBLE. `normal` maps texts that count as equal to the
    same text (for example str.casefold for names).
    """
    voices = [_voice(key, normal) for key in keys]
    reading = _reading(state, value, normal)
    winner = _winner(voices if reading is None else [reading, *voices])
    if voices and winner is not None:
        return _decided(winner, keys, value, normal)
    return _open(state, value, reading, voices)


def _voice(key: str | None, normal: Callable[[str], str]) -> str:
    if key is None or key == "":
        return _BLANK
    return key if key == ILLEGIBLE else normal(key)


def _reading(state: ReadingState, value: str | None, normal: Callable[[str], str]) -> str | None:
    if state == ReadingState.BLANK:
        return _BLANK
    if state == ReadingState.READ and value is not None:
        return normal(value)
    return None


def _winner(voices: Sequence[str]) -> str | None:
    """The value keyed at least twice and more often than any other."""
    ranked = Counter(voices).most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    tied = len(ranked) > 1 and ranked[1][1] == ranked[0][1]
    return None if tied else ranked[0][0]


def _decided(winner, keys, value, normal) -> Settled:
    if winner in (_BLANK, ILLEGIBLE):
        return Settled(None, winner == _BLANK, winner == ILLEGIBLE, ValueSource.KEYED, 0, False)
    texts = [key for key in keys if key and _voice(key, normal) == winner]
    return Settled(texts[-1] if texts else value, False, False, ValueSource.KEYED, 0, False)


def _open(state: ReadingState, value: str | None, reading: str | None, voices: Sequence[str]) -> Settled:
    heard = voices if reading is None else [reading, *voices]
    disagree = len(set(heard)) > 1
    how = ValueSource.MACHINE if reading is not None and not voices else ValueSource.UNSETTLED
    return Settled(
        value=value if state in (ReadingState.READ, ReadingState.SUSPECT) else None,
        blank=state == ReadingState.BLANK and not disagree,
        illegible=state == ReadingState.ILLEGIBLE and not voices,
        how=how,
        more_keys=1 if heard else 2,
        third_person=disagree,
        supervisor=len(voices) >= _PEOPLE_BEFORE_SUPERVISOR and disagree,
    )
