"""Tasks roll up: milestones of plans, progress of projects that report none, projects that only a plan knows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from worlds import world

from pmo_metrics.evaluate import evaluate

PLAN = """
project_id | task_id | as_of | source | name | is_summary | is_milestone | finish | baseline_finish | percent_complete | duration_days | work_hours | status
P1 | 0 | 2026-05-31 | ms_project | All | true | false | 2026-07-31 | | 0.9 | 100 | 1000 |
P1 | 1 | 2026-05-31 | ms_project | Dig | false | false | 2026-05-20 | | 1 | 10 | 30 |
P1 | 2 | 2026-05-31 | ms_project | Build | false | false | 2026-05-29 | | 0.5 | 30 | 10 |
P1 | 3 | 2026-05-31 | ms_project | Open | false | true | 2026-07-31 | 2026-07-15 | 0 | 0 | |
P1 | 4 | 2026-05-31 | ms_project | Party | false | false | | | 0 | 10 | 60 | cancelled
"""


def one(db, sql: str):  # type: ignore[no-untyped-def]
    return db.run(sql).rows()


def test_progress_is_weighted_by_work_and_summaries_are_never_summed() -> None:
    db = world(task=PLAN)
    assert one(db, "SELECT percent_complete, progress_basis FROM project_status") == [
        (Decimal("0.875"), "tasks_by_work")
    ]


@pytest.mark.parametrize(
    ("without", "basis", "share"),
    [("work_hours", "tasks_by_duration", "0.625"), ("duration_days", "tasks_by_count", "0.75")],
)
def test_without_work_duration_counts_and_without_that_each_task_the_same(without: str, basis: str, share: str) -> None:
    rows = [line.split("|") for line in PLAN.strip().splitlines()]
    names = [n.strip() for n in rows[0]]
    gone = {names.index(n) for n in {"work_hours", without}}
    drawn = "\n".join(
        "|".join(c if i not in gone or not n else " " for i, c in enumerate(r)) for n, r in enumerate(rows)
    )
    db = world(task=drawn)
    assert one(db, "SELECT percent_complete, progress_basis FROM project_status") == [(Decimal(share), basis)]


def test_hours_spent_and_remaining_stand_for_a_missing_per_cent_complete() -> None:
    db = world(
        task="""
        project_id | task_id | as_of | source | status | work_hours | actual_hours | remaining_hours
        P1 | 1 | 2026-05-31 | jira | in_progress | 8 | 3 | 1
        P1 | 2 | 2026-05-31 | jira | in_progress | 4 | | 4
        P1 | 3 | 2026-05-31 | jira | done | 4 | 9 | 0
    """
    )
    assert one(db, "SELECT percent_complete, progress_basis FROM project_status") == [
        (Decimal("0.625"), "tasks_by_work")
    ]


def test_a_stated_progress_is_believed_before_the_tasks() -> None:
    db = world(task=PLAN, project="project_id | as_of | name | percent_complete\nP1 | 2026-05-31 | One | 0.3")
    assert one(db, "SELECT project, percent_complete, progress_basis FROM project_status") == [
        ("One", Decimal("0.3"), "stated")
    ]


def test_rolled_up_progress_earns_value() -> None:
    db = world(task=PLAN, project="project_id | as_of | name | budget\nP1 | 2026-05-31 | One | 1000")
    assert one(db, "SELECT ev FROM project_status") == [(Decimal("875.00"),)]


def test_milestones_of_a_plan_join_the_list_and_the_list_wins() -> None:
    listed = "project_id | milestone_id | as_of | name | baseline_date | forecast_date\nP1 | M9 | 2026-05-31 | open | 2026-07-01 | 2026-07-20"
    assert one(world(task=PLAN), "SELECT milestone_id, state, slip_days FROM milestone_status") == [
        ("3", "forecast_late", 16)
    ]
    assert one(world(task=PLAN, milestone=listed), "SELECT milestone_id, slip_days FROM milestone_status") == [
        ("M9", 19)
    ]


def test_a_project_that_only_a_plan_knows_is_there_with_its_name() -> None:
    db = world(task="project_id | task_id | as_of | project_name | name\nSHOP | S-1 | 2026-05-31 | Web shop | Cart")
    assert one(db, 'SELECT project_id, project, file, "row" FROM project_status') == [
        ("SHOP", "Web shop", "task.csv", 1)
    ]


def test_a_task_that_the_next_plan_leaves_out_is_gone_while_a_tracker_only_did_not_list_it() -> None:
    for source, left in (("ms_project", 1), ("jira", 2)):
        db = world(
            task=f"""
            project_id | task_id | as_of | source | name | finish
            P1 | 1 | 2026-05-31 | {source} | Dig | 2026-06-15
            P1 | 2 | 2026-05-31 | {source} | Fill | 2026-06-20
            P1 | 1 | 2026-06-30 | {source} | Dig | 2026-06-20
        """
        )
        assert evaluate(db, "open_tasks")["value"].to_list() == [left]
        assert evaluate(db, "overdue_tasks")["value"].to_list() == [left]


def test_the_state_is_what_the_tool_says_and_else_what_dates_show() -> None:
    db = world(
        task="""
        project_id | task_id | as_of | status | percent_complete | resolved_on | actual_start
        P1 | 1 | 2026-05-31 | in_progress | 1 | |
        P1 | 2 | 2026-05-31 | | 1 | |
        P1 | 3 | 2026-05-31 | | | 2026-05-02 |
        P1 | 4 | 2026-05-31 | | | | 2026-05-02
        P1 | 5 | 2026-05-31 | | | |
    """
    )
    states = one(db, "SELECT task_state FROM task_status ORDER BY task_id")
    assert [s for (s,) in states] == ["in_progress", "done", "done", "in_progress", "not_started"]
