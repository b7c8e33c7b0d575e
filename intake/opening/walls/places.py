"""The files that the confined process may read: the interpreter, its libraries, and the decoders' own code."""

import sys
from pathlib import Path

_PACKAGES = ("desk", "intake")
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64")
_INDEX = "/etc/ld.so.cache"  # where the system's libraries are


def readable() -> list[Path]:
    """Return the folders and files, those that exist; none of them holds anything of an office."""
    code = Path(__file__).parents[3]
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix), Path(sys.base_exec_prefix)}
    wanted = [prefix / name for prefix in sorted(prefixes) for name in ("lib", "lib64", "pyvenv.cfg")]
    wanted += [code / name for name in _PACKAGES]
    wanted += [Path(sys.executable), *map(Path, _LIBRARIES), Path(_INDEX)]
    return [path for path in wanted if path.exists()]
