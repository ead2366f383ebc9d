"""Real exports with figures that their publishers or others state. Skipped where the shared folder is absent."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.real_files import TODAY, markdown, of_file
from pmo_metrics.ingest.understand import understand

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FILES = sorted(p for p in DATA.rglob("*") if p.is_file() and p.suffix != ".md") if DATA.exists() else []
pytestmark = pytest.mark.skipif(not FILES, reason="the shared folder of real exports is absent")


@cache
def read(name: str) -> FileResult:
    path = DATA / name
    return understand([Upload(path.name, path.read_bytes())], None, TODAY)[0]


def table(name: str, sheet: str = "") -> TableResult:
    [found] = [t for t in read(name).tables if not sheet or t.sheet == sheet]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(DATA)))
def test_nothing_goes_missing(path: Path) -> None:
    for found in read(str(path.relative_to(DATA))).tables:
        assert found.rows_read == found.rows_loaded + found.rows_quarantined + found.rows_not_data
        assert found.quarantined.height == found.rows_quarantined
        assert all(m.read == m.loaded + m.quarantined for m in found.money.values())


def test_gmpp_2018() -> None:
    found = table("gmpp/uk_2018.csv")
    assert (found.rows_loaded, found.rows_quarantined, found.as_of) == (133, 0, date(2018, 12, 31))
    assert found.columns["budget"] == "wlc_baseline_incl_NCG"
    assert found.money["budget"].loaded == Decimal("422739.43")
    assert found.rows["budget"].count() == 119
    assert found.rows["currency"].drop_nulls().unique().to_list() == ["GBP"]
    assert date(2040, 12, 31) in found.rows["finish"].to_list()
    assert {"yearly_budget", "yearly_forecast"} <= set(found.unmapped)
    assert any(p.action == "loaded as written" for p in read("gmpp/uk_2018.csv").problems)


def test_gmpp_2021() -> None:
    found = table("gmpp/uk_2021.csv")
    rag = dict(found.rows["reported_rag"].value_counts().iter_rows())
    assert (found.rows_loaded, rag["red"], rag["amber_red"], rag["amber"]) == (184, 7, 44, 84)


def test_gmpp_2014_lies_on_its_side() -> None:
    found = table("gmpp/uk_2014.csv")
    assert found.rows_loaded == 199 and found.columns["reported_rag"].startswith("MPA RAG rating")


@pytest.mark.parametrize(("year", "rows", "ten", "hundred"), [(2016, 398, 130, 26), (2019, 463, 127, 12)])
def test_canada(year: int, rows: int, ten: int, hundred: int) -> None:
    found = table(f"canada-it/gc-it-projects-{year}.csv")
    budget = found.rows["budget"]
    assert found.rows_loaded == rows
    assert ((budget > 10_000_000).sum(), (budget > 100_000_000).sum()) == (ten, hundred)
    assert found.as_of == {2016: date(2016, 6, 9), 2019: date(2019, 5, 1)}[year]


def test_pmo_copilot() -> None:
    assert {n: table(f"pmo-copilot/{n}.csv").rows_loaded for n in ("projects", "milestones", "risks", "weekly_status")} == {
        "projects": 5, "milestones": 40, "risks": 34, "weekly_status": 260,
    }  # fmt: skip
    milestones = table("pmo-copilot/milestones.csv").rows
    assert "status" not in milestones.columns
    late = milestones.filter(pl.col("actual_date") > pl.col("baseline_date")).height
    assert (late, milestones.height - late) == (24, 16)
    risks = table("pmo-copilot/risks.csv").rows
    assert (risks["probability"] * risks["impact_score"] - risks["score"]).abs().max() < Decimal("0.0051")
    weekly = table("pmo-copilot/weekly_status.csv")
    assert (weekly.table, weekly.as_of_basis) == ("project", "column")


def test_melbourne_water() -> None:
    found = table("melbourne-water/Capital_Delivery_Project_deidentified.csv")
    assert found.rows_loaded == 445 and found.columns["forecast_cost"] == "FFC"
    assert {"Stage1", "Stage2", "Stage3", "BNI"} <= set(found.unmapped)


def test_nyc_snapshots() -> None:
    found = table("nyc-capital/NYC_capital_projects_20190901.csv").rows
    assert (found.height, found["project_id"].n_unique(), found["as_of"].n_unique()) == (2259, 378, 15)
    last = found.sort("as_of").group_by("project_id", maintain_order=True).last()
    assert last["forecast_cost"].sum() == Decimal("31974750591.36")


def test_us_dashboard_in_millions() -> None:
    money = table("us-itdb/d.csv").money
    assert abs(money["budget"].loaded / 10**6 - Decimal("43099.319")) < Decimal("0.001")
    assert abs(money["forecast_cost"].loaded / 10**6 - Decimal("44256.098")) < Decimal("0.001")


def test_flanders_total_is_no_project() -> None:
    found = table("eu-funds/be_flanders_2014-2020.original.xls")
    assert (found.rows_loaded, found.money["budget"].loaded) == (23, Decimal("8759246.02"))


def test_towns_fund_risks() -> None:
    found = table("towns-fund/TF_Round_3_Success.xlsx", "7 - Risk Register").rows
    assert (found.height, found["score"].sum(), found["residual_score"].sum()) == (4, 36, 22)
    found = table("towns-fund/PF_Round_2_Success.xlsx", "Risks").rows
    assert (found.height, found["score"].sum(), found["residual_score"].sum()) == (5, 35, 45)


def test_cesaw() -> None:
    found = table("cesaw/2018_005_tf.csv")
    assert (found.rows_loaded, found.rows_quarantined) == (60_974, 843)


def test_chinese_grants() -> None:
    found = table("cn-research-grants/natural-2017-09-26.csv")
    assert (found.rows_loaded, found.as_of) == (17_926, date(2017, 9, 26))
    assert found.rows["start"].null_count() < 20


@pytest.mark.parametrize("name", ["变更日志", "活动清单", "问题日志"])
def test_prepared_sheets_say_no_data(name: str) -> None:
    assert [p.found for p in read(f"cn-templates/{name}.xlsx").problems] == ["no data rows"]


def test_the_table_in_the_documentation_is_what_is_read() -> None:
    root = Path(__file__).resolve().parents[2]
    published = tomllib.loads((root / "tests" / "ingest" / "published.toml").read_text("utf-8"))
    names = [str(p.relative_to(DATA)) for p in FILES]
    found = [line for name in names for line in of_file(name, read(name), published.get(name, {}))]
    assert set(published) <= set(names)
    assert not [line.file for line in found if line.verdict == "not as published"]

    def counts(text: str) -> list[list[str]]:
        return [line.split(" | ")[:10] for line in text.splitlines() if line.startswith("| ")]

    assert counts(markdown(found)) == counts((root / "docs" / "real-files.md").read_text("utf-8"))


def test_the_ragged_original_reads_like_the_repaired_file() -> None:
    ragged, repaired = (table(f"eu-funds/fi_projektilista-csv-final{x}.csv").rows for x in (".original", ""))
    columns = ["row", "project_id", "status", "start", "finish", "budget", "actual_cost"]
    both = ragged.select(columns).join(repaired.select(columns), on="row", suffix="_as_repaired")
    assert both.height == 2869
    assert all(both[c].equals(both[f"{c}_as_repaired"].alias(c)) for c in columns[1:])
