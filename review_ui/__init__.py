"""The web pages: one file and one template folder per subject."""

from flask import Flask

from desk.office.opening import Office
from desk.system import crypto
from review_ui import audit_trail, delayed, help_page, home, keying, reports, theft, withheld
from review_ui.batches import acts as batch_acts
from review_ui.batches import page as batches
from review_ui.document import acts as document_acts
from review_ui.document import beside, delay, leases, notes, pictures, proof, regroup, release
from review_ui.document import looks as second_looks
from review_ui.document import page as document
from review_ui.notices import addresses as notices_addresses
from review_ui.notices import batches as notices_batches
from review_ui.notices import mailed, requests
from review_ui.notices import page as notices
from review_ui.notices import visits as notices_visits
from review_ui.sign_in import code, password
from review_ui.web import access, address, assets, failures, headers, looks, sessions, shell, uploads

PAGES = (
    assets, password, code, home, document, document_acts, leases, second_looks, notes,
    beside, proof, release, delay, regroup, pictures, keying, batches, batch_acts, notices, notices_batches,
    mailed, requests, notices_addresses, notices_visits, withheld, delayed, theft, reports, audit_trail, help_page,
)  # fmt: skip
NAVIGATION = (
    ("home.index", "Home", "home"),
    ("keying.page", "Key", "key"),
    ("batches.index", "Batches", "receive"),
    ("notices.index", "Notices and mail", "notices"),
    ("delayed.index", "Delayed and reports", "reports"),
    ("audit_trail.index", "Audit", "audit"),
    ("help_page.index", "Help", "home"),
)
"""The top bar: the endpoint of a page, its name, and the permission that shows it."""


def create_app(office: Office) -> Flask:
    """Return the WSGI application for an open desk; raises :class:`errors.SettingsRefused` for unsafe settings."""
    address.check(office.settings)
    app = Flask(__name__, static_folder=None)
    app.extensions["office"] = office
    app.config.update(_config(office))
    for part in (sessions, address, looks, access, headers, failures, uploads):
        part.install(app)
    shell.install(app, NAVIGATION)
    for page in PAGES:
        app.register_blueprint(page.pages)
    return app


def _config(office: Office) -> dict:
    secure = address.is_https(office.settings)
    return {
        "SECRET_KEY": crypto.ring().cookie,
        "SESSION_COOKIE_NAME": "__Host-desk" if secure else "desk",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": secure,
        "MAX_CONTENT_LENGTH": office.settings.max_file_bytes + 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "TEMPLATES_AUTO_RELOAD": False,
    }
