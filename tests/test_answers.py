"""What needs me, what changed, what comes next: chosen and ordered from rows of the marts."""

from __future__ import annotations

from datetime import date

import polars as pl

from pmo_metrics.ui import answers

JUNE = date(2026, 6, 30)


def status(**columns: list[object]) -> pl.DataFrame:
    """Rows of project_status with the columns that matter here."""
    n = len(columns["project_id"])
    dated = columns.pop("effective_finish", [JUNE] * n)
    base: dict[str, list[object]] = {
        "project": columns["project_id"], "is_active": [True] * n, "rag": ["green"] * n, "computed_rag": ["green"] * n,
        "rag_gap": [0] * n, "ask": [None] * n, "finish_slip_days": [0] * n, "budget": [100.0] * n, "forecast_cost": [100.0] * n,
        "original_budget": [None] * n,
    }  # fmt: skip
    frame = pl.DataFrame(
        base | columns, schema_overrides={"ask": pl.String, "original_budget": pl.Float64}, strict=False
    )
    return frame.with_columns(pl.Series("effective_finish", dated, pl.Date))


def test_the_worse_of_report_and_figures_decides_who_needs_me() -> None:
    rows = status(
        project_id=["calm", "melon", "red", "asks", "amber", "done"],
        rag=["green", "green", "red", "green", "amber", "red"],
        computed_rag=["green", "red", "amber", "green", "green", "red"],
        ask=[None, None, None, "Decide", "  ", None],
        finish_slip_days=[0, 5, 40, 0, 0, 0],
        is_active=[True, True, True, True, True, False],
    )
    assert answers.needs_me(rows)["project_id"].to_list() == ["red", "melon", "amber", "asks"]


def test_trouble_that_the_report_hides_comes_first() -> None:
    found = answers.needs_me(
        status(
            project_id=["open", "hidden"], project=["open", "hidden"], rag=["red", "green"], computed_rag=["red", "red"],
            rag_gap=[0, 2], ask=["Approve", None], finish_slip_days=[100, 5],
        )
    )  # fmt: skip
    assert found["project_id"].to_list() == ["hidden", "open"]


def test_changes_take_turns_between_kinds() -> None:
    before = status(project_id=["a", "b", "c"], rag=["green", "green", "amber"], forecast_cost=[100.0, 100.0, 100.0])
    now = status(
        project_id=["a", "b", "c", "new"], rag=["red", "green", "green", "green"], forecast_cost=[100.0, 90.0, 100.0, 1.0],
        effective_finish=[date(2026, 7, 30), JUNE, JUNE, JUNE],
    )  # fmt: skip
    found = answers.what_changed(now, before)
    assert found.select("project_id", "kind").rows() == [
        ("a", "status"), ("a", "finish"), ("b", "cost"), ("new", "new"), ("c", "status"),
    ]  # fmt: skip
    assert found["days"].drop_nulls().to_list() == [30]
    assert found["amount"].drop_nulls().to_list() == [-10]


def test_nothing_changed_is_no_rows() -> None:
    rows = status(project_id=["a"])
    assert answers.what_changed(rows, rows).is_empty()


def test_savings_do_not_hide_overruns() -> None:
    rows = status(
        project_id=["over", "under", "unknown"], budget=[100.0, 100.0, None], forecast_cost=[130.0, 80.0, 50.0],
        original_budget=[90.0, None, None],
    )  # fmt: skip
    steps = dict(answers.budget_to_forecast(rows).select("step", "amount").iter_rows())
    assert steps == {"approved": 10, "over": 30, "under": -20, "difference": 20}
    assert answers.first_and_last(rows) == (190, 210)


def test_a_sum_of_nothing_known_is_unknown() -> None:
    frame = pl.DataFrame({"budget": [None, None]}, schema={"budget": pl.Float64})
    assert frame.select(answers.total("budget")).item() is None


def test_actual_ends_where_bookings_end_and_forecast_goes_on() -> None:
    months = [date(2026, m, 1) for m in (5, 6, 7)]
    cost = pl.DataFrame(
        {
            "month": months * 2 + months[:1], "kind": ["budget"] * 3 + ["forecast"] * 3 + ["actual"],
            "amount": [10, 10, 10, 12, 12, 12, 11],
        }
    )  # fmt: skip
    found = answers.cumulative(cost, JUNE)
    assert found["plan"].to_list() == [10, 20, 30]
    assert found["actual"].to_list() == [11, None, None]
    assert found["forecast"].to_list() == [11, 23, 35]


def test_the_months_ahead_begin_when_a_month_is_over() -> None:
    assert answers.next_months(JUNE, 2) == (date(2026, 7, 1), date(2026, 8, 1))
    assert answers.next_months(date(2026, 12, 15), 2) == (date(2026, 12, 1), date(2027, 1, 1))


def test_by_period_sets_plan_actual_and_forecast_side_by_side() -> None:
    lines = pl.DataFrame(
        {
            "fiscal_quarter": ["FY2026 Q2", "FY2026 Q1", "FY2026 Q1", "FY2026 Q1", None],
            "kind": ["forecast", "budget", "actual", "revenue", "actual"],
            "amount": [5.0, 10.0, 12.0, 99.0, 1.0],
        }
    )
    found = answers.by_period(lines, "fiscal_quarter")
    assert found.rows() == [("FY2026 Q1", 10.0, 12.0, None), ("FY2026 Q2", None, None, 5.0)]
    assert found.columns == ["fiscal_quarter", "budget", "actual", "forecast"]


def test_by_category_counts_what_was_booked_and_names_what_is_not_stated() -> None:
    lines = pl.DataFrame(
        {
            "month": [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1), date(2026, 6, 1)],
            "kind": ["actual", "actual", "actual", "budget"],
            "category": ["labour", None, "labour", "labour"],
            "amount": [3.0, 7.0, 100.0, 100.0],
        }
    )
    found = answers.by_category(lines, "actual", date(2026, 6, 30))
    assert found.rows() == [(answers.NOT_STATED, 7.0), ("labour", 3.0)]


PHASED = pl.DataFrame(
    {
        "month": [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)],
        "planned_by_end": [10.0, 30.0, 50.0],
        "total": [50.0] * 3,
    }
)
NOW = {
    "as_of": JUNE, "pv_basis": "phased", "plan_start": date(2026, 5, 1), "plan_finish": date(2026, 7, 31), "bac": 100.0,
    "effective_finish": date(2026, 9, 30), "ac": 70.0, "eac_low": 110.0, "eac_high": 150.0, "forecast_cost": 105.0,
}  # fmt: skip
TOLD = pl.DataFrame({"as_of": [date(2026, 5, 31), JUNE], "pv": [15.0, 60.0], "ev": [18.0, 50.0], "ac": [25.0, 70.0]})


def test_the_value_curve_plans_by_budget_lines_and_ends_in_a_fan() -> None:
    """The lines are scaled to the budget of now; what was planned before a new baseline does not bend the curve."""
    curve = answers.value_curve(TOLD, PHASED, NOW)
    assert curve["as_of"].to_list() == [date(2026, 5, 1), date(2026, 5, 31), JUNE, date(2026, 7, 31), date(2026, 9, 30)]
    assert curve["pv"].to_list() == [0, 20, 60, 100, None]
    assert curve["ac"].to_list() == [None, 25, 70, None, None]
    assert curve["eac_high"].to_list() == [None, None, 70, None, 150]
    assert curve["forecast_cost"].to_list() == [None, None, 70, None, 105]


def test_a_spread_plan_runs_from_its_reports_to_the_budget_and_a_finished_project_has_no_fan() -> None:
    curve = answers.value_curve(TOLD, PHASED.clear(), NOW | {"pv_basis": "spread", "effective_finish": JUNE})
    assert curve["pv"].to_list() == [0, 15, 60, 100]
    assert curve["eac_low"].null_count() == curve.height


def test_estimates_furthest_over_budget_come_first_as_shares_of_it() -> None:
    forms = {name: [120.0, 300.0, None, 90.0] for name in answers.ESTIMATES}
    values = pl.DataFrame(
        {"project_id": list("abcd"), "is_active": [True] * 4, "bac": [100.0, 200.0, 100.0, 0.0], **forms,
         "eac_low": [120.0, 300.0, None, 90.0], "eac_high": [120.0, 300.0, None, 90.0], "forecast_cost": [100.0] * 4},
    )  # fmt: skip
    found = answers.least_likely(values, 5)
    assert found.select("project_id", "eac_cpi", "forecast_cost").rows() == [("b", 1.5, 0.5), ("a", 1.2, 1.0)]
