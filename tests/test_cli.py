"""The command line as other programs rely on it: JSON shapes, exit statuses, one plain sentence on stderr."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import PROJECTS

from pmo_metrics.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PMO_STORE", str(tmp_path / "store"))
    (tmp_path / "projects.csv").write_text(PROJECTS)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_load_prints_the_report_that_the_design_promises(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "load", folder / "projects.csv", "--json")
    report = json.loads(out)
    assert status == 0 and report["release"] == 1
    (file,) = report["files"]
    assert {"file", "sheet", "source", "table", "confidence", "header_row", "rows_read", "rows_loaded"} <= set(file)
    assert {"rows_quarantined", "rows_not_data", "money", "columns", "unmapped", "problems"} <= set(file)
    assert (file["rows_read"], file["rows_loaded"], file["rows_not_data"]) == (4, 3, 1)
    assert file["money"]["budget"] == {"read": 3500.5, "loaded": 3500.5, "quarantined": 0}
    assert file["columns"]["budget"] == "Budget"


def test_check_publishes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check", folder / "projects.csv", "--json")
    assert status == 0 and json.loads(out)["release"] is None
    assert run(capsys, "releases", "--json")[1].strip() == "[]"


def test_metric_rows_and_catalogue(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "load", folder / "projects.csv")
    status, out, _ = run(capsys, "metric", "budget", "--by", "portfolio", "--json")
    assert status == 0
    assert {r["portfolio"]: r["value"] for r in json.loads(out)} == {"Digital": 500.5, "Grid": 3000}
    _, out, _ = run(capsys, "metric", "variance_at_completion_pct", "--where", "project_id=P-1", "--json")
    (row,) = json.loads(out)
    assert (row["top"], row["bottom"], row["value"]) == (-200, 1000, -0.2)
    _, out, _ = run(capsys, "rows", "project_status", "--where", "portfolio=Grid", "--json")
    assert {(r["file"], r["row"]) for r in json.loads(out)} == {("projects.csv", 2), ("projects.csv", 3)}
    _, out, _ = run(capsys, "catalogue", "--json")
    assert "cpi" in {m["id"] for m in json.loads(out)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("metric", "cip"), "cpi"),
        (("metric", "budget", "--by", "portfolo"), "portfolio"),
        (("rows", "nothing_such"), "nothing_such"),
        (("metric", "budget", "--release", "7"), "Release 7 does not exist"),
        (("rollback", "7"), "Release 7 does not exist"),
        (("load", "no/such/file.csv"), "no/such/file.csv cannot be read"),
    ],
)
def test_a_wrong_request_is_one_sentence_and_status_1(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    run(capsys, "load", folder / "projects.csv")
    status, _, err = run(capsys, *arguments)
    assert status == 1
    assert err.startswith("pmo: ") and said in err and err.count("\n") == 1 and "Traceback" not in err


def test_an_empty_store_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "metric", "budget")
    assert status == 1 and "pmo load" in err


def test_usage_is_status_2(folder: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["load"])
    assert stop.value.code == 2


def test_releases_and_rollback(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "load", folder / "projects.csv")
    (folder / "more.csv").write_text(PROJECTS.replace("P-", "Q-"))
    run(capsys, "load", folder / "more.csv")
    assert run(capsys, "rollback", 1)[0] == 0
    releases = json.loads(run(capsys, "releases", "--json")[1])
    assert [(r["release"], r["current"]) for r in releases] == [(2, False), (1, True)]
    assert run(capsys, "rebuild")[0] == 0


def test_names_from_files_cannot_steer_a_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "odd.csv").write_text(PROJECTS.replace("Bridge", "Bri\x1b[31mdge"))
    run(capsys, "load", folder / "odd.csv")
    _, out, _ = run(capsys, "rows", "project_status")
    assert "\x1b" not in out and "Bri [31mdge" in out


def _million_columns() -> bytes:
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    cells = b"<c/>" * 1_000_000
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b"<row>" + cells + b"</row></sheetData>")
                assert cells in content
            new.writestr(name, content)
    return out.getvalue()


BAD = {
    "empty.csv": lambda: b"",
    "letter.xlsx": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "protected.xlsx": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    ),
    "nul.csv": lambda: b"Project ID,Budget\nP-1,\x0010\n",
    "wide.xlsx": _million_columns,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_clear_sentence_and_nothing_is_published(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (folder / name).write_bytes(BAD[name]())
    begin = time.monotonic()
    status, _, err = run(capsys, "load", folder / name)
    assert status == 1 and time.monotonic() - begin < 5
    assert err.startswith("pmo: Nothing could be loaded. ") and name in err and err.count("\n") == 1
    assert run(capsys, "releases", "--json")[1].strip() == "[]"
    # Beside a good file a bad one is a line of the report, and the good one is published.
    status, out, _ = run(capsys, "load", folder / name, folder / "projects.csv")
    assert status == 0 and "Refused: " in out and "Published release 1" in out


LEDGER = "Vorgang,Traeger,Wann,Euronen\nA-1,Lohn,2026-04-03,100.50\nA-2,Lohn,2026-04-05,200\n"


def test_a_mapping_is_proposed_edited_and_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ledger 2026-04.csv").write_text(LEDGER)
    status, out, _ = run(capsys, "check", folder / "ledger 2026-04.csv", "--save-mapping", "../../My ledger")
    assert status == 0 and "Wrote mappings/my-ledger.toml for ledger 2026-04.csv" in out and "confirmed = false" in out
    path = folder / "store" / "mappings" / "my-ledger.toml"
    text = path.read_text("utf-8")
    assert '"Euronen" = ""  # numbers: 100.50, 200' in text
    assert run(capsys, "load", folder / "ledger 2026-04.csv")[0] == 1  # a proposal reads nothing
    for header, column in {
        "Vorgang": "project_id",
        "Traeger": "category",
        "Wann": "period",
        "Euronen": "amount",
    }.items():
        text = re.sub(f'^"{header}" = "[^"]*"', f'"{header}" = "{column}"', text, flags=re.M)
    text = re.sub(r'^table = "[^"]*"', 'table = "cost"', text.replace("confirmed = false\n", ""), flags=re.M)
    path.write_text(text + 'kind = "actual"\n', "utf-8")
    status, out, _ = run(capsys, "load", folder / "ledger 2026-04.csv", "--json")
    assert status == 0
    (file,) = json.loads(out)["files"]
    assert (file["source"], file["rows_loaded"], file["confidence"]) == ("mapping:my-ledger", 2, 1.0)
    (folder / "ledger 2026-05.csv").write_text("neu,EURONEN,Wann,Vorgang,Traeger\n1,300,2026-05-05,A-1,Lohn\n")
    status, out, _ = run(capsys, "load", folder / "ledger 2026-05.csv", "--json")
    assert json.loads(out)["files"][0]["source"] == "mapping:my-ledger"
    path.write_text("table = 7")
    status, _, err = run(capsys, "load", folder / "ledger 2026-05.csv")
    assert status == 1 and "mappings/my-ledger.toml: table should be one of" in err and err.count("\n") == 1
    assert run(capsys, "rebuild")[0] == 0  # the release keeps the text it was made with


def test_check_lists_what_may_be_one_and_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "load", folder / "projects.csv")
    (folder / "costs.csv").write_text("Project ID,Period,Cost kind,Amount\nP1,2026-05,actual,10\n")
    _, out, _ = run(capsys, "check", folder / "costs.csv", "--json")
    (join,) = json.loads(out)["suggestions"]["joins"]
    assert (join["same"], join["id"], join["evidence"], join["rows"]) == ("P1", "P-1", "id but for its marks", 1)
    assert "One project? 'P1' (rows: 1) and 'P-1'" in run(capsys, "check", folder / "costs.csv")[1]
    (folder / "store" / "crosswalk.toml").write_text('[[project]]\nid = "P-1"\nsame = ["P1"]\nreason = "the same"\n')
    run(capsys, "load", folder / "costs.csv")
    assert json.loads(run(capsys, "rows", "unresolved", "--json")[1]) == []
    (folder / "store" / "crosswalk.toml").unlink()
    assert run(capsys, "rebuild", "--taught")[0] == 0
    assert [r["id"] for r in json.loads(run(capsys, "rows", "unresolved", "--json")[1])] == ["P1"]


def test_warnings_say_what_since_when_and_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "load", folder / "projects.csv")
    status, out, _ = run(capsys, "warnings", "--json", "--language", "zh")
    assert status == 0 and json.loads(out) == []
    overspent = PROJECTS.replace("1200.00,400.00", "1200.00,1100.00").replace("Status date", "Complete %,Status date")
    overspent = overspent.replace(",2026-05-31", ",60%,2026-06-30")
    (folder / "later.csv").write_text(overspent)
    run(capsys, "load", folder / "later.csv")
    _, out, _ = run(capsys, "warnings", "--where", "rule=budget_spent", "--json")
    (row,) = json.loads(out)
    assert (row["project_id"], row["since"], row["trend"], row["sure"]) == ("P-1", "2026-06-30", "new", "strong")
    assert row["sentence"] == "110 % of the budget is spent and 40 % of the work is still to do."
    assert row["todo"] and (row["file"], row["row"]) == ("later.csv", 2)
    _, out, _ = run(capsys, "warnings")
    assert "Bridge: 110 % of the budget is spent" in out


def test_a_backtest_says_when_cases_are_too_few(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "load", folder / "projects.csv")
    status, out, _ = run(capsys, "backtest", "--json", "--horizon", "90", "--projects", "held_out")
    tested = json.loads(out)
    assert status == 0 and tested["scores"] == []
    assert tested["question"] == {"horizon_days": 90, "slip_days": 30, "cost_growth": 0.1, "projects": "held_out"}
    assert [(r["figure"], r["cases"], r["coverage"]) for r in tested["ranges"]] == [
        ("finish", 0, None),
        ("cost", 0, None),
    ]
    with pytest.raises(SystemExit):
        run(capsys, "backtest", "--horizon", "soon")
