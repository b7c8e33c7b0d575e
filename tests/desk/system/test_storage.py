"""Blobs in a folder or in an object store: the same promises in both."""

import os
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import obstore
import pytest
from obstore.store import from_url

from desk import errors
from desk.mailroom import receive
from desk.models import Scan
from desk.system import storage
from tests import servers

KEY = "scan/ab/abcdef.tif"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An empty bucket on a server of the test's own; its address."""
    with servers.object_store() as variables, pytest.MonkeyPatch.context() as environment:
        for name, value in variables.items():
            environment.setenv(name, value)
        yield "s3://desk/office"


@pytest.fixture(params=["folder", "bucket"])
def store(request, desk, tmp_path) -> storage.Store:
    """A store of each kind; the desk has loaded its keys."""
    address = f"file:{tmp_path / 'blobs'}" if request.param == "folder" else request.getfixturevalue("bucket")
    return storage.connect(address)


def test_what_was_put_comes_back_until_it_is_destroyed(store):
    """Put, put again, get, delete, and delete again."""
    store.put(KEY, b"first")
    store.put(KEY, b"second")
    assert (store.exists(KEY), store.get(KEY)) == (True, b"second")
    store.delete(KEY)
    store.delete(KEY)
    assert not store.exists(KEY)
    with pytest.raises(errors.NotFound, match="restore"):
        store.get(KEY)


@pytest.mark.parametrize("key", ["../keys/keyring.json", "scan/../../x", "/etc/passwd", "scan/A b"])
def test_only_names_of_blobs_are_accepted(store, key):
    """No name leads out of the store."""
    with pytest.raises(errors.InvalidInput):
        store.get(key)


def test_an_object_lies_sealed_in_its_bucket(bucket, desk):
    """Whoever reads the bucket reads nothing."""
    storage.connect(bucket).put(KEY, b"400-00-1234" * 50)
    raw = bytes(obstore.get(from_url(bucket), KEY).bytes())
    assert b"400-00" not in raw and len(raw) > 550


def test_paper_is_taken_in_to_a_bucket(bucket, desk):
    """An office that keeps its images in an object store takes paper in as any other does."""
    outgrown = replace(desk, store=storage.connect(bucket))
    receipt = receive.receive(outgrown, b"%PDF-1.7 one page", "a.pdf", batch="b", actor="mo")
    with desk.database.reading() as session:
        blob = session.get(Scan, receipt.scan_id).blob
    assert outgrown.store.get(blob) == b"%PDF-1.7 one page"
    assert not desk.store.exists(blob)


@pytest.mark.parametrize("address", ["ftp://host/x", "s3://", "file:", "folder"])
def test_other_addresses_are_refused_with_what_to_write(address):
    """The message names the two kinds of address."""
    with pytest.raises(errors.SettingsRefused, match="STORAGE_URL"):
        storage.connect(address)


def point_at(monkeypatch, endpoint: str) -> None:
    """Let every bucket lie on that server."""
    for name in ("REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")


def test_a_store_that_is_away_is_told_in_words(desk, monkeypatch):
    """Nobody waits for minutes, and nothing counts as stored."""
    point_at(monkeypatch, "http://127.0.0.1:1")
    away = storage.connect("s3://desk/away")
    for ask in (lambda: away.put("scan/00/a", b"x"), lambda: away.get("scan/00/a"), lambda: away.exists("scan/00/a")):
        with pytest.raises(errors.StoreAway, match="does not answer"):
            ask()


class Unknown(BaseHTTPRequestHandler):
    """A web server on which nothing is found."""

    def do_PUT(self) -> None:
        """Take the object and know nothing of its bucket."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        """Say nothing."""


def test_a_bucket_that_is_not_there_is_told_in_words(desk, monkeypatch):
    """Its server answers as if a file were missing; a person is told that nothing was stored."""
    with HTTPServer(("127.0.0.1", 0), Unknown) as server:
        point_at(monkeypatch, f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(errors.StoreAway, match="nothing was stored"):
            storage.connect("s3://desk/office").put(KEY, b"x")
        server.shutdown()


def test_a_new_folder_is_kept_private_and_synced_into_its_parent(desk, tmp_path, monkeypatch):
    """A blob whose folder is lost in a power cut would be lost with it."""
    synced, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino) or sync(handle))
    folder = tmp_path / "store"
    storage.connect(f"file:{folder}").put("scan/ab/cd/abcdef", b"x")
    made = [folder, folder / "scan", folder / "scan/ab", folder / "scan/ab/cd"]
    assert {one.stat().st_ino for one in (tmp_path, *made)} <= set(synced)
    assert {one.stat().st_mode & 0o777 for one in made} == {0o700}
