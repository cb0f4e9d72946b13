"""Pages of the manual that are made from the code: commands, configuration, session files, templates, architecture.

mkdocs runs this as a hook (see mkdocs.yml), so that no page of it can be out of date.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ohbot.archive import schema
from ohbot.archive.config import SECTIONS, example_config
from ohbot.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_post_page(output: str, **_: object) -> str:
    """Have what the theme's script for light and dark looks for, which comes with the highlighter of another host."""
    return output.replace("</head>", '<style id="hljs-light"></style><style id="hljs-dark"></style></head>', 1)


on_post_template = on_post_page


def pages() -> Mapping[str, str]:
    """The made pages, by their place in the manual."""
    return {
        "reference/commands.md": commands(),
        "reference/configuration.md": configuration(),
        "reference/session-file.md": session_file(),
        "reference/templates.md": templates(),
        "made.md": architecture(),
    }


def commands() -> str:
    """The help of every command."""
    context = click.Context(main, info_name="ohbot")
    parts = ["# Commands", "", "What `ohbot COMMAND --help` says."]
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command
        parts += _command(command, click.Context(command, info_name=name, parent=context, max_content_width=100))
    return "\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield from ("", f"## {context.command_path}", "", "```text", command.get_help(context), "```")
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            help_text = below.get_help(click.Context(below, info_name=name, parent=context, max_content_width=100))
            yield from ("", f"### {context.command_path} {name}", "", "```text", help_text, "```")


def configuration() -> str:
    """Every key of ``ohbot.toml``, and the file that ``ohbot init`` writes."""
    rows = [
        f"| `[{section}]` | `{key.name}` | `{key.metadata['example']}` | {key.metadata['meaning']} |"
        for section, make in SECTIONS.items()
        for key in fields(make)
    ]
    table = "\n".join(["| section | key | for example | is |", "|---|---|---|---|", *rows])
    intro = "# ohbot.toml\n\nThe archive's configuration. A key that is not listed here is an error."
    return f"{intro}\n\n{table}\n\nThe file as `ohbot init` writes it:\n\n```toml\n{example_config()}```\n"


def session_file() -> str:
    """Every key of a session file, from its schema; what is below another key is set in behind it."""
    rows = dict.fromkeys(f"| {path} | {_cell(meaning)} |" for path, meaning in _keys(schema(), ""))
    intro = "# Session files\n\nOne YAML file for each session. `ohbot schema` prints the JSON Schema."
    return "\n".join([intro, "", "| key | is |", "|---|---|", *rows]) + "\n"


def _keys(part: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Each key with its path and its meaning, and those of what it holds."""
    for name, one in part.get("properties", {}).items():
        yield f"{path}`{name}`", one.get("description", "")
        yield from _keys(one, f"{path}`{name}` / ")
    for one in (*filter(None, [part.get("items")]), *part.get("anyOf", ()), *part.get("oneOf", ())):
        yield from _keys(one, path)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def templates() -> str:
    """What page skeletons and summaries can use, with those that ship."""
    shipped = {name: (ROOT / "templates" / name).read_text("utf-8") for name in ("session.wikitext", "summary.txt")}
    return rf"""# Templates

A page skeleton is what a *new* page says around its session: `[pages] template` names it, in the archive's
`templates/`. It is a Jinja template whose marks are `<< value >>`, `<% if ... %>` and `<# comment #>`, because
braces are wikitext. All values are escaped: they show on the page as they are.

What it says in words becomes prose of the session when the page is made, and comes into the session file: people
edit it in either place. When the status or another fact changes, the words that the skeleton wrote follow, on the
page and in the file, and so do its categories and templates; what people changed in them stays, and the run tells
where that is in the way. A page that was not made with a skeleton is left alone, and so is one out of whose `wiki:`
section somebody takes `skeleton`. Pages that are there do not follow a change of the skeleton itself.

| value | is |
|---|---|
| `body` | where the session goes; every skeleton has it once |
| `title`, `status` | the session's title; `planned`, `held`, `cancelled` or nothing |
| `start`, `end` | times in UTC, or nothing; a start may be a day alone (`start.hour is defined` tells) |
| `local_start`, `zone` | the start in the zone of `[pages] timezone`, and its name |
| `time_link` | where `[pages] time_link` shows the start in the reader's zone |
| `venues`, `recordings` | lists; `<< venues \| listed(", ", " and ") >>` |
| `people` | a list, each with `name`, `role`, `username`, and `full`: the linked name, the role in brackets |
| `default_speaker` | who answers where nobody is named |
| `shown` | the names of the facts that the session's own prose says already, as imported notes often do |
| `has_talk` | whether there are questions or messages |
| `categories` | a list: `[pages] categories` |
| `header` | the wiki's header template with the session's facts in it, where `[pages] header` names one |

A date is written as `<< start.strftime("%Y-%m-%d") >>`; the words of other languages are the skeleton's own:
`<< ["Montag", "Dienstag", ...][start.weekday()] >>`.

The one that comes with ohbot:

```text
{shipped["session.wikitext"]}```

An edit summary is a template, too (`[pages] summary`):

```text
{shipped["summary.txt"]}```

Its values are `title`, `contact`, and `action` ("Update"), `changes` and `credit` in the wiki's language: the
words are those of `summaries.toml`. See [Be welcome on the wiki](../manners.md), for the wiki's header template, too.
"""


def architecture() -> str:
    """ARCHITECTURE.md, with links that lead out of the manual as plain words."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    text = text.replace("](docs/", "](")
    return re.sub(r"\[([^\]]+)\]\((?!https?:)(?:[A-Z]+\.md)\)", r"`\1`", text)
