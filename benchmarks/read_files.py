"""How fast large files are read: ours beside the bare reader and beside pandas, with the peak memory of each.

    uv run --extra bench python benchmarks/read_files.py [--rounds 3] [--skip-slow]

Every measurement is a process of its own, so that peak memory is its own too (ours includes the child that opens a workbook).
The ways take turns, and medians of wall time are printed; the load of the machine is printed beside them, because a busy
machine makes every figure larger. `ours` is `read_upload` (cells as text), `understood` the whole of `understand`
(recognised, mapped, validated); the bare readers are DuckDB's `read_csv` (all text, into a table) and fastexcel (all text).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

HEADER = (
    "Project ID", "Project name", "Period", "Cost kind", "Amount", "Currency", "Cost category", "Document no.", "Approved",
    "Line", "Remark", "Booked on",
)  # fmt: skip
MOST = {"csv": 2.0, "xlsx": 1.5}
LEAST_OVER_PANDAS = 5.0
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


# --- the files --------------------------------------------------------------------------------------------------------


def lines(count: int, seed: int = 3) -> Iterator[tuple[str, ...]]:
    """Cost lines: ids, names, months, numbers, blanks."""
    chance = random.Random(seed)
    for i in range(count):
        project = chance.randrange(2_000)
        month = date(2023 + i % 4, 1 + i % 12, 1)
        yield (
            f"P-{project:05}", f"Project {project}, phase {i % 4}" if i % 10 == 0 else f"Project {project}", f"{month:%Y-%m}",
            "Actual", f"{chance.randrange(100, 9_000_000) / 100:.2f}", "EUR", f"Category {i % 7}", f"INV{i:07}",
            "Yes" if i % 3 else "No", str(i % 40), "" if i % 5 else "checked", str(month + timedelta(i % 28)),
        )  # fmt: skip


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(HEADER) + "\n")
        for row in lines(rows):
            out.write(",".join(f'"{c}"' if "," in c else c for c in row) + "\n")


def write_xlsx(path: Path, rows: int) -> None:
    """A workbook as Excel writes it: texts in a shared table, dates as numbers with a format."""
    texts: dict[str, int] = {}
    out = []
    for number, row in enumerate((HEADER, *lines(rows)), start=1):
        cells = [_cell(f"{chr(65 + i)}{number}", i, text, texts, number == 1) for i, text in enumerate(row) if text]
        out.append(f'<row r="{number}" spans="1:{len(HEADER)}">{"".join(cells)}</row>')
    sheet = f'<worksheet xmlns="{NAMESPACE}"><dimension ref="A1:L{rows + 1}"/><sheetData>{"".join(out)}</sheetData></worksheet>'
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kinds = {
        "workbook": "sheet.main",
        "worksheets/sheet1": "worksheet",
        "sharedStrings": "sharedStrings",
        "styles": "styles",
    }
    prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{prefix}.{k}+xml"/>' for n, k in kinds.items())
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets><sheet name="Costs" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{NAMESPACE}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NAMESPACE}" count="{len(texts)}" uniqueCount="{len(texts)}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": sheet,
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml)


def _cell(reference: str, column: int, text: str, texts: dict[str, int], header: bool) -> str:
    if not header and column in (4, 9):
        return f'<c r="{reference}"><v>{text}</v></c>'
    if not header and column == 11:
        serial = (date.fromisoformat(text) - date(1899, 12, 30)).days
        return f'<c r="{reference}" s="1"><v>{serial}</v></c>'
    return f'<c r="{reference}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'


# --- the ways of reading, each in a process of its own ------------------------------------------------------------------


def ours(path: Path) -> int:
    from pmo_metrics.ingest.model import Upload
    from pmo_metrics.ingest.read import read_upload
    from pmo_metrics.settings import Limits

    return read_upload(Upload(path.name, path.read_bytes()), Limits())[0].cells.height


def understood(path: Path) -> int:
    from pmo_metrics.ingest.model import Upload
    from pmo_metrics.ingest.understand import understand

    (file,) = understand([Upload(path.name, path.read_bytes())], None, date(2026, 7, 1))
    assert file.tables[0].table == "cost", file
    assert file.tables[0].rows_quarantined == 0, file.problems[:5]
    return file.tables[0].rows_read


def bare(path: Path) -> int:
    if path.suffix == ".csv":
        import duckdb

        con = duckdb.connect()
        con.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar = true, header = false)", [str(path)])
        return int(con.execute("SELECT count(*) FROM t").fetchall()[0][0])
    import fastexcel

    sheet = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    return int(sheet.to_arrow_with_errors()[0].num_rows)


def pandas(path: Path) -> int:
    import pandas as pd

    if path.suffix == ".csv":
        return len(pd.read_csv(path, header=None, dtype=str))
    return len(pd.read_excel(path, header=None, dtype=str, engine="openpyxl"))


WAYS: dict[str, Callable[[Path], int]] = {"bare": bare, "ours": ours, "understood": understood, "pandas": pandas}
IMPORTS = {
    "bare": ("duckdb", "fastexcel", "pyarrow"),
    "ours": ("pmo_metrics.ingest.understand",),
    "understood": ("pmo_metrics.ingest.understand",),
    "pandas": ("pandas", "openpyxl"),
}


def measure_here(way: str, path: Path) -> None:
    """Run one way and print what it took; imports are not counted, as a server has them done."""
    import importlib
    import resource

    from fuzz_uploads import child_peak, watch_children

    for module in IMPORTS[way]:
        importlib.import_module(module)
    if way in ("ours", "understood"):
        watch_children()
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    rows = WAYS[way](path)
    wall = time.perf_counter() - start
    me, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = me.ru_utime + me.ru_stime + children.ru_utime + children.ru_stime - before.ru_utime - before.ru_stime
    # What getrusage gives as peak counts the process that this one was made by, so the kernel's own mark is read.
    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(
        json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "self": int(own[1]) if own else 0, "child": child_peak[0]})
    )


def measured(way: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", way, str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


# --- the run ----------------------------------------------------------------------------------------------------------


def compare(path: Path, rows: int, rounds: int, slow: bool) -> bool:
    ways = [w for w in WAYS if slow or w != "pandas"]
    taken: dict[str, list[dict[str, float]]] = {w: [] for w in ways}
    for turn in range(rounds):
        for way in ways:
            if way == "pandas" and turn and path.suffix == ".xlsx":
                continue  # half a minute each; once shows it
            taken[way].append(measured(way, path))
    assert {int(m["rows"]) for found in taken.values() for m in found} == {rows + 1}
    wall = {way: median(m["wall"] for m in found) for way, found in taken.items()}
    cpu = {way: median(m["cpu"] for m in found) for way, found in taken.items()}
    print(f"\n{path.name}: {rows:,} rows x {len(HEADER)} columns, {path.stat().st_size / 2**20:.1f} MiB")
    for way, found in taken.items():
        memory, child = (max(m[who] for m in found) / 1024 for who in ("self", "child"))
        print(
            f"  {way:11}{wall[way]:8.2f} s   {wall[way] / wall['bare']:6.2f} x bare   cpu {cpu[way]:6.2f} s   "
            f"peak {memory:6.0f} MiB" + (f" + child {child:.0f} MiB" if child > 1 else "")
        )
    kind = path.suffix[1:]
    good = wall["ours"] <= MOST[kind] * wall["bare"]
    print(f"  ours / bare {wall['ours'] / wall['bare']:.2f}, at most {MOST[kind]}: {'kept' if good else 'MISSED'}")
    if kind == "xlsx" and slow:
        faster = wall["pandas"] / wall["ours"]
        good &= faster >= LEAST_OVER_PANDAS
        print(f"  pandas / ours {faster:.1f}, at least {LEAST_OVER_PANDAS:.0f}: {'kept' if faster >= 5 else 'MISSED'}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-slow", action="store_true", help="leave pandas out")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure_here(options.one[0], Path(options.one[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        files = [(Path(folder) / "costs_100k.csv", 100_000), (Path(folder) / "costs_1m.csv", 1_000_000)]
        for path, rows in files:
            write_csv(path, rows)
        book = Path(folder) / "costs_100k.xlsx"
        write_xlsx(book, 100_000)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; medians of {options.rounds}, wall time")
        kept = [compare(p, n, options.rounds, not options.skip_slow) for p, n in (*files, (book, 100_000))]
        print(f"\nload {os.getloadavg()[0]:.1f} after")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
