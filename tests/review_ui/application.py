"""The web application for tests: a process compiles each template once, which is half of what a first page costs."""

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from desk.office.opening import Office
from review_ui import create_app


def make(office: Office) -> Flask:
    """The application of an open desk; it shares its compiled templates with every other one."""
    made = create_app(office)
    made.jinja_env.bytecode_cache = _compiled
    return made


class _Compiled(BytecodeCache):
    """Compiled templates by name and by the sum of their text."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same text, if anything was."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()
