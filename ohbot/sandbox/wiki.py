"""The sandbox wiki: start, look, stop, begin anew."""

import os
import secrets
import time
import urllib.request
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

from ohbot.sandbox import folder, php
from ohbot.sandbox.packages import SandboxError, require_packages
from ohbot.sandbox.php import ANY_PORT, choose_port, first_port
from ohbot.sandbox.settings import EXTENSIONS, SETTINGS_FILE, settings
from ohbot.sandbox.value import Sandbox, SandboxAccount

PATIENCE = 30.0
"""Seconds until the first answer of a new server must have come."""


def start(directory: Path, port: int | None = None, *, anew: bool = False) -> Sandbox:
    """The running wiki in ``directory``: installed and started if need be, and left alone when it runs.

    ``anew`` throws the one there away with all its pages and accounts.

    ``port`` is kept from the last start unless told, and at first `DEFAULT_PORT` or any free one;
    ``ANY_PORT`` (0) takes any free one. Raises `SandboxError` when packages are missing, the port is taken,
    or the folder holds something else.
    """
    require_packages()
    directory = directory.expanduser().resolve()
    with folder.alone(directory):
        return _start(directory, port, anew=anew)


def status(directory: Path) -> Sandbox | None:
    """The wiki that runs in ``directory``, or None when it does not run or was never installed."""
    directory = directory.expanduser().resolve()
    with folder.explained(directory):
        state, pids = folder.read(directory), php.servers(directory)
    return replace(state, pid=pids[0]) if state and pids else None


def stop(directory: Path) -> bool:
    """Stop the wiki in ``directory`` and keep its pages; return whether it ran."""
    directory = directory.expanduser().resolve()
    with folder.explained(directory):
        ran = bool(php.servers(directory))
        php.end(directory)
    return ran


def _start(directory: Path, port: int | None, *, anew: bool) -> Sandbox:
    state, pids = folder.read(directory), php.servers(directory)
    ready = state and state.installed and not anew
    if state and ready and pids:
        if port in (None, ANY_PORT, state.port):
            return replace(state, pid=pids[0])
        raise SandboxError(
            f"The sandbox in {directory} already runs on port {state.port}. Stop it first, or choose "
            "another folder with --dir."
        )
    php.end(directory)
    wanted = state.port if state and port is None else port
    free = first_port() if wanted is None else choose_port(wanted)
    return _serve(replace(state, port=free) if state and ready else _install(directory, free))


def _install(directory: Path, port: int) -> Sandbox:
    folder.wipe(directory)
    sysop, bot = _login("Sandbox sysop", "sysop", "bureaucrat"), _login("Office hours bot", "bot")
    wiki = Sandbox(directory, port, sysop, bot, person=_login("Robin"))
    folder.write(wiki)
    _run_installer(wiki)
    for login in (wiki.bot, wiki.person):
        groups = [f"--custom-groups={','.join(login.groups)}"] if login.groups else []
        php.run_script(directory, "createAndPromote", *groups, login.name, login.password)
    return replace(wiki, installed=True)


def _login(name: str, *groups: str) -> SandboxAccount:
    return SandboxAccount(name, secrets.token_hex(10), groups)


def _run_installer(wiki: Sandbox) -> None:
    directory = wiki.directory
    for name in ("cache", "data"):
        (directory / name).mkdir(mode=0o700)
    options = {
        "confpath": directory,
        "dbtype": "sqlite",
        "dbpath": directory / "data",
        "dbname": "wiki",
        "server": wiki.url.rstrip("/"),
        "scriptpath": "",
        "passfile": "php://stdin",
        "extensions": ",".join(EXTENSIONS),
        "skins": "Vector",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    php.run_script(directory, "install", *words, "Ohbot sandbox", wiki.sysop.name, stdin=wiki.sysop.password)
    (directory / SETTINGS_FILE).write_text(settings(wiki.port), encoding="utf-8")
    with (directory / "LocalSettings.php").open("a", encoding="utf-8") as local_settings:
        local_settings.write(f"\nrequire_once __DIR__ . '/{SETTINGS_FILE}';\n")


def _serve(wiki: Sandbox) -> Sandbox:
    directory = wiki.directory
    (directory / SETTINGS_FILE).write_text(settings(wiki.port), encoding="utf-8")
    folder.write(wiki)
    pid = php.serve(directory, wiki.port, log=directory / folder.LOG)
    deadline = time.monotonic() + PATIENCE
    while problem := _problem(wiki.port):
        if os.waitpid(pid, os.WNOHANG) != (0, 0) or time.monotonic() > deadline:
            php.end(directory)
            raise SandboxError(f"The wiki server did not start ({problem}); see {directory / folder.LOG}.")
        time.sleep(0.05)
    return replace(wiki, pid=pid)


def _problem(port: int) -> str | None:
    """What is wrong with the wiki on ``port``, or None when it answers."""
    question = f"{php.address(port)}api.php?action=query&meta=siteinfo&format=json"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(question, timeout=PATIENCE) as answer:
            return None if b'"sitename"' in answer.read() else "it answers, but not as a wiki"
    except (OSError, HTTPException) as problem:
        return str(problem)
