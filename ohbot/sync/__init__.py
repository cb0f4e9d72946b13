"""What a sync decides (pure), and the loop that carries it out."""

from ohbot.sync.engine import Engine, Options, Outcome
from ohbot.sync.plan import Plan, Seen, State, plan

__all__ = ["Engine", "Options", "Outcome", "Plan", "Seen", "State", "plan"]
