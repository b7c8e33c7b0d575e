"""The limits for opening one file, from the desk's settings."""

from desk.system.config import Settings
from intake.opening.raw import Limits


def from_settings(settings: Settings) -> Limits:
    """Return the limits for one file on this desk."""
    return Limits(
        file_bytes=settings.max_file_bytes,
        pages=settings.max_pages,
        page_pixels=settings.max_pixels,
        memory_bytes=settings.open_memory_bytes,
        cpu_seconds=settings.open_seconds,
        file_pixels=settings.max_file_pixels,
        without_sandbox=settings.without_sandbox,
    )


SHIPPED = from_settings(Settings.model_construct())
"""The limits for one file with the default settings."""
