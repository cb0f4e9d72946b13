"""The only door to the file system and to YAML: session files, the archive's folders, its configuration."""

from ohbot.archive.archive import Archive, SessionFile, find_archive, init, write_session
from ohbot.archive.cache import FileCache, RevisionCache
from ohbot.archive.config import (
    Config,
    IndexConfig,
    PagesConfig,
    WikiConfig,
    index_scope,
    load_config,
    page_name,
)
from ohbot.archive.disk import DiskProblem, FileChanged, create, inside, read_bytes, write_atomically
from ohbot.archive.journal import Acknowledged, Conflicts, LoginWaits, Runs
from ohbot.archive.kept import Kept
from ohbot.archive.lease import Lease, Taken
from ohbot.archive.people import load_people
from ohbot.archive.records import schema
from ohbot.archive.sessionfile import dump, load, patch
from ohbot.problems import BadFile
