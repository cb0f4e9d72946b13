"""``ohbot completion``: what the shell needs to complete ohbot's commands, options and sessions."""

import click
from click.shell_completion import get_completion_class

from ohbot.cli.common import Settings, answer_data, ohbot_command


@ohbot_command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(_: Settings, shell: str) -> None:
    """Print what SHELL needs to complete commands, options and the names of sessions; keep it where SHELL looks.

    \b
    Example:
      ohbot completion bash > ~/.local/share/bash-completion/completions/ohbot
      ohbot completion zsh > ~/.zfunc/_ohbot
      ohbot completion fish > ~/.config/fish/completions/ohbot.fish
    """
    found = get_completion_class(shell)
    assert found, "click knows each of these shells"
    from ohbot.cli import main

    answer_data(found(main, {}, "ohbot", "_OHBOT_COMPLETE").source() + "\n")
