"""Reads the same files with other programs: whole pages by Tesseract, RapidOCR and OCRmyPDF, scored generously.

A peer gives text, not fields. A number counts as read if its digits are anywhere in the text (without spaces and
hyphens), a name if it is there as a word. Programs that are not installed are left out: see peers.txt.
"""

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2
import pytesseract
from PIL import Image, ImageSequence
from rapidocr import RapidOCR

from bench.accuracy import processor
from bench.accuracy.documents import Made, Truth
from desk.system import tools
from intake import pipeline

KEYS = ("tin", "pin", "last_name")


@dataclass
class Peer:
    """The result of one program on the sample: seconds per document, and (right, all) by kind of field."""

    name: str
    seconds: list[float] = field(default_factory=list)
    scores: dict[str, tuple[int, int]] = field(default_factory=dict)
    absent: str = ""


def compare(sample: list[Made]) -> list[Peer]:
    """Run every peer on the same files, one after the other, with one thread."""
    os.environ |= {"OMP_THREAD_LIMIT": "1"}
    tesseract = tools.tesseract()
    os.environ |= tesseract.environment
    pytesseract.pytesseract.tesseract_cmd = str(tesseract.path)
    readers: dict[str, Callable[[Made], str]] = {
        "pytesseract, whole page": _tesseract,
        "RapidOCR, whole page": _rapid(),
    }
    peers = [_run(Peer(name), reader, sample) for name, reader in readers.items()]
    if shutil.which("ocrmypdf"):
        return [*peers, _run(Peer("OCRmyPDF"), _ocrmypdf, sample)]
    return [*peers, Peer("OCRmyPDF", absent="not installed")]


def ours(sample: list[Made]) -> Peer:
    """Run this project on the same files, with the same score."""
    pipeline.warm()
    return _run(Peer("this project"), _read, sample)


def _read(made: Made) -> str:
    """The readings as text; doubtful values count, as they do for the peers."""
    found = [field.value for document in pipeline.read(made.data).documents for field in document.fields.values()]
    return "\n".join(value for value in found if value)


def _run(peer: Peer, reader: Callable[[Made], str], sample: list[Made]) -> Peer:
    for made in sample:
        start = processor.seconds()
        text = reader(made)
        peer.seconds.append(processor.seconds() - start)
        for truth in made.truths:
            _score(peer, text, truth)
    return peer


def _score(peer: Peer, text: str, truth: Truth) -> None:
    digits, words = re.sub(r"[ \t|\-–—_.]", "", text), text.upper()
    wanted = [("tin", value) for name, value in truth.fields.items() if name.endswith(("ssn", "tin")) and value]
    wanted += [("pin", value) for name, value in truth.fields.items() if name.endswith("ip_pin") and value]
    wanted += [("last_name", value) for name, value in truth.fields.items() if name.endswith("last_name") and value]
    for kind, value in wanted:
        right, asked = peer.scores.get(kind, (0, 0))
        found = (
            value in digits if kind != "last_name" else re.search(rf"\b{re.escape(value.upper())}\b", words) is not None
        )
        peer.scores[kind] = (right + found, asked + 1)


def _pages(made: Made) -> list[Image.Image]:
    """The pages as images at 300 dpi, as the reader sees them."""
    if made.name.endswith(".tif"):
        frames = [frame.convert("L") for frame in ImageSequence.Iterator(Image.open(io.BytesIO(made.data)))]
        return [frame.resize((2550, 3300)) for frame in frames]
    document = pypdfium2.PdfDocument(made.data)
    return [page.render(scale=300 / 72, grayscale=True).to_pil() for page in document]


def _tesseract(made: Made) -> str:
    return "\n".join(pytesseract.image_to_string(page, config="--psm 3 --dpi 300") for page in _pages(made))


def _rapid() -> Callable[[Made], str]:
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"}
    engine = RapidOCR(params=threads)

    def read(made: Made) -> str:
        found = [engine(np.asarray(page.convert("RGB"))) for page in _pages(made)]
        return "\n".join(text for page in found for text in (page.txts or ()))

    return read


def _ocrmypdf(made: Made) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file, text = Path(folder) / made.name, Path(folder) / "text.txt"
        file.write_bytes(made.data)
        options = [
            "--jobs",
            "1",
            "--force-ocr",
            "--output-type",
            "pdf",
            "--image-dpi",
            "300",
            "--sidecar",
            str(text),
            "-q",
        ]
        subprocess.run(
            ["ocrmypdf", *options, str(file), str(Path(folder) / "out.pdf")], check=True, capture_output=True
        )
        return text.read_text(encoding="utf-8")
