"""The sandbox's own error."""

from ohbot.errors import OhbotError


class SandboxError(OhbotError):
    """The sandbox wiki cannot do what was asked; the sentence says why and what to do."""
