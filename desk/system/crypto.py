"""Encryption of secrets (AES-GCM with a key id) and keyed lookups (HMAC-SHA-256).

The keyring is a separate file (0600), never in the database or its backups. An encrypted value begins with the id of
its key, so that old values stay readable after a key rotation. The *context* of a value, such as ``taxpayer.tin``, is
authenticated with it: a value copied into another column or under another blob's name does not decrypt.
"""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desk import errors

_VERSION = 1
_NONCE = 12


@dataclass(frozen=True)
class Keyring:
    """The keys of one desk: encryption keys (``sealing``) by id, and one key each for indexes, PINs, audit and cookies.

    ``practice`` is set once: a real desk can never become a practice desk.
    """

    current: str
    sealing: dict[str, bytes]
    index: bytes
    pin: bytes
    audit: bytes
    cookie: bytes
    practice: bool = False

    @classmethod
    def fresh(cls, practice: bool = False) -> "Keyring":
        """Return new random keys from the system's CSPRNG."""
        index, pin, audit, cookie = (secrets.token_bytes(32) for _ in range(4))
        return cls("k1", {"k1": secrets.token_bytes(32)}, index, pin, audit, cookie, practice)

    def rotated(self) -> "Keyring":
        """Return the same keyring with a new current encryption key; the old keys still decrypt old values."""
        name = f"k{len(self.sealing) + 1}"
        sealing = self.sealing | {name: secrets.token_bytes(32)}
        return replace(self, current=name, sealing=sealing)

    def dumps(self) -> str:
        """Return the text of the key file."""
        plain = {n: b64encode(getattr(self, n)).decode() for n in ("index", "pin", "audit", "cookie")}
        sealing = {name: b64encode(key).decode() for name, key in self.sealing.items()}
        head = {"version": _VERSION, "practice": self.practice, "current": self.current}
        return json.dumps({**head, "sealing": sealing, **plain}, indent=1)

    @classmethod
    def loads(cls, text: str) -> "Keyring":
        """Return the keyring from the text of a key file."""
        data = json.loads(text)
        sealing = {name: b64decode(key) for name, key in data["sealing"].items()}
        index, pin, audit, cookie = (b64decode(data[name]) for name in ("index", "pin", "audit", "cookie"))
        return cls(data["current"], sealing, index, pin, audit, cookie, data.get("practice") is True)

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt ``plain`` with the current key and bind it to ``context``."""
        name = self.current.encode()
        nonce = os.urandom(_NONCE)
        head = bytes((_VERSION, len(name))) + name
        return head + nonce + AESGCM(self.sealing[self.current]).encrypt(nonce, plain, head + context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypt a value from :meth:`seal`; raises :class:`errors.KeyMissing` if no key and context fit."""
        split = 2 + sealed[1]
        head, nonce, body = sealed[:split], sealed[split : split + _NONCE], sealed[split + _NONCE :]
        key = self.sealing.get(head[2:].decode("ascii", "replace"))
        if key is None:
            raise errors.KeyMissing("a value is sealed with a key that the keyring lacks: restore the key file")
        try:
            return AESGCM(key).decrypt(nonce, body, head + context.encode())
        except InvalidTag:
            raise errors.KeyMissing(
                "a sealed value does not open: the key file is not this desk's, or the value was changed"
            ) from None

    def key_of(self, sealed: bytes) -> str:
        """Return the id of the key that encrypted this value."""
        return sealed[2 : 2 + sealed[1]].decode()

    def tin_index(self, tin: str) -> bytes:
        """Return the blind index of a TIN: equal TINs give equal bytes, and the bytes reveal nothing else."""
        return hmac.digest(self.index, b"tin:" + tin.encode(), "sha256")

    def phone_index(self, phone: str) -> bytes:
        """Return the blind index of a phone number."""
        return hmac.digest(self.index, b"phone:" + phone.encode(), "sha256")

    def address_index(self, address: str) -> bytes:
        """Return the blind index of an address in its plain form."""
        return hmac.digest(self.index, b"address:" + address.encode(), "sha256")

    def fraction(self, text: str) -> float:
        """Return a number in [0, 1) that depends on ``text`` and cannot be predicted without the key."""
        return int.from_bytes(hmac.digest(self.index, b"fraction:" + text.encode(), "sha256")[:7]) / (1 << 56)

    def pin_mac(self, tin: str, year: int, pin: str) -> bytes:
        """Return the keyed hash for comparing an IP PIN (domain.md 9: TIN and year are part of the message)."""
        return hmac.digest(self.pin, f"{tin}:{year}:{pin}".encode(), "sha256")

    def guess_mac(self, tin: str, year: int, pin: str) -> bytes:
        """Return the keyed hash of a number that was compared; unlike :meth:`pin_mac`, so that it betrays no match."""
        return hmac.digest(self.pin, f"compared:{tin}:{year}:{pin}".encode(), "sha256")

    def row_mac(self, message: bytes) -> bytes:
        """Return the keyed hash over a row of the database."""
        return hmac.digest(self.audit, b"row:" + message, "sha256")

    def audit_mac(self, message: bytes) -> bytes:
        """Return the keyed hash that links audit events."""
        return hmac.digest(self.audit, message, "sha256")


_ring: Keyring | None = None


def use(ring: Keyring) -> None:
    """Make ``ring`` the keyring for the encrypted columns in this process."""
    global _ring
    _ring = ring


def ring() -> Keyring:
    """Return the keyring in use; raises :class:`errors.KeyMissing` if none is loaded."""
    if _ring is None:
        raise errors.KeyMissing("no keyring is loaded: open the desk first")
    return _ring


def load_or_create(path: Path, practice: bool = False) -> Keyring:
    """Load the keyring at ``path``, or make one (0600, its folder 0700), marked as ``practice`` or not.

    Raises :class:`errors.KeyMissing` if the file cannot be used or is not a key file.
    """
    try:
        try:
            return Keyring.loads(path.read_text())
        except FileNotFoundError:
            return _create(path, practice)
    except OSError as bad:
        raise errors.KeyMissing(f"the key file {path} cannot be used ({bad.strerror}): set IPPIN_KEYS") from None
    except (ValueError, KeyError, TypeError):
        raise errors.KeyMissing(f"{path} is not a key file: restore it from its backup") from None


def save(path: Path, keyring: Keyring) -> None:
    """Replace the key file atomically, readable only by its owner."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(part, keyring)
    os.replace(part, path)


def _create(path: Path, practice: bool) -> Keyring:
    """Write a new keyring; if another process was faster, use its keyring."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(part, Keyring.fresh(practice))
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return Keyring.loads(path.read_text())


def _write(path: Path, keyring: Keyring) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(keyring.dumps())
        file.flush()
        os.fsync(file.fileno())
