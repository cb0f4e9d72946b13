"""The verdict on an archive's reports."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ohbot.deploy.health import Health, judge

NOW = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def report(hours_ago: float, result: str = "good", **more: Any) -> dict[str, Any]:
    ended = (NOW - timedelta(hours=hours_ago)).isoformat()
    return {"command": "sync", "whole": True, "result": result, "ended": ended, "error": None} | more


def verdict(*reports: dict[str, Any], conflicts: tuple[str, ...] = ()) -> Health:
    return judge(reports, conflicts=conflicts, now=NOW, every=HOUR)


def test_a_good_run_within_the_hour_is_well() -> None:
    assert verdict(report(0.5), report(1.5)) == Health(
        True, "all is well: the last good run ended 30 minutes ago, no conflict waits"
    )


def test_without_any_run_it_is_not_well() -> None:
    assert "no scheduled run is known yet" in verdict().sentence
    assert not verdict(report(0.1, whole=False)).healthy


def test_one_missed_hour_is_forgiven_and_two_are_not() -> None:
    assert verdict(report(2.0)).healthy
    found = verdict(report(5))
    assert found == Health(
        False, "the last good run ended 5 hours ago, and one is due every hour; see that the job runs"
    )


def test_three_failures_in_a_row_are_told_with_the_reason_of_the_last() -> None:
    failed = [report(hours, "failed", error="the bot is blocked") for hours in (0.1, 0.4, 0.7)]
    assert verdict(*failed[:2], report(1.0)).healthy
    found = verdict(*failed, report(1.0))
    assert found == Health(False, "3 in a row failed, the last one so: the bot is blocked")


def test_where_no_run_was_good_the_first_failure_counts() -> None:
    found = verdict(report(0.1, "failed", error="no credentials"))
    assert not found.healthy
    assert "the only run so far was not good" in found.sentence
    assert found.sentence.endswith("the last run failed: no credentials")
    assert "none of the last 2 runs was good" in verdict(*[report(0.1, "failed")] * 2).sentence


def test_what_was_not_allowed_does_not_pass_by_itself_and_is_told_at_once() -> None:
    """A stop page, a refused login, a block: the good run before is no comfort."""
    found = verdict(report(0.1, "failed", exit=4, error="Robin stopped ohbot on User:Bot/stop"), report(1.0))
    assert found == Health(False, "the last run failed: Robin stopped ohbot on User:Bot/stop")
    assert verdict(report(0.1), report(1.0, "failed", exit=4, error="Robin stopped ohbot")).healthy
    assert verdict(report(0.1, "failed", exit=5, error="the wiki is away"), report(1.0)).healthy


def test_a_report_from_a_clock_that_was_ahead_counts_for_nothing() -> None:
    """Else the last good run would be in the future for years."""
    assert not verdict(report(-80000), report(9)).healthy
    assert not verdict(report(-80000)).healthy
    assert verdict(report(-0.05)).healthy


def test_a_conflict_that_is_acknowledged_waits_for_nobody() -> None:
    found = judge([report(0.1)], conflicts=["may"], now=NOW, every=HOUR, acknowledged=["may"])
    assert found.healthy
    assert "1 known state may stay" in found.sentence
    assert not judge([report(0.1)], conflicts=["may", "june"], now=NOW, every=HOUR, acknowledged=["may"]).healthy


def test_a_run_that_found_another_at_work_counts_for_nothing() -> None:
    assert verdict(*[report(0.1, "skipped")] * 5, report(0.2)).healthy
    assert not verdict(report(0.1, "skipped"), report(9)).healthy


def test_a_pull_is_no_sync_where_syncs_are_known() -> None:
    assert not verdict(report(0.1, command="pull"), report(9)).healthy
    assert verdict(report(0.1, command="pull")).healthy


def test_conflicts_wait_for_a_person_by_name() -> None:
    found = verdict(report(0.1), conflicts=("may", "june"))
    assert found == Health(False, "2 conflicts wait for a person (may, june); 'ohbot resolve may' settles the first")


@pytest.mark.parametrize("ended", ["yesterday", "", None])
def test_a_report_that_does_not_say_when_is_old(ended: str | None) -> None:
    assert not verdict(report(0.1, ended=ended)).healthy
