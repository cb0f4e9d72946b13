"""What the sandbox needs from Debian or Ubuntu, and how to tell what is missing."""

import shutil
import subprocess
from pathlib import Path

from ohbot.errors import OhbotError

MEDIAWIKI = Path("/usr/share/mediawiki")
"""Where Debian's package puts MediaWiki's code; the sandbox serves it from there and never writes to it."""

EXTENSION_PACKAGES = {
    # PHP extension: the package that brings it
    "intl": "php-intl",
    "mbstring": "php-mbstring",
    "pdo_sqlite": "php-sqlite3",
    "xml": "php-xml",
}


class SandboxError(OhbotError):
    """The sandbox wiki cannot do what was asked; the sentence says why and what to do."""


class PackagesMissing(SandboxError):
    """The sandbox needs packages that this machine does not have."""


def missing_packages() -> tuple[str, ...]:
    """The Debian packages that the sandbox still needs here; empty when all are there."""
    # mediawiki asks for a web server: mini-httpd is switched off and bound to loopback. Without it apt would bring
    # Apache, which starts at once and listens to the network on port 80.
    wiki = () if (MEDIAWIKI / "maintenance/install.php").is_file() else ("mediawiki", "mini-httpd")
    if shutil.which("php") is None:
        return (*wiki, "php-cli", *EXTENSION_PACKAGES.values())
    listing = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout
    there = {line.strip().lower() for line in listing.splitlines()}
    return (*wiki, *(package for name, package in EXTENSION_PACKAGES.items() if name not in there))


def require_packages() -> None:
    """Raise `PackagesMissing`, with the command that installs them, when a package is missing."""
    wanted = " ".join(missing_packages())
    if wanted and shutil.which("apt-get"):
        raise PackagesMissing(
            f"The sandbox wiki needs packages that are not installed: {wanted}. Install them as root with: "
            f"apt-get install --no-install-recommends {wanted}"
        )
    if wanted:
        raise PackagesMissing(
            f"The sandbox wiki runs from the packages of Debian 12 or Ubuntu ({wanted}), and this machine has no "
            "apt-get. Use such a machine, or any MediaWiki that you may edit: put its API address as `api` under "
            "[wiki] into ohbot.toml."
        )
