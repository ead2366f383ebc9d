"""Schedule: working days, commitments, trend, checks of plans, dependencies and whom a slip hits next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from conftest import ROOT, TODAY
from worlds import drawn, world

from pmo_metrics.analysis.dependencies import downstream
from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import evaluate
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import load
from pmo_metrics.settings import Settings
from pmo_metrics.store import open_store
from pmo_metrics.ui import schedule_quality


def value(db: DuckEngine, metric: str) -> Any:
    return evaluate(db, metric)["value"].item()


# --- working days -----------------------------------------------------------------------------------------------------


def test_slip_in_working_days_by_the_projects_own_calendar() -> None:
    db = world(
        Settings(calendar="DE"),
        project="project_id | calendar_id\nSH | CN\nHH |",
        milestone="""
        project_id | milestone_id | baseline_date | forecast_date | as_of
        SH | M1 | 2026-02-13 | 2026-03-02 | 2026-01-31
        HH | M1 | 2026-02-13 | 2026-03-02 | 2026-01-31
        HH | M2 | 2026-03-02 | 2026-02-27 | 2026-01-31
        """,
    )
    slips = db.run("SELECT project_id, milestone_id, slip_days, slip_working_days FROM milestone_status "
                   "WHERE as_of = DATE '2026-01-31' ORDER BY 1, 2")  # fmt: skip
    # Germany: 16 to 27 February and 2 March. China: Spring Festival until the 23rd, 14 and 28 February made up:
    # 14, 24 to 28 February and 2 March.
    assert slips.rows() == [("HH", "M1", 17, 11), ("HH", "M2", -3, -1), ("SH", "M1", 17, 7)]


def test_dates_a_lifetime_away_have_a_slip_but_no_working_days() -> None:
    db = world(milestone="project_id | milestone_id | baseline_date | forecast_date\nA | M | 2026-06-01 | 2062-06-01")
    assert db.run("SELECT slip_days, slip_working_days FROM milestone_status").rows() == [(13149, None)]


def test_schedules_do_not_stretch_the_calendar_of_people() -> None:
    db = world(
        milestone="project_id | milestone_id | baseline_date\nA | M | 2027-06-30",
        person="person_id\nX",
        timesheet="person_id | date | hours\nX | 2026-06-01 | 8",
    )
    assert db.run("SELECT min(day), max(day) FROM working_day").row(0) == (date(2026, 6, 1), date(2026, 6, 30))
    assert db.run("SELECT max(day) FROM working_count").item() == date(2027, 6, 30)


# --- what is due, and what became of promises -------------------------------------------------------------------------

HISTORY = """
project_id | milestone_id | as_of | baseline_date | forecast_date | actual_date | status
A | kept | 2026-05-31 | 2026-06-10 | 2026-06-15 | |
A | kept | 2026-06-30 | 2026-06-10 | 2026-06-15 | 2026-06-12 | done
A | later | 2026-05-31 | 2026-06-20 | 2026-06-20 | |
A | later | 2026-06-30 | 2026-06-20 | 2026-06-20 | 2026-06-25 | done
A | missed | 2026-05-31 | 2026-06-30 | 2026-06-30 | |
A | missed | 2026-06-30 | 2026-06-30 | 2026-07-15 | |
A | dropped | 2026-05-31 | 2026-06-05 | 2026-06-05 | |
A | dropped | 2026-06-30 | 2026-06-05 | 2026-06-05 | | cancelled
A | early | 2026-05-31 | 2026-06-08 | 2026-06-08 | 2026-05-20 | done
A | pulled | 2026-05-31 | 2026-09-30 | 2026-09-30 | |
A | pulled | 2026-06-30 | 2026-09-30 | 2026-09-01 | |
A | quiet | 2026-05-31 | 2026-08-30 | 2026-08-30 | |
A | new | 2026-06-30 | 2026-12-01 | 2026-12-01 | |
B | first | 2026-06-30 | 2026-06-01 | 2026-12-01 | |
"""


def test_what_became_of_each_milestone_since_the_report_before() -> None:
    db = world(milestone=HISTORY)
    found = db.run("SELECT milestone_id, outcome, moved_days, is_promised FROM milestone_commitment ORDER BY 1").rows()
    assert found == [
        ("dropped", "removed", None, True),
        ("kept", "achieved_as_committed", -3, True),
        ("later", "achieved_later", 5, True),
        ("missed", "pushed_out", 15, True),
        ("new", "added", None, False),
        ("pulled", "pulled_in", -29, False),
        ("quiet", "unchanged", 0, False),
    ]
    assert value(db, "commitments_kept_rate") == 1 / 4
    assert value(db, "slip_since_previous") == (-3 + 5 + 15 - 29 + 0) / 5
    counts = ("milestones_pushed_out", "milestones_pulled_in", "milestones_added", "milestones_removed")
    assert [value(db, m) for m in counts] == [1, 1, 1, 1]


def test_a_hit_needs_the_baseline_and_counts_what_came_before_the_period() -> None:
    # due in June: kept (10th, reached on the 12th), later, missed, early (reached in May), first (open); dropped is cancelled
    hits = evaluate(world(milestone=HISTORY), "hit_rate").row(0, named=True)
    assert (hits["top"], hits["bottom"]) == (1, 5)


def test_at_the_first_report_the_period_is_its_month_and_there_are_no_promises() -> None:
    db = world(milestone="project_id | milestone_id | baseline_date | actual_date | status\n"
               "A | M1 | 2026-06-01 | 2026-06-01 | done\nA | M2 | 2026-05-31 | 2026-05-30 | done")  # fmt: skip
    hits = evaluate(db, "hit_rate").row(0, named=True)
    assert (hits["top"], hits["bottom"]) == (1, 1)
    assert evaluate(db, "commitments_kept_rate")["reason"].item() == "no_rows"


def test_other_reports_in_between_do_not_cut_the_period_short() -> None:
    db = world(milestone=HISTORY, risk="project_id | risk_id | as_of\nA | R | 2026-06-29\nA | R | 2026-07-01")
    hits = evaluate(db, "hit_rate", by=["as_of"])
    by = {row["as_of"]: row["bottom"] for row in hits.iter_rows(named=True)}
    assert by[date(2026, 6, 30)] == by[date(2026, 7, 1)] == 5
    assert db.run("SELECT DISTINCT since FROM milestone_commitment WHERE as_of = DATE '2026-07-01'").item() == date(2026, 5, 31)  # fmt: skip


def test_a_milestone_that_the_next_plan_leaves_out_is_removed() -> None:
    db = world(
        task="""
        project_id | task_id | as_of | source | name | is_milestone | finish | baseline_finish
        A | 1 | 2026-05-31 | ms_project | Open | true | 2026-08-01 | 2026-08-01
        A | 2 | 2026-05-31 | ms_project | Close | true | 2026-09-01 | 2026-09-01
        A | 1 | 2026-06-30 | ms_project | Open | true | 2026-08-01 | 2026-08-01
        """
    )
    outcomes = dict(db.run("SELECT milestone, outcome FROM milestone_commitment").iter_rows())
    assert outcomes == {"Open": "unchanged", "Close": "removed"}


def test_accepted_deliverables_in_both_languages_and_unknown_without_the_column() -> None:
    db = world(
        milestone="""
        project_id | milestone_id | kind | baseline_date | actual_date | status | accepted_by
        A | 1 | Deliverable | 2026-05-01 | 2026-05-01 | done | A. Brodersen
        A | 2 | 交付物 | 2026-05-01 | 2026-05-09 | done |
        A | 3 | Gate | 2026-05-01 | 2026-05-01 | done | H. Lassen
        A | 4 | Deliverable | 2026-09-01 | | planned |
        """
    )
    assert value(db, "deliverables_accepted") == 0.5
    without = world(milestone="project_id | milestone_id | kind | baseline_date | actual_date | status\n"
                    "A | 1 | Deliverable | 2026-05-01 | 2026-05-01 | done")  # fmt: skip
    assert evaluate(without, "deliverables_accepted")["reason"].item() == "not_known"


# --- milestone trend --------------------------------------------------------------------------------------------------


def trend(rows: str) -> dict[str, Any]:
    found = world(milestone=rows).run("SELECT * FROM milestone_trend ORDER BY as_of DESC, milestone_id LIMIT 1")
    return found.row(0, named=True)


def test_two_reports_make_no_trend() -> None:
    one = trend("project_id | milestone_id | as_of | forecast_date\n"
                "A | M | 2026-05-31 | 2026-09-01\nA | M | 2026-06-30 | 2026-09-15")  # fmt: skip
    assert (one["slope"], one["refused"], one["arrival_to"], one["total_slip_days"]) == (None, "few_reports", None, 14)


def test_an_achieved_milestone_has_no_arrival_to_forecast() -> None:
    one = trend("""
        project_id | milestone_id | as_of | forecast_date | actual_date | status
        A | M | 2026-03-31 | 2026-06-01 | |
        A | M | 2026-04-30 | 2026-06-08 | |
        A | M | 2026-05-31 | 2026-06-15 | |
        A | M | 2026-06-30 | 2026-06-15 | 2026-06-22 | done
        """)
    assert (one["refused"], one["arrival_to"], one["total_slip_days"], one["reports"]) == ("achieved", None, 21, 3)


def test_a_date_that_passed_without_a_new_one_recedes_with_the_calendar() -> None:
    one = trend("\n".join(["project_id | milestone_id | as_of | forecast_date",
                           *(f"A | M | 2026-0{n}-28 | 2026-01-15" for n in range(2, 7))]))  # fmt: skip
    assert (one["slope"], one["refused"]) == (1, "recedes")


def test_rebaselining_does_not_flatten_the_trend() -> None:
    one = trend("""
        project_id | milestone_id | as_of | baseline_date | forecast_date
        A | M | 2026-01-06 | 2026-09-01 | 2026-09-01
        A | M | 2026-02-03 | 2026-09-08 | 2026-09-08
        A | M | 2026-03-03 | 2026-09-15 | 2026-09-15
        """)
    assert one["slope"] == 0.25  # 7 days in 28, though each report is on its own baseline


# --- checks of a plan -------------------------------------------------------------------------------------------------

PLAN = """
project_id | task_id | as_of | name | is_summary | is_milestone | status | start | finish | baseline_finish | actual_start | actual_finish | percent_complete | duration_days | work_hours | total_float_days | constraint_type
P | 0 | 2026-06-30 | All | true | false | | 2026-01-01 | 2026-12-31 | 2026-11-30 | | | | 250 | 900 | -5 |
P | 1 | 2026-06-30 | Dig | false | false | done | 2026-05-01 | 2026-05-20 | 2026-05-20 | 2026-05-01 | 2026-05-20 | 1 | 14 | 80 | |
P | 2 | 2026-06-30 | Drain | false | false | done | 2026-05-20 | 2026-06-08 | 2026-06-01 | 2026-05-20 | 2026-06-08 | 1 | 12 | 40 | |
P | 3 | 2026-06-30 | Wall | false | false | in_progress | 2026-06-08 | 2026-07-10 | 2026-06-26 | 2026-06-08 | | 0.5 | 100 | 80 | -5 | Must finish on
P | 4 | 2026-06-30 | Roof | false | false | not_started | 2026-07-13 | 2026-10-30 | 2026-10-30 | | | | 80 | 120 | 0 | As soon as possible
P | 5 | 2026-06-30 | Paint | false | false | not_started | 2026-06-22 | 2026-07-31 | 2026-07-31 | | | | 20 | | 60 | Start no later than
P | 6 | 2026-06-30 | Extra | false | false | not_started | 2026-09-01 | 2026-09-30 | | | | | 22 | 30 | 3 |
P | 7 | 2026-06-30 | Open | false | true | not_started | 2026-12-31 | 2026-12-31 | 2026-12-31 | | | | 0 | | -5 |
P | 8 | 2026-06-30 | Party | false | false | cancelled | 2026-01-05 | 2026-01-06 | 2026-01-06 | | | | 1 | 5 | -99 | Must start on
"""
LINKS = """
project_id | task_id | predecessor_id | link_type | lag_days
P | 2 | 1 | FS | -2
P | 3 | 2 | FS | 0
P | 4 | 3 | SS | 5
P | 5 | 4 | FF | -1
P | 7 | 4 | |
P | 7 | 5 | FS | 0
"""


def checks(db: DuckEngine) -> dict[str, tuple[Any, ...]]:
    found = db.run("SELECT check_code, numerator, denominator, is_passed, missing FROM schedule_check ORDER BY place")
    return {code: rest for code, *rest in ((r[0], *r[1:]) for r in found.iter_rows())}  # type: ignore[misc]


def test_the_checks_of_a_plan_counted_by_hand() -> None:
    """Counted: 3 Wall, 4 Roof, 5 Paint (6 Extra has no baseline where the plan has one); links into 4, 5, 7 and 3."""
    db = world(Settings(calendar="XX"), task=PLAN, task_link=LINKS)
    assert checks(db) == {
        "missing_logic": [0, 3, True, None],
        "leads": [1, 5, False, None],  # the lead into the finished Drain is past
        "lags": [1, 5, False, None],
        "link_types": [3, 5, False, None],  # 3 after 2, 7 after 4 (unstated: FS), 7 after 5
        "hard_constraints": [2, 3, False, None],
        "high_float": [1, 3, False, None],
        "negative_float": [1, 3, False, None],
        "high_duration": [2, 3, False, None],  # 50 days left of Wall, 80 of Roof
        "invalid_dates": [1, 6, False, None],  # Paint should have begun on the 22nd
        "resources": [1, 3, None, None],  # Paint; this check has no limit
        "missed_tasks": [2, 3, False, None],  # Drain and Wall, of the three due
        "critical_path_test": [None, None, None, "needs_planning_tool"],
        "cpli": [127, 132, True, None],  # 30 June to 31 December: 132 weekdays; lowest float -5
        "bei": [2, 4, False, None],  # Dig and Drain, of three due and one without a baseline
    }
    assert value(db, "schedule_checks_failed") == 10
    assert value(db, "bei") == 0.5 and value(db, "cpli") == pytest.approx(127 / 132)


def test_what_a_plan_does_not_tell_is_named_and_neither_passes_nor_fails() -> None:
    db = world(task="project_id | task_id | name | finish | status\nP | 1 | Dig | 2026-07-31 | not_started")
    found = checks(db)
    assert {code: missing for code, (*_, missing) in found.items()} == {
        "missing_logic": "no_links", "leads": "no_links", "lags": "no_links", "link_types": "no_links",
        "hard_constraints": "no_constraints", "high_float": "no_float", "negative_float": "no_float",
        "high_duration": "no_durations", "invalid_dates": None, "resources": "no_work", "missed_tasks": "no_baseline",
        "critical_path_test": "needs_planning_tool", "cpli": "no_float", "bei": "no_baseline",
    }  # fmt: skip
    assert {passed for _, _, passed, missing in found.values() if missing} == {None}


def test_the_limits_are_settings() -> None:
    lax = Settings(calendar="XX", check_share=0.4, check_long_days=60, check_index=0.45)
    found = checks(world(lax, task=PLAN, task_link=LINKS))
    passed = {code for code, (_, _, ok, _) in found.items() if ok}
    assert passed == {"missing_logic", "lags", "high_float", "high_duration", "cpli", "bei"}


def test_a_check_is_told_by_shape_and_word_with_its_figure_and_limit() -> None:
    db = world(Settings(calendar="XX"), task=PLAN, task_link=LINKS)
    rows = db.run("SELECT * FROM schedule_check ORDER BY place")
    told = schedule_quality._told(SimpleNamespace(lang="en"), rows)  # type: ignore[arg-type]
    found = {row["check_code"]: [row[n] for n in ("result", "figure", "limit", "counted")] for row in told.to_dicts()}
    assert found["missing_logic"] == ["● Passes", "0 %", "≤ 5.0 %", "0 / 3"]
    assert found["bei"] == ["◆ Fails", "0.50", "≥ 0.95", "2 / 4"]
    assert found["resources"] == ["○ No limit", "33.3 %", None, "1 / 3"]
    assert found["critical_path_test"] == ["○ Not assessable", None, None, None]


def test_a_plan_is_judged_at_its_own_date_and_a_new_plan_replaces_its_links() -> None:
    db = world(
        task="""
        project_id | task_id | as_of | source | finish | baseline_finish | duration_days
        P | 1 | 2026-05-31 | primavera | 2026-06-15 | 2026-06-15 | 5
        P | 2 | 2026-05-31 | primavera | 2026-06-20 | 2026-06-20 | 5
        P | 1 | 2026-07-31 | primavera | 2026-08-15 | 2026-06-15 | 5
        P | 2 | 2026-07-31 | primavera | 2026-08-20 | 2026-06-20 | 5
        """,
        task_link="""
        project_id | task_id | predecessor_id | as_of | link_type
        P | 2 | 1 | 2026-05-31 | FS
        P | 1 | 2 | 2026-07-31 | SS
        """,
        risk="project_id | risk_id | as_of\nP | R | 2026-06-30",
    )
    invalid = db.run(
        "SELECT as_of, plan_date, numerator FROM schedule_check WHERE check_code = 'invalid_dates' ORDER BY 1"
    )
    assert invalid.rows() == [
        (date(2026, 5, 31), date(2026, 5, 31), 0),
        (date(2026, 6, 30), date(2026, 5, 31), 0),  # stale, not badly planned
        (date(2026, 7, 31), date(2026, 7, 31), 0),
    ]
    types = db.run("SELECT numerator, denominator FROM schedule_check WHERE check_code = 'link_types' ORDER BY as_of")
    assert types.rows() == [(1, 1), (1, 1), (0, 1)]


# --- dependencies -----------------------------------------------------------------------------------------------------

PROJECTS = "project_id | name | status\nA | Cable | active\nB | Platform | active\nC | 变电站 | active\nD | Twin | active\nE | Twin | active\nX | Gone | cancelled"  # fmt: skip


def waits(dependency: str, milestone: str = "project_id | milestone_id\nA | none") -> dict[str, dict[str, Any]]:
    db = world(project=PROJECTS, milestone=milestone, dependency=dependency)
    found = db.run("SELECT * FROM dependency_status WHERE as_of = DATE '2026-06-30'")
    return {row["dependency_id"]: row for row in found.iter_rows(named=True)}


MILESTONES = """
project_id | milestone_id | name | baseline_date | forecast_date | actual_date | status
A | M1 | Laid | 2026-08-01 | 2026-09-10 | |
A | M2 | Tested | 2026-06-01 | 2026-06-01 | 2026-06-20 | done
A | M3 | Off | 2026-08-01 | 2026-08-01 | | cancelled
A | M4 | Stale | 2026-05-01 | 2026-05-01 | |
"""


def test_margin_is_needed_by_less_what_the_giving_milestone_says_today() -> None:
    found = waits(
        """
        dependency_id | project_id | needs_project_id | milestone_id | needed_by | promised_date | status
        late | B | A | M1 | 2026-09-01 | 2026-08-01 | open
        risk | B | A | M1 | 2026-09-20 | |
        ok | B | A | M1 | 2026-09-24 | |
        met | B | A | M2 | 2026-06-10 | |
        said | B | A | M1 | 2026-06-10 | | met
        off | B | A | M3 | 2026-12-31 | |
        given_up | B | X | | 2026-12-31 | 2026-07-01 |
        stale | B | A | M4 | 2026-07-01 | |
        promise | B | A | unheard of | 2026-08-01 | 2026-07-10 |
        overdue | B | A | | 2026-07-31 | 2026-06-01 |
        never | B | A | | | 2026-06-01 |
        open | B | A | | 2026-07-31 | |
        gone | B | A | M1 | 2026-09-01 | | cancelled
        """,
        MILESTONES,
    )
    assert {name: (row["state"], row["margin_days"], row["obstacle"]) for name, row in found.items()} == {
        "late": ("late", -9, None), "risk": ("at_risk", 10, None), "ok": ("ok", 14, None), "met": ("met", -10, None),
        "said": ("met", -92, None), "off": ("late", None, "given_up"), "given_up": ("late", None, "given_up"),
        "stale": ("at_risk", 1, None), "promise": ("ok", 22, None), "overdue": ("ok", 31, None),
        "never": ("unknown", None, "no_need_date"), "open": ("unknown", None, "no_delivery_date"),
        "gone": ("cancelled", None, None),
    }  # fmt: skip


def test_projects_and_milestones_may_be_named_where_the_name_is_one_thing() -> None:
    found = waits(
        """
        dependency_id | project_id | needs_project_id | milestone_id | needed_by
        1 | 变电站 | cable | laid | 2026-09-20
        2 | Twin | A | M1 | 2026-09-20
        3 | C | Twin | | 2026-09-20
        """,
        MILESTONES,
    )
    one = found["1"]
    assert (one["project_id"], one["needs_project_id"], one["giving_milestone_id"], one["margin_days"]) == ("C", "A", "M1", 10)  # fmt: skip
    assert [found[n]["obstacle"] for n in "23"] == ["project_unknown"] * 2


def test_a_named_project_is_not_listed_as_unresolved() -> None:
    db = world(
        project=PROJECTS, dependency="dependency_id | project_id | needs_project_id\n1 | 变电站 | Cable\n2 | Z | A"
    )
    assert db.run("SELECT id FROM unresolved")["id"].to_list() == ["Z"]


def test_the_latest_report_of_a_dependency_counts() -> None:
    db = world(
        project=PROJECTS,
        dependency="""
        dependency_id | project_id | needs_project_id | as_of | needed_by | promised_date | status
        1 | B | A | 2026-05-31 | 2026-07-01 | 2026-08-01 | open
        1 | B | A | 2026-06-30 | 2026-07-01 | 2026-08-01 | met
        """,
    )
    states = db.run("SELECT as_of, state, margin_days FROM dependency_status ORDER BY as_of").rows()
    assert states == [(date(2026, 5, 31), "late", -31), (date(2026, 6, 30), "met", None)]
    late = evaluate(db, "dependencies_late", by=["as_of"])
    assert late["value"].to_list() == [1, 0]


def chain(text: str) -> pl.DataFrame:
    """Dependencies drawn as: id | who waits | who gives | needed by | delivered on."""
    rows = []
    for row in drawn("dependency_id | project_id | needs_project_id | needed_by | delivery_date\n" + text):
        needed, given = (date.fromisoformat(day) if (day := row[n]) else None for n in ("needed_by", "delivery_date"))
        names = {
            "dependency": row["dependency_id"],
            "project": row["project_id"],
            "needs_project": row["needs_project_id"],
        }
        margin = (needed - given).days if needed and given else None
        rows.append(
            {**row, **names, "needed_by": needed, "delivery_date": given, "margin_days": margin, "is_open": True}
        )
    return pl.DataFrame(rows)


def hits(found: pl.DataFrame, origin: str) -> list[tuple[Any, ...]]:
    chosen = found.filter(pl.col("origin_id") == origin)
    return chosen.select("step", "project_id", "days_least", "days_most").rows()


def test_a_slip_travels_down_the_chain_and_margin_swallows_it() -> None:
    found = downstream(
        chain("""
        1 | B | A | 2026-08-01 | 2026-08-21
        2 | C | B | 2026-10-01 | 2026-09-26
        3 | D | C | 2026-12-01 | 2026-11-11
        4 | E | B | 2026-09-01 | 2026-07-31
        5 | F | C | 2026-12-01 |
        """)
    )
    # 20 days reach B; 5 of margin leave 15 for C unless B already planned for it; 20 of margin protect D; E is served before
    assert hits(found, "1") == [(1, "B", 20, 20), (2, "C", 0, 15)]
    assert found["origin_id"].unique().to_list() == ["1"]


def test_a_later_wait_that_is_late_itself_adds_up_at_most() -> None:
    found = downstream(chain("1 | B | A | 2026-08-01 | 2026-08-11\n2 | C | B | 2026-10-01 | 2026-10-06"))
    assert hits(found, "1") == [(1, "B", 10, 10), (2, "C", 5, 15)]
    assert hits(found, "2") == [(1, "C", 5, 5)]


def test_a_circle_ends_and_the_way_is_bounded() -> None:
    circle = chain(
        "1 | B | A | 2026-08-01 | 2026-08-11\n2 | A | B | 2026-09-01 | 2026-09-01\n3 | B | B | 2026-09-01 | 2026-09-09"
    )
    assert hits(downstream(circle), "1") == [(1, "B", 10, 10)]
    line = "\n".join(f"{n:02} | P{n + 1:02} | P{n:02} | 2026-08-{n + 1:02} | 2026-08-{n + 2:02}" for n in range(20))
    assert [step for step, *_ in hits(downstream(chain(line), steps=5), "00")] == [1, 2, 3, 4, 5]


def test_nothing_late_hits_nobody() -> None:
    assert downstream(chain("1 | B | A | 2026-08-01 | 2026-07-11")).is_empty()


# --- real plans, counted from the files themselves --------------------------------------------------------------------

SHARED = ROOT.parent / "shared" / "data"


def published(tmp_path: Path, plan: Path) -> DuckEngine:
    store = open_store(tmp_path / "store")
    load(store, read_files([plan]), today=TODAY)
    return store.snapshot()


@pytest.mark.skipif(not (SHARED / "xer").exists(), reason="no plans beside the repository")
def test_links_of_a_primavera_plan(tmp_path: Path) -> None:
    """Its table TASKPRED says who follows whom; none of its activities has begun."""
    plan = SHARED / "xer" / "sample.xer"
    tables: dict[str, list[dict[str, str]]] = {}
    for line in plan.read_text("cp1252").splitlines():
        kind, *cells = line.split("\t")
        if kind == "%T":
            tables[name := cells[0]] = []
        elif kind == "%F":
            fields = cells
        elif kind == "%R":
            tables[name].append(dict(zip(fields, cells, strict=False)))
    links, tasks = tables["TASKPRED"], {t["task_id"] for t in tables["TASK"]}
    loose = tasks - ({k["task_id"] for k in links} & {k["pred_task_id"] for k in links})
    found = checks(published(tmp_path, plan))
    assert found["missing_logic"][:2] == [len(loose), len(tasks)]
    assert found["link_types"][:2] == [sum(k["pred_type"] == "PR_FS" for k in links), len(links)]
    assert found["leads"][0] == sum(float(k["lag_hr_cnt"]) < 0 for k in links)
    assert found["lags"][0] == sum(float(k["lag_hr_cnt"]) > 0 for k in links)
    least = min(float(t["total_float_hr_cnt"]) for t in tables["TASK"])
    assert (found["cpli"][0] - found["cpli"][1]) * 8 == least  # days of eight hours


@pytest.mark.skipif(not (SHARED / "msproject").exists(), reason="no plans beside the repository")
def test_links_of_a_microsoft_project_plan(tmp_path: Path) -> None:
    """Its tasks carry their predecessors; the type 1 is finish to start, lags are tenths of minutes."""
    plan = SHARED / "msproject" / "sample.xml"
    space = {"p": "http://schemas.microsoft.com/project"}
    links = ElementTree.parse(plan).getroot().findall(".//p:PredecessorLink", space)
    types = [link.findtext("p:Type", namespaces=space) for link in links]
    lags = [int(link.findtext("p:LinkLag", "0", space)) for link in links]
    found = checks(published(tmp_path, plan))
    assert found["link_types"][:2] == [types.count("1"), len(links)]
    assert (found["leads"][0], found["lags"][0]) == (sum(n < 0 for n in lags), sum(n > 0 for n in lags))
