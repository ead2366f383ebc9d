"""The sample portfolio end to end: the product's numbers against a sheet of numbers worked out from the files by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import SAMPLE

from pmo_metrics.analysis.dependencies import downstream
from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.store import Store

EXPECTED: Mapping[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))
AT = Scope(as_of=EXPECTED["as_of"])


def value(store: Store, metric: str, **where: str) -> Any:
    scope = Scope({name: (chosen,) for name, chosen in where.items()}, EXPECTED["as_of"])
    return evaluate(store.snapshot(), metric, scope=scope)["value"].item()


def test_nothing_is_refused_and_only_the_two_typing_errors_are_warned_about(sample_store: Store) -> None:
    warned = rows(sample_store.snapshot(), "problem").filter(severity="warning")
    assert set(warned["found"]) == {"tbc (CR-7)", "31/02/2026"}
    tables = rows(sample_store.snapshot(), "load_table")
    assert tables["rows_quarantined"].sum() == 0 and tables["table"].null_count() == 0


@pytest.mark.parametrize("portfolio", ["Corporate & Sites", "Digital & IT", "Generation & Storage", "Grid & Networks"])
def test_projects_and_budget_of_each_portfolio(sample_store: Store, portfolio: str) -> None:
    assert value(sample_store, "projects", portfolio=portfolio) == EXPECTED["projects"][portfolio]
    assert float(value(sample_store, "budget", portfolio=portfolio)) == EXPECTED["budget"][portfolio]


@pytest.mark.parametrize(
    ("metric", "section", "name"),
    [
        ("projects", "projects", "total"),
        ("active_projects", "projects", "active"),
        ("budget", "budget", "total"),
        ("forecast_cost", "forecast_cost", "without_cancelled"),
        ("actual_cost", "actual_cost", "total"),
        ("monthly_budget", "cost_lines", "budget"),
        ("monthly_actual", "actual_cost", "erp_to_june"),
        ("milestones", "milestones", "not_cancelled"),
        ("milestones_overdue", "milestones", "overdue"),
        ("milestones_late", "milestones", "forecast_late"),
        ("open_risks", "risks", "open"),
        ("risk_exposure", "risks", "exposure"),
        ("responses_overdue", "risks", "responses_overdue"),
        ("dependencies_open", "dependencies", "open"),
        ("dependencies_late", "dependencies", "late"),
        ("dependencies_at_risk", "dependencies", "at_risk"),
        ("open_tasks", "task_plans", "open_all"),
        ("overdue_tasks", "task_plans", "overdue"),
        ("committed_cost", "commitments", "total"),
        ("funds_left", "commitments", "funds_left"),
        ("benefit_planned", "benefits", "planned"),
        ("benefit_realised", "benefits", "realised"),
    ],
)
def test_totals(sample_store: Store, metric: str, section: str, name: str) -> None:
    assert value(sample_store, metric) == Decimal(str(EXPECTED[section][name]))


def test_reported_rag(sample_store: Store) -> None:
    found = dict(evaluate(sample_store.snapshot(), "projects", ("rag",), AT).select("rag", "value").iter_rows())
    assert {k.lower(): v for k, v in EXPECTED["reported_rag"].items() if k != "how"} == found


def test_on_time_rate_keeps_its_parts(sample_store: Store) -> None:
    parts = evaluate(sample_store.snapshot(), "on_time_rate", scope=AT).row(0, named=True)
    expected = EXPECTED["milestones"]
    assert (parts["top"], parts["bottom"]) == (expected["achieved_on_time"], expected["achieved"])


def test_earned_value_of_the_watermelon(sample_store: Store) -> None:
    (project,) = rows(sample_store.snapshot(), "project_status", Scope({"project_id": ("004",)}, AT.as_of)).to_dicts()
    expected = EXPECTED["earned_value_004"]
    assert [float(project[c]) for c in ("bac", "pv", "ev", "ac")] == [expected[c] for c in ("bac", "pv", "ev", "ac")]
    assert project["pv_basis"] == "phased" and project["finish_slip_days"] == expected["finish_slip_days"]
    assert value(sample_store, "cpi", project_id="004") == pytest.approx(expected["cpi"], abs=5e-5)
    assert value(sample_store, "spi", project_id="004") == pytest.approx(expected["spi"], abs=5e-5)


def test_earned_schedule_and_estimates_of_the_watermelon(sample_store: Store) -> None:
    (found,) = rows(sample_store.snapshot(), "value_series", Scope({"project_id": ("004",)}, AT.as_of)).to_dicts()
    expected = EXPECTED["earned_schedule_004"]
    for name in ("planned_months", "actual_months", "earned_months", "eac_remaining", "eac_cpi"):
        assert float(found[name]) == pytest.approx(expected[name], abs=5e-7), name
    assert value(sample_store, "spi_time", project_id="004") == pytest.approx(expected["spi_time"], abs=5e-7)


def test_a_new_baseline_stays_visible(sample_store: Store) -> None:
    values = rows(sample_store.snapshot(), "value_series", AT)
    assert values.filter(values["baseline_changes"] > 0)["project_id"].to_list() == EXPECTED["troubles"]["rebaselined"]


@pytest.mark.parametrize("month", [m for m in EXPECTED["commissioning_engineers"] if m.startswith("2026")])
def test_the_overloaded_role(sample_store: Store, month: str) -> None:
    scope = Scope({"role": ("Commissioning engineer",), "month": (f"{month}-01",)}, AT.as_of)
    allocation = evaluate(sample_store.snapshot(), "allocation", scope=scope).row(0, named=True)
    assert [float(allocation["top"]), float(allocation["bottom"])] == EXPECTED["commissioning_engineers"][month]


def test_worked_hours(sample_store: Store) -> None:
    assert float(value(sample_store, "worked_hours", month="2026-06-01")) == EXPECTED["worked_hours_2026-06"]["total"]


def test_the_planted_troubles_are_found(sample_store: Store) -> None:
    projects = rows(sample_store.snapshot(), "project_status", AT)
    troubles = EXPECTED["troubles"]
    hidden = projects.filter((projects["computed_rag"] == "red") & (projects["rag"] == "green"))
    assert hidden["project_id"].to_list() == troubles["watermelon"]
    assert projects.filter(projects["is_stale"])["project_id"].to_list() == troubles["silent_since"]
    assert set(troubles["missing_budget"]) == set(projects.filter(projects["budget"].is_null())["project_id"])
    assert set(projects.filter(projects["currency"] != "EUR")["project_id"]) == set(troubles["foreign_currency"])
    assert projects.filter(projects["region"] == "NA")["project_id"].to_list() == troubles["region_na"]
    overdue = rows(sample_store.snapshot(), "milestone_status", Scope({"state": ("overdue",)}, AT.as_of))
    assert set(overdue["milestone_id"]) == set(EXPECTED["milestones"]["overdue_ids"])


def test_dependencies_and_whom_the_slipping_chain_hits(sample_store: Store) -> None:
    waits = rows(sample_store.snapshot(), "dependency_status", AT)
    expected = EXPECTED["dependencies"]
    assert dict(waits.select("dependency_id", "margin_days").iter_rows()) == expected["margin_days"]
    assert waits.filter(waits["state"] == "met")["dependency_id"].to_list() == expected["met"]
    hits = downstream(waits).group_by("origin_id", maintain_order=True).agg("project_id", "days_least", "days_most")
    found = {origin: [list(hit) for hit in zip(*lists, strict=True)] for origin, *lists in hits.iter_rows()}
    assert found == {name: way for name, way in EXPECTED["downstream"].items() if name != "how"}


def test_tasks_of_the_plans_and_how_they_keep_pace(sample_store: Store) -> None:
    expected = EXPECTED["task_plans"]
    plans = rows(sample_store.snapshot(), "task_summary", AT)
    assert dict(plans.select("project_id", "tasks").iter_rows()) == expected["tasks"]
    assert dict(plans.select("project_id", "tasks_done").iter_rows()) == expected["done"]
    for project, path in expected["path_days"].items():
        bei, cpli = (
            evaluate(sample_store.snapshot(), metric, scope=Scope({"project_id": (project,)}, AT.as_of)).row(
                0, named=True
            )
            for metric in ("bei", "cpli")
        )
        assert (bei["top"], bei["bottom"]) == (expected["done"][project], expected["due"][project])
        assert (cpli["top"], cpli["bottom"]) == (path + expected["least_float"][project], path)
    for metric in ("bei", "cpli"):
        assert value(sample_store, metric) == pytest.approx(expected[metric], abs=5e-7)


def test_checks_that_the_plans_fail(sample_store: Store) -> None:
    checks = rows(sample_store.snapshot(), "schedule_check", AT)
    failed = checks.filter(~checks["is_passed"]).group_by("project_id").agg("check_code")
    expected = {name: codes for name, codes in EXPECTED["schedule_checks_failed"].items() if name != "how"}
    assert {project: sorted(codes) for project, codes in failed.iter_rows()} == expected
    of_013 = checks.filter(checks["project_id"] == "013").select("check_code", "numerator", "denominator")
    found = {code: [top, bottom] for code, top, bottom in of_013.iter_rows()}
    counts = EXPECTED["schedule_checks_013"]
    assert {code: found[code] for code in counts if code != "how"} == {c: n for c, n in counts.items() if c != "how"}


def test_a_plan_leaves_reported_progress_and_milestones_alone(sample_store: Store) -> None:
    plans = list(EXPECTED["task_plans"]["tasks"])
    projects = rows(sample_store.snapshot(), "project_status", Scope({"project_id": tuple(plans)}, AT.as_of))
    assert set(projects["progress_basis"]) == {"stated"}
    shares = {project: float(share) for project, share in projects.select("project_id", "percent_complete").iter_rows()}
    assert shares == {"005": 0.71, "008": 0.72, "013": 0.81, "SH-05": 0.76}
    tasks = rows(sample_store.snapshot(), "task_status", AT)
    ends = tasks.filter(tasks["is_milestone"]).select("project_id", "task", "finish", "baseline_finish")
    listed = rows(sample_store.snapshot(), "milestone_status", AT)
    dates = listed.select("project_id", "milestone", "effective_date", "baseline_date")
    assert ends.height == 24
    assert set(ends.iter_rows()) <= set(dates.iter_rows())


def test_orders_against_what_is_left_of_the_budget(sample_store: Store) -> None:
    finance = rows(sample_store.snapshot(), "project_finance", AT)
    left = {
        project: (ordered, rest)
        for project, ordered, rest in finance.select("project_id", "committed", "funds_left").iter_rows()
    }
    expected = EXPECTED["commitments"]
    for name in ("004", "013", "018", "SH-05"):
        assert [float(figure) for figure in left[name]] == expected[f"of_{name}"], name
    open_ = finance.filter(finance["is_active"])
    assert open_.filter(open_["funds_left"] < 0)["project_id"].to_list() == expected["overdrawn"]
    assert left["021"][1] is None  # nothing is left of a budget that nobody stated


def test_benefits_late_and_short(sample_store: Store) -> None:
    expected = EXPECTED["benefits"]
    assert value(sample_store, "benefit_realisation") == pytest.approx(expected["rate"], abs=5e-7)
    for project, rate in expected["rates"].items():
        found = value(sample_store, "benefit_realisation", project_id=project)
        assert found == pytest.approx(rate, abs=5e-7), project
    finance = rows(sample_store.snapshot(), "project_finance", AT)
    assert float(finance["benefit_due"].sum()) == expected["due"]
    assert float(finance["benefit_forecast"].sum()) == expected["forecast"]
    (late,) = finance.filter(finance["project_id"] == "014").to_dicts()
    assert [float(late["benefit_planned"]), float(late["benefit_forecast"])] == expected["forecast_014"]


def test_every_number_leads_to_a_row_of_a_file(sample_store: Store) -> None:
    for mart in ("project_status", "milestone_status", "risk_status"):
        found = rows(sample_store.snapshot(), mart, AT)
        assert found.select("file", "row").null_count().row(0) == (0, 0)
        assert set(found["file"]) <= {p.name for p in SAMPLE.iterdir()}


def test_the_portfolio_is_the_same_at_an_earlier_date_as_it_was_then(sample_store: Store) -> None:
    march = evaluate(sample_store.snapshot(), "watermelons", scope=Scope(as_of=date(2026, 3, 31)))
    assert march["value"].item() == 1  # 004 hides its trouble from February on


def test_only_the_roster_says_who_there_is(sample_store: Store) -> None:
    """The plans name contractors and suppliers, too: they are nobody's capacity."""
    people = rows(sample_store.snapshot(), "person_at", Scope())
    assert people["file"].unique().to_list() == ["roster.csv"]
    assert people["person_id"].n_unique() == 35
