"""Writes reports as PDF, ready to print: the HTML page in our typeface, set by an engine in its own process."""

import base64
import functools
import json
import subprocess
import sys
from pathlib import Path

from desk import errors
from desk.notices import typefaces
from desk.reports.formats import page
from desk.reports.table import Report

_ENGINE = Path(__file__).with_name("engine.py")
_SECONDS = 120
_ADDRESS = "typeface:{}"
_STYLE = "\n".join(
    f'@font-face {{ font-family: "Public Sans"; font-weight: {weight}; src: url("{_ADDRESS.format(name)}"); }}'
    for name, weight in typefaces.WEIGHTS.items()
)


def to_pdf(report: Report) -> bytes:
    """Return numbered pages in US letter format with embedded type; the same bytes each time.

    Raises :class:`errors.ToolMissing` if the engine does not run.
    """
    given = {
        "html": page.to_html(report).decode(),
        "style": _STYLE,
        "moment": f"{report.as_of.isoformat()}T00:00:00Z",
        "files": _files(),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", _ENGINE],
            input=json.dumps(given).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise errors.ToolMissing("the PDF engine failed: save the report as HTML and print it from a browser") from None
    return done.stdout


@functools.cache
def _files() -> dict[str, str]:
    return {
        _ADDRESS.format(name): base64.b64encode(typefaces.cut(name, figures=True)).decode()
        for name in typefaces.WEIGHTS
    }
