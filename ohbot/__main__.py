"""``python -m ohbot`` is ``ohbot``."""

from ohbot.cli import main

main(prog_name="ohbot")
