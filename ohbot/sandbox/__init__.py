"""A throw-away real MediaWiki on loopback, from Debian's packages, with SQLite and without a web server."""

from ohbot.sandbox.folder import default_directory
from ohbot.sandbox.packages import PackagesMissing, SandboxError, missing_packages
from ohbot.sandbox.php import ANY_PORT, DEFAULT_PORT
from ohbot.sandbox.value import Sandbox, SandboxAccount
from ohbot.sandbox.wiki import start, status, stop
