"""What a folder of files is read as, one line a sheet, as a Markdown table: `python -m pmo_metrics.ingest.real_files DIR`."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pmo_metrics.ingest.model import FileResult, Problem, TableResult, Upload
from pmo_metrics.ingest.understand import understand

HEADER = (
    "file", "sheet", "recognised as", "read", "loaded", "quarantined", "not data", "money read", "money loaded", "verdict", "words",
)  # fmt: skip
TODAY = date(2026, 7, 1)  # a fixed day, so that the same files give the same table
_INTRO = """# Real files

What the files that the loader is judged by are read as: `read` counts every record of the sheet (header and blank ones are
"not data"), and read = loaded + quarantined + not data. Money is read and loaded column by column. Verdicts: **as published**
(the figure of the publisher, or the number of records that the file is known to hold, comes out: see the words), **known
difference** (it does not, for the reason given), **loads**, **loads in part** (the rest is in quarantine), **asks** (a table of
ours whose cells leave something open, so that nothing of it loads), **not recognised** (no table of ours: kept whole in
quarantine until somebody says what its columns mean), **no data**, **refused**.

Made by `python -m pmo_metrics.ingest.real_files ../shared/data --published tests/ingest/published.toml`; a test compares it
with a fresh run.
"""


@dataclass(frozen=True)
class Line:
    """One sheet of one file in the table."""

    file: str
    sheet: str
    source: str
    counts: tuple[int, int, int, int]
    read: str
    loaded: str
    verdict: str
    words: str

    def cells(self) -> tuple[str, ...]:
        return (
            self.file, self.sheet, self.source, *(f"{n:,}" for n in self.counts), self.read, self.loaded, self.verdict, self.words,
        )  # fmt: skip


def lines(folder: Path, published: Mapping[str, Mapping[str, object]]) -> Iterator[Line]:
    """Every sheet of every file of a folder, in the order of their names; hidden sheets and notes about them are left out."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".md")
    for path in paths:
        name = str(path.relative_to(folder))
        [file] = understand([Upload(path.name, path.read_bytes())], None, TODAY)
        yield from of_file(name, file, published.get(name, {}))


def of_file(name: str, file: FileResult, published: Mapping[str, object]) -> Iterator[Line]:
    """The sheets of one file, read already."""
    if file.refused or not file.tables:
        yield Line(name, "", "", (0, 0, 0, 0), "", "", "refused" if file.refused else "no data", file.refused)
    for table in file.tables:
        counts = (table.rows_read, table.rows_loaded, table.rows_quarantined, table.rows_not_data)
        money = [(c, m) for c, m in table.money.items() if m.read]
        said = published if str(published.get("sheet", table.sheet)) == table.sheet else {}
        verdict, words = _verdict(table, file.problems, said)
        yield Line(
            name, table.sheet, table.source or "–", counts, _amounts([(c, m.read) for c, m in money]),
            _amounts([(c, m.loaded) for c, m in money]), verdict, words,
        )  # fmt: skip


def _amounts(money: Sequence[tuple[str, Decimal]]) -> str:
    return "<br>".join(f"{column} {amount:,.2f}" for column, amount in money)


def _verdict(table: TableResult, problems: Sequence[Problem], published: Mapping[str, object]) -> tuple[str, str]:
    """What became of a sheet, and the words of the loader or of the publisher that go with it."""
    own = [p for p in problems if p.sheet == table.sheet]
    if published and table.source:
        missed = [f"{what} {found}, published {wanted}" for what, wanted, found in _compared(table, published)]
        agreed = "known difference" if published.get("difference") else "as published"
        return (agreed if not missed else "not as published"), "; ".join(missed) or str(published["words"])
    if not table.source:
        told = next(
            (p for action in ("not loaded", "not data") for p in own if p.action == action and not p.column), None
        )
        return ("not recognised" if table.rows_quarantined else "no data"), _sentence(told) if told else ""
    if not table.rows_loaded:
        told = next((p for p in own if p.severity == "error"), None)
        return ("no data" if not table.rows_quarantined else "asks"), _sentence(told) if told else ""
    if table.rows_quarantined:
        reasons = table.quarantined["reason"].str.replace_all(r"\d+", "…").value_counts(sort=True)
        return "loads in part", "; ".join(f"{n} × {why}"[:160] for why, n in list(reasons.iter_rows())[:2])
    return "loads", ""


def _compared(table: TableResult, published: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """Each published figure that does not come out: its name, the figure, and what came out."""
    within = Decimal(str(published.get("within", "0.005")))  # for figures that are published rounded
    for what, figure in published.items():
        if what in ("sheet", "words", "within", "difference"):
            continue
        total = table.rows.height if what == "rows" else table.rows[what].sum() if what in table.rows.columns else None
        if total is None or abs(Decimal(str(total)) - Decimal(str(figure))) > within:
            yield what, figure, total


def _sentence(problem: Problem) -> str:
    return (
        f"found {problem.found[:80]}; expected {problem.expected}" if problem.found else f"expected {problem.expected}"
    )


def markdown(found: Sequence[Line]) -> str:
    """The whole document."""
    rows = [HEADER, ("---",) * 3 + ("---:",) * 6 + ("---",) * 2, *(line.cells() for line in found)]
    table = "\n".join("| " + " | ".join(_cell(c) for c in row) + " |" for row in rows)
    return f"{_INTRO}\n{_summary(found)}\n\n{table}\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _summary(found: Sequence[Line]) -> str:
    counts: dict[str, int] = {}
    for line in found:
        counts[line.verdict] = counts.get(line.verdict, 0) + 1
    told = ", ".join(f"{verdict} {n}" for verdict, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])))
    return f"{len({line.file for line in found})} files, {len(found)} sheets: {told}."


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of a folder."""
    parser = argparse.ArgumentParser(prog="python -m pmo_metrics.ingest.real_files", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with the files")
    parser.add_argument("--published", type=Path, help="a TOML file with the figures that the publishers state")
    given = parser.parse_args(arguments)
    published = tomllib.loads(given.published.read_text("utf-8")) if given.published else {}
    sys.stdout.write(markdown(list(lines(given.folder, published))))


if __name__ == "__main__":
    main()
