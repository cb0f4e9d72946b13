"""Things in number, for every sentence that counts."""


def counted(number: int, one: str, some: str = "") -> str:
    """So many things: ``1 session``, ``2 sessions``, ``2 addresses``; ``some`` where that is no plural of it."""
    return f"{number} {one if number == 1 else some or one + ('es' if one.endswith('s') else 's')}"
