"""Sessions in a signed cookie, whose age is told by the desk's clock and not by the time of day.

With the time of day, setting the system's clock back would refuse the cookies of everybody who is signed in, as signed
in the future.
"""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from desk.system import calendar


class _Signer(TimestampSigner):
    """Signs with the time of leases and sessions."""

    def get_timestamp(self) -> int:
        """Return the seconds of the desk's clock."""
        return int(calendar.ticks())


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with that signer."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and checks the cookie; None without a key."""
        made = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _Signer
        return made


def install(app: Flask) -> None:
    """Keep this application's sessions in that way."""
    app.session_interface = Sessions()
