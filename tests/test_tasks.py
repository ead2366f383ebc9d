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


# --- money ------------------------------------------------------------------------------------------------------------

COSTS = """
project_id | task_id | as_of | source | is_summary | baseline_cost | cost | actual_cost | currency | status
P1 | 0 | 2026-05-31 | ms_project | true | 900 | 1200 | 300 | EUR |
P1 | 1 | 2026-05-31 | ms_project | false | 500 | 700 | 300 | EUR |
P1 | 2 | 2026-05-31 | ms_project | false | 400 | 500 | 0 | EUR |
P1 | 3 | 2026-05-31 | ms_project | false | 70 | 80 | 0 | EUR | cancelled
"""
MONEY = "SELECT budget, forecast_cost, actual_cost, budget_basis, forecast_basis, actual_basis FROM project_status ORDER BY as_of DESC, project_id"


def money(*figures: int | None) -> tuple[Decimal | None, ...]:
    return tuple(None if f is None else Decimal(f) for f in figures)


def test_what_tasks_cost_is_the_money_of_a_project_that_nobody_else_tells_of() -> None:
    """Leaf tasks only: the summary repeats them, and a cancelled task costs nothing more."""
    db = world(task=COSTS)
    assert one(db, MONEY) == [(*money(900, 1200, 300), "tasks", "tasks", "tasks")]
    assert one(db, "SELECT currency FROM reporting_currency") == [("EUR",)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"project": "project_id | as_of | budget | currency\nP1 | 2026-05-31 | 1000 | EUR"}, (*money(1000, None, None), "stated", None, None)),
        ({"cost": "project_id | period | kind | amount | currency\nP1 | 2026-05-01 | actual | 50 | EUR"}, (*money(None, None, 50), None, None, "cost_lines")),
        ({"progress": "project_id | as_of | ac | currency\nP1 | 2026-05-31 | 60 | EUR"}, (*money(None, None, None), None, None, None)),
    ],
)  # fmt: skip
def test_a_plan_says_nothing_of_money_that_others_tell(told: dict[str, str], expected: tuple[object, ...]) -> None:
    """Plans often hold labour only: their figures are not mixed with those of the books."""
    assert one(world(task=COSTS, **told), MONEY)[0] == expected


def test_tasks_without_prices_state_no_money() -> None:
    rows = COSTS.replace("500 | 700 | 300", "0 | 0 | 0").replace("400 | 500 | 0", "0 | 0 | 0")
    assert one(world(task=rows), MONEY) == [(*money(None, None, None), None, None, None)]


def test_a_currency_without_a_rate_is_a_gap() -> None:
    other = "project_id | as_of | budget | currency\nP2 | 2026-05-31 | 1000 | CHF"
    db = world(task=COSTS, project=other)
    assert one(db, "SELECT project_id, budget, fx_missing FROM project_status ORDER BY project_id") == [
        ("P1", None, True), ("P2", Decimal(1000), False),
    ]  # fmt: skip


# --- people of plans --------------------------------------------------------------------------------------------------


PLANNED = """
        person_id | as_of | source | name | role | fte
        AL | 2026-05-31 | plan_people | A. Lee | |
        BO | 2026-05-31 | plan_people | Ben Ode | |
        """


def test_where_a_roster_is_loaded_people_of_plans_add_no_capacity() -> None:
    db = world(person=PLANNED + "AL | 2026-04-30 | roster | Ann Lee | Engineer | 0.8")
    people = "SELECT person_id, person, role, fte FROM person_at ORDER BY person_id"
    assert one(db, people) == [("AL", "Ann Lee", "Engineer", Decimal("0.8"))]
    assert one(world(person=PLANNED), people) == [
        ("AL", "A. Lee", None, Decimal(1)),
        ("BO", "Ben Ode", None, Decimal(1)),
    ]


def test_an_early_plan_does_not_make_the_first_roster_and_list_late() -> None:
    """What is known first holds for the time before it too: of the roster, of the list, and of each plan for itself."""
    db = world(
        project="project_id | as_of\nP1 | 2026-01-31",
        person="""
        person_id | as_of | source
        AL | 2026-04-30 | roster
        BO | 2026-02-28 | plan_people
        """,
        assignment="""
        project_id | person_id | period | as_of | source | hours
        P1 | AL | 2026-07-01 | 2026-04-30 | assignments | 10
        P2 | BO | 2026-07-01 | 2026-02-28 | plan_work | 20
        P3 | BO | 2026-07-01 | 2026-03-31 | plan_work | 30
        """,
    )
    assert {str(day) for (day,) in one(db, "SELECT valid_from FROM person_at")} == {"0001-01-01"}
    early = "SELECT project_id FROM assignment_at WHERE as_of = DATE '2026-01-31' ORDER BY project_id"
    assert one(db, early) == [("P1",), ("P2",), ("P3",)]


def test_a_list_of_assignments_goes_before_the_plan_of_its_project() -> None:
    db = world(
        project="project_id | as_of\nP1 | 2026-05-31",
        assignment="""
        project_id | person_id | period | as_of | source | hours
        P1 | E001 | 2026-07-01 | 2026-05-31 | assignments | 40
        P1 | Ann Lee | 2026-07-01 | 2026-05-31 | plan_work | 40
        P2 | Ann Lee | 2026-07-01 | 2026-05-31 | plan_work | 8
        """,
    )
    assert one(db, "SELECT project_id, person_id, hours FROM assignment_at ORDER BY project_id") == [
        ("P1", "E001", Decimal(40)), ("P2", "Ann Lee", Decimal(8)),
    ]  # fmt: skip


def test_work_that_the_next_plan_leaves_out_is_planned_no_more() -> None:
    """The first plan says July, the next one August; what a list of assignments says stays until it says otherwise."""
    db = world(
        project="project_id | as_of\nP1 | 2026-05-31\nP1 | 2026-06-30",
        assignment="""
        project_id | person_id | period | as_of | source | hours
        P1 | AL | 2026-07-01 | 2026-05-31 | plan_work | 40
        P1 | AL | 2026-08-01 | 2026-06-30 | plan_work | 40
        P2 | BO | 2026-07-01 | 2026-05-31 | assignments | 10
        """,
    )
    sql = "SELECT as_of, person_id, month, hours FROM assignment_at ORDER BY as_of, person_id, month"
    assert [(str(a), p, str(m), int(h)) for a, p, m, h in one(db, sql)] == [
        ("2026-05-31", "AL", "2026-07-01", 40), ("2026-05-31", "BO", "2026-07-01", 10),
        ("2026-06-30", "AL", "2026-08-01", 40), ("2026-06-30", "BO", "2026-07-01", 10),
    ]  # fmt: skip
