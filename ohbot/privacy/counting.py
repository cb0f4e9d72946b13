"""Counts what was taken out, by kind and line."""

from collections.abc import Mapping

LinesByKind = Mapping[str, tuple[int, ...]]
"""Line numbers by kind; a number stands once for each thing of that kind in its line."""


class Removed:
    """Counts what was taken out, by kind and line; what it was is not kept."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def count(self, kind: str, line: int) -> None:
        """Something of ``kind`` was taken out of ``line``."""
        self._lines.setdefault(kind, []).append(line)

    @property
    def lines(self) -> LinesByKind:
        """The lines by kind, in order; a line stands once for each thing taken out of it."""
        return {kind: tuple(sorted(lines)) for kind, lines in sorted(self._lines.items())}
