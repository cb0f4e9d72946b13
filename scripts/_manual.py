"""Pages of the manual that are made from the code: commands, configuration, session files, templates, architecture.

mkdocs runs this as a hook (see mkdocs.yml), so that no page of it can be out of date.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ohbot.archive import schema
from ohbot.archive.config import KEYS, example_config
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
    rows = [f"| `[{key.section}]` | `{key.name}` | `{key.example}` | {key.help} |" for key in KEYS]
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
    return f"""# Templates

A page skeleton is what a *new* page has around its session: `[pages] template` names it, in the archive's
`templates/`. It is a Jinja template whose marks are `<< value >>`, `<% if ... %>` and `<# comment #>`, because
braces are wikitext. All values are escaped: they show on the page as they are.

| value | is |
|---|---|
| `body` | where the session goes; every skeleton has it once |
| `title` | the session's title |
| `start`, `end` | times in UTC, or nothing; `<< start.strftime("%Y-%m-%d") >>` |
| `categories` | a list: `[pages] categories` |
| `header` | the wiki's header template with the session's facts in it, where `[pages] header` names one |

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
