"""Stylesheets, scripts and the typeface: there, kept by the browser, and nothing else."""

from review_ui.web import assets


def test_every_asset_is_served_and_may_be_kept(app):
    """Each file of the folder comes with a long life, since its address changes with it."""
    client = app.test_client()
    for path in assets.FOLDER.iterdir():
        with client.get(f"/assets/{assets.version(path.name)}/{path.name}") as answer:
            assert answer.status_code == 200 and answer.data == path.read_bytes()
            assert "max-age" in answer.headers["Cache-Control"]


def test_the_typeface_is_served(app):
    """The stylesheet's font exists under the address that it names."""
    sheet = (assets.FOLDER / "tokens.css").read_text()
    for name in assets.FONTS:
        assert f"../fonts/{name}" in sheet
        assert app.test_client().get(f"/assets/fonts/{name}").data[:4] == b"\0\1\0\0"


def test_nothing_else_is_served(app):
    """No way out of the folder, no other font."""
    client = app.test_client()
    for path in ("/assets/x/../access.py", "/assets/x/..%2Faccess.py", "/assets/x/none.css", "/assets/fonts/other.ttf"):
        assert client.get(path).status_code in (302, 404)
