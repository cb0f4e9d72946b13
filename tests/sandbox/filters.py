"""Abuse filters for tests, written into the database as the extension's form writes them (it has no API)."""

from ohbot.sandbox import Sandbox


def add_filter(sandbox: Sandbox, number: int, condition: str, *, action: str = "disallow") -> None:
    """Add the enabled filter ``number``; ``action`` is ``disallow`` or ``warn``, ``condition`` its rule."""
    rule = condition.replace("'", "''")
    sandbox.maintenance("sql", stdin=f"{FILTER.format(number=number, rule=rule, action=action)}\n")


FILTER = """\
INSERT INTO abuse_filter (
  af_id, af_pattern, af_actions, af_user, af_user_text, af_timestamp, af_enabled, af_comments,
  af_public_comments, af_hidden, af_hit_count, af_throttled, af_deleted, af_global, af_group)
VALUES ({number}, '{rule}', '{action}', 1, 'Sandbox sysop', '20260101000000', 1, '',
  'test filter {number}', 0, 0, 0, 0, 0, 'default');
INSERT INTO abuse_filter_action (afa_filter, afa_consequence, afa_parameters) VALUES ({number}, '{action}', '');
"""
