"""What a sync decides (pure), and the loop that carries it out."""

from ohbot.sync.engine import Engine, SyncOptions
from ohbot.sync.plan import plan
from ohbot.sync.values import Observation, Outcome, Plan, State
