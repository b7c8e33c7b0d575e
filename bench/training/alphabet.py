"""What the networks can say, taken from the reader itself so that the two cannot drift apart."""

from intake.engines import decode

CLASSES = decode.CLASSES


def encode(label: str) -> list[int]:
    """Class numbers of a label; 0 is the CTC blank and never occurs."""
    return [CLASSES.index(sign) for sign in label]
