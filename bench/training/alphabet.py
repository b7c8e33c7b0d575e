"""The characters that the networks can output, taken from the reader so that the two cannot differ."""

from intake.engines import decode

CLASSES = decode.CLASSES


def encode(label: str) -> list[int]:
    """Return the class numbers of a label; 0 is the CTC blank and never occurs."""
    return [CLASSES.index(sign) for sign in label]
