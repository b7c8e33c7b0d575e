"""Outside programs that only the tests need; as a script it lists what is missing.

Each line it prints is a Debian package, a tab, and the program's name, for set-up to install.
"""

import platform

from desk.system import tools


def _chromium_package() -> str:
    """Ubuntu names the browser otherwise than Debian."""
    ubuntu = platform.freedesktop_os_release().get("ID") == "ubuntu"
    return "chromium-browser" if ubuntu else "chromium"


POSTGRES = tools.Program(
    title="PostgreSQL",
    names=("postgres",),
    minimum=(14,),
    package="postgresql",
    folders=("/usr/lib/postgresql/*/bin",),
)
CHROMIUM = tools.Program(
    title="Chromium",
    names=("chromium", "chromium-browser", "google-chrome"),
    minimum=(110,),
    package=_chromium_package(),
)


if __name__ == "__main__":
    for lacking in tools.missing((POSTGRES, CHROMIUM)):
        print(lacking.package, lacking.title, sep="\t")
