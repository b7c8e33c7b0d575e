"""Files that are small and unfold into a lot of work, and people who send a lot of them."""

import io
import struct
import zlib

import pytest
from PIL import Image

from desk import errors
from desk.mailroom import receive
from desk.models import Scan
from desk.reading import turns
from intake.opening import decode, resolution
from intake.opening.limits import SHIPPED
from workers import sweep

PAGES, SIDE = 40, 7700  # 59 million pixels a page


def tiff_bomb() -> bytes:
    """One picture of blank paper in few bytes, and a directory for each page that shows it."""
    file = io.BytesIO()
    Image.new("1", (SIDE, SIDE), 1).save(file, "TIFF", compression="group4")
    data = bytearray(file.getvalue())
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    directory = bytes(data[first : first + 2 + 12 * count])
    link = first + len(directory)
    for _ in range(PAGES - 1):
        data[link : link + 4] = struct.pack("<I", len(data))
        link = len(data) + len(directory)
        data += directory + bytes(4)
    return bytes(data)


def pdf_bomb() -> bytes:
    """The same as a PDF, packed twice."""
    pixels = zlib.compress(zlib.compress(bytes(SIDE * SIDE // 8 + SIDE), 9), 9)
    picture = (
        f"<</Type/XObject/Subtype/Image/Width {SIDE}/Height {SIDE}/BitsPerComponent 1/ColorSpace/DeviceGray"
        f"/Filter[/FlateDecode/FlateDecode]/Length {len(pixels)}>>stream\n"
    ).encode() + pixels + b"\nendstream"  # fmt: skip
    drawn = b"<</Length 30>>stream\nq 612 0 0 792 0 0 cm /P Do Q  \nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</P 3 0 R>>>>>>"
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + PAGES))
    things = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {PAGES}/Kids[{kids}]>>".encode(), picture, drawn]
    body = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj%b endobj\n" % (number, thing) for number, thing in enumerate([*things, *[page] * PAGES], start=1)
    )
    return body + b"trailer<</Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize("bomb", [tiff_bomb, pdf_bomb])
def test_a_small_file_that_unfolds_into_a_stack_of_large_pages_is_refused_before_any_is_decoded(bomb):
    """A few kilobytes, forty pages, 2.4 billion pixels: the first step says no, and what to do."""
    data = bomb()
    assert len(data) < 25_000
    with pytest.raises(errors.Unreadable, match="unfolds into too many pixels") as refused:
        next(decode.pages(data, SHIPPED))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("pages", "pixels", "size"),
    [
        (400, 8_415_000, 400 * 500),  # blank backs at 300 dpi, packed as for a fax
        (60, 33_660_000, 60 * 30_000),  # writing at 600 dpi
        (5, 60_000_000, 10_000),
    ],
)
def test_a_stack_of_paper_has_room(pages, pixels, size):
    """What scanners make is opened, however many pages it has."""
    resolution.demand_room(pages * pixels, pages, size, SHIPPED)


def test_nobodys_stack_keeps_the_small_files_of_others_waiting(desk):
    """Everybody's first file comes before anybody's second, and a small one before a large one that came earlier."""
    for number, (who, size) in enumerate([("mo", 9_000_000), ("mo", 10), ("mo", 20), ("ned", 30), ("sue", 5_000_000)]):
        receive.receive(desk, bytes([number]) * size, "a.tif", batch="b", actor=who)
    with desk.database.reading() as session:
        assert turns.waiting(session, 10) == [2, 4, 5, 3, 1]
    assert sweep.next_waiting(desk) == 2


def test_a_person_has_only_so_many_files_waiting(opened):
    """Then the person waits, and nobody else; what was read makes room."""
    desk = opened(waiting_files=2, waiting_bytes=1_000)
    for number in range(2):
        turns.demand_room(desk, "mo")
        receive.receive(desk, bytes([number]), "a.tif", batch="b", actor="mo")
    with pytest.raises(errors.WrongState, match="2 of your files wait"):
        turns.demand_room(desk, "mo")
    receive.receive(desk, bytes(2000), "a.tif", batch="b", actor="ned")
    with pytest.raises(errors.WrongState, match="1 of your files wait"):
        turns.demand_room(desk, "ned")
    with desk.database.transaction() as session:
        session.get_one(Scan, 1).state = "read"
    turns.demand_room(desk, "mo")
