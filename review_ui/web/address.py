"""Where the desk can be reached: from this machine only, or at one public https address behind a proxy."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from desk import errors
from desk.system.config import Settings
from desk.system.network import LOOPBACK


def check(settings: Settings) -> None:
    """Refuse an address that other machines reach without https and a named proxy."""
    if settings.public_url and not is_https(settings):
        raise errors.SettingsRefused("IPPIN_PUBLIC_URL must begin with https://")
    if settings.totp is False and settings.asks_code:
        raise errors.SettingsRefused(
            "IPPIN_TOTP=0 leaves out the one-time code, which only a desk reached from its own machine may do: unset it"
        )
    if settings.host in LOOPBACK:
        return
    if not (settings.public_url and settings.proxy):
        raise errors.SettingsRefused(
            "IPPIN_HOST opens the desk to other machines: set IPPIN_PUBLIC_URL to its https address and "
            "IPPIN_PROXY to the address of the proxy that ends https, or leave IPPIN_HOST at 127.0.0.1"
        )


def is_https(settings: Settings) -> bool:
    """Return whether people reach this desk by https."""
    return bool(settings.public_url) and urlsplit(settings.public_url).scheme == "https"


def install(app: Flask) -> None:
    """Check every request's Host before anything else."""
    app.before_request(_check_host)


def _check_host() -> None:
    settings = current_app.extensions["office"].settings
    name = urlsplit(f"//{request.host}").hostname or ""
    if name in LOOPBACK:
        return
    public = urlsplit(settings.public_url or "").hostname
    if name != public:
        abort(400, "This desk is not known by that address.")
    if not request.is_secure:
        abort(400, "This desk is reached by https only.")
