"""The command `pmo`. Every reading command takes `--json`; a wrong request is one plain sentence and exit status 1."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pmo_metrics import __version__
from pmo_metrics.analysis.backtest import PARTS, Question, backtest
from pmo_metrics.analysis.changes import State, changes, sentences
from pmo_metrics.analysis.forecast import FIGURES, accuracy
from pmo_metrics.errors import BadRequest, PmoError
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows, tables
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import LoadReport, load, rebuild
from pmo_metrics.ingest.mapping import slugify
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.progress import Progress, silent
from pmo_metrics.ingest.suggest import frames_in, frames_of, suggest
from pmo_metrics.ingest.taught import read_taught, save_mapping
from pmo_metrics.ingest.teach import lessons, notes_of
from pmo_metrics.report import report_text
from pmo_metrics.report_book import report_book
from pmo_metrics.rule import sentence
from pmo_metrics.rules import RULES
from pmo_metrics.store import Snapshot, Store, open_store
from pmo_metrics.template import write_template
from pmo_metrics.text import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
_SUGGESTED = 12  # of each kind; --json and the Data page have them all


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 done, 1 refused with a sentence on stderr, 2 usage (from argparse)."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except PmoError as error:
        print(f"pmo: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `pmo rows … | head` is a fine thing to do
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pmo", description="Portfolio metrics from the exports you have.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, help: str, reads: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run)
        sub.add_argument("--store", type=Path, default=Path(os.environ.get("PMO_STORE", "data")), help="default: data")
        if reads:
            sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    demo = command("demo", _demo, "Load the sample data if the store is empty, and serve the dashboard.", reads=False)
    serve = command("serve", _serve, "Serve the dashboard.", reads=False)
    for sub in (demo, serve):
        sub.add_argument("--port", type=int, default=8501)
        sub.add_argument("--address", default="127.0.0.1", help="default: this machine only")
    for name, run, help in (
        ("load", _load, "Read, map, validate and publish files or folders as one release."),
        ("check", _check, "The same as load, publishing nothing."),
    ):
        sub = command(name, run, help)
        sub.add_argument("paths", nargs="+", metavar="PATH")
        sub.add_argument("--as-of", type=_day, metavar="DATE", help="status date of rows that state none (YYYY-MM-DD)")
        sub.add_argument("--report", type=Path, metavar="FILE", help="write the report as a workbook (.xlsx)")
        if name == "check":
            about = "write what tables that were hardly recognised may mean to mappings/ in the store, to be edited"
            sub.add_argument("--save-mapping", nargs="?", const="", metavar="NAME", help=about)
    metric = command("metric", _metric, "The value of a metric, whole or by dimensions.")
    metric.add_argument("id", metavar="ID")
    metric.add_argument("--by", default="", metavar="DIM[,DIM]")
    rows = command("rows", _rows, "Rows of a table, view or mart, each with the file, sheet and row it came from.")
    rows.add_argument("view", metavar="VIEW")
    for sub in (metric, rows):
        sub.add_argument("--where", action="append", default=[], type=_condition, metavar="DIM=VALUE")
        sub.add_argument("--release", type=int, metavar="N")
        sub.add_argument("--as-of", type=_day, metavar="DATE")
    moved = command("changes", _changes, "What changed between two status dates or releases, the most important first.")
    for side in ("from", "to"):
        moved.add_argument(f"--{side}", type=_day, metavar="DATE", dest=f"{side}_date")
        moved.add_argument(f"--{side}-release", type=int, metavar="N")
    moved.add_argument("--language", choices=LANGUAGES, default="en")
    warned = command(
        "warnings", _warnings, "Early warnings at a status date: what, since when, which way, and what to do."
    )
    tested = command(
        "backtest", _backtest, "How often the warnings were right in the loaded history, beside a naive rule."
    )
    tested.add_argument(
        "--horizon", type=_days, default=Question().horizon_days, metavar="DAYS", help="default: %(default)s"
    )
    tested.add_argument("--projects", choices=PARTS, default="all", help="a half of the projects by a hash of their id")
    warned.add_argument("--where", action="append", default=[], type=_condition, metavar="DIM=VALUE")
    for sub in (warned, tested):
        sub.add_argument("--release", type=int, metavar="N")
        sub.add_argument("--as-of", type=_day, metavar="DATE")
    warned.add_argument("--language", choices=LANGUAGES, default="en")
    command("catalogue", _list_metrics, "Every metric with its definition.")
    command("releases", _releases, "The releases of the store, the newest first.")
    rollback = command("rollback", _rollback, "Let readers follow release N again.")
    rollback.add_argument("number", type=int, metavar="N")
    again = command("rebuild", _rebuild, "Make the current release again from the kept originals.")
    again.add_argument("--taught", action="store_true", help="with corrections.toml and crosswalk.toml as they are now")
    template = command("template", _template, "Write the project's own template workbook.", reads=False)
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    template.add_argument("--language", choices=("en", "zh"), default="en")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-06-30") from None


def _days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days")
    return int(text)


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not a condition like portfolio=Grid")
    return name, value


def _demo(options: argparse.Namespace) -> int:
    store = open_store(options.store)
    if store.current() is None:
        samples = ROOT / "sample_data"
        if not samples.is_dir():
            raise BadRequest("The sample data lie in the project's folder; run `pmo demo` from a checkout of it.")
        report = load(store, read_files([samples]))
        print(
            f"Loaded {report.rows_loaded} sample rows into {options.store} as release {report.release.number if report.release else None}."
        )
    store.close()
    return _serve(options)


def _serve(options: argparse.Namespace) -> int:
    launcher = ROOT / "app.py"
    if not launcher.is_file():
        raise BadRequest("The dashboard lies in the project's folder; run `pmo serve` from a checkout of it.")
    from streamlit.web import cli as streamlit_cli

    os.environ["PMO_STORE"] = str(options.store.resolve())
    os.chdir(ROOT)  # Streamlit finds .streamlit/config.toml, and with it the theme, from here
    server = ["--server.port", str(options.port), "--server.address", options.address, "--server.headless", "true"]
    streamlit_cli.main(["run", str(launcher), *server], standalone_mode=False)
    return 0


def _load(options: argparse.Namespace) -> int:
    return _report(options, publish=True)


def _check(options: argparse.Namespace) -> int:
    return _report(options, publish=False)


def _report(options: argparse.Namespace, publish: bool) -> int:
    store, uploads = open_store(options.store), read_files(options.paths)
    report = load(store, uploads, options.as_of, publish, progress=_progress())
    if sys.stderr.isatty():
        print("\r" + " " * 14 + "\r", end="", file=sys.stderr)
    if options.report:
        _write(options.report, report_book(report, store))
    more = {} if publish else _more(options, store, uploads, report)
    if options.json:
        _print_json({**report.as_json(), **more})
    else:
        print("\n".join([report_text(report), *_more_text(more)]))
    if more.get("mappings"):
        return 0
    if report.rows_loaded:
        return 0
    refused = [f.refused for f in report.files if f.refused]
    reason = " ".join(refused) or "No row of these files could be loaded; the report says why."
    print(f"pmo: Nothing could be loaded. {reason}", file=sys.stderr)
    return 1


def _more(options: argparse.Namespace, store: Store, uploads: Sequence[Upload], report: LoadReport) -> dict[str, Any]:
    """What `check` says beside the report: what may be one and the same, and the mappings it wrote."""
    taught = read_taught(store.root)
    frames = frames_in(store.snapshot()) if store.current() else []
    found: dict[str, Any] = {"suggestions": suggest([*frames, *frames_of(report.files)], taught).as_json()}
    if options.save_mapping is not None:
        tables = [t for f in report.files for t in f.tables]
        given = [one for upload in uploads for one in lessons(upload, tables, taught)]
        named = [
            replace(x.mapping, slug=slugify(options.save_mapping)) if options.save_mapping else x.mapping for x in given
        ]
        found["mappings"] = [
            {
                "mapping": save_mapping(store.root, m, notes_of(x.seen), x.title),
                "table": x.title,
                "confirmed": m.confirmed,
            }
            for x, m in zip(given, named, strict=True)
        ]
    return found


def _more_text(more: Mapping[str, Any]) -> list[str]:
    lines = []
    for one in more.get("mappings", ()):
        todo = "" if one["confirmed"] else "; nothing is read by it until it is checked and `confirmed = false` removed"
        lines.append(f"Wrote {one['mapping']} for {_cell(one['table'])}{todo}.")
    if "mappings" in more and not lines:
        lines.append("Every table was recognised: there is no mapping to save.")
    found = more.get("suggestions", {})
    for pair in found.get("alike", ())[:_SUGGESTED]:
        lines.append(f"One {pair['kind']}? {pair['spelling']!r} (rows: {pair['rows']}) and {pair['to']!r} (rows: {pair['to_rows']}): {pair['evidence']}.")  # fmt: skip
    for join in found.get("joins", ())[:_SUGGESTED]:
        lines.append(f"One {join['kind']}? {join['same']!r} (rows: {join['rows']}) and {join['id']!r}: {join['evidence']} ({join['shown']!r}).")  # fmt: skip
    return ["", *map(_cell, lines)] if lines else []


def _progress() -> Progress:
    """A line on the terminal that says how far it is; silence where nobody looks."""
    if not sys.stderr.isatty():
        return silent

    def show(stage: str, share: float) -> None:
        print(f"\r{stage:8}{share:5.0%}", end="", file=sys.stderr, flush=True)

    return show


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadRequest(f"{path} cannot be written: {error.strerror or error}.") from None


def _metric(options: argparse.Namespace) -> int:
    by = tuple(d for d in options.by.split(",") if d)
    frame = evaluate(_snapshot(options), options.id, by, _scope(options))
    return _print_frame(frame.to_dicts(), options.json)


def _rows(options: argparse.Namespace) -> int:
    return _print_frame(rows(_snapshot(options), options.view, _scope(options)).to_dicts(), options.json)


def _changes(options: argparse.Namespace) -> int:
    """Later side: the latest status of the current release. Earlier side: the status before it, or the same of another release."""
    store = open_store(options.store)
    after = _side(store, options.to_release, options.to_date)
    if options.from_release is None and options.from_date is None:
        before = _side(store, options.to_release, after.as_of, steps_back=1)
    else:
        number = options.to_release if options.from_release is None else options.from_release
        before = _side(store, number, options.from_date or after.as_of)
    found = changes(before.state, after.state)
    told = sentences(found, options.language, after.currency)
    if options.json:
        sides = {name: {"release": s.release, "as_of": s.as_of} for name, s in (("from", before), ("to", after))}
        _print_json({**sides, "sentences": [asdict(s) for s in told], "changes": found.to_dicts()})
        return 0
    print(
        f"{before.as_of} (release {before.release}) to {after.as_of} (release {after.release}): {found.height} changes"
    )
    for number, one in enumerate(told, start=1):
        print(f"{number:2}. {_cell(one.text)}")
    return 0


@dataclass(frozen=True)
class _Side:
    release: int
    as_of: date
    currency: str
    state: State


def _side(store: Store, number: int | None, wanted: date | None, steps_back: int = 0) -> _Side:
    """A release at its latest status date not after the wanted one, or so many status dates before that."""
    db = store.snapshot(None if number is None else store.release(number))
    dates = [
        d for d in db.run("SELECT as_of FROM status_date ORDER BY as_of DESC")["as_of"] if not wanted or d <= wanted
    ]
    if len(dates) <= steps_back:
        raise BadRequest(
            f"Release {db.release.number} has no status date {'before' if steps_back else 'on or before'} {wanted}; "
            "`--from DATE` or `--from-release N` names another side."
        )
    as_of, known = dates[steps_back], tables(db)
    state = State.read(lambda name: rows(db, name, Scope(as_of=as_of)), known.__contains__)
    currency = db.run("SELECT currency FROM reporting_currency")["currency"].to_list()
    return _Side(db.release.number, as_of, (currency[0] if currency else "") or "", state)


def _warnings(options: argparse.Namespace) -> int:
    """JSON has the rows of `warning`, each with its rule's name, sentence and what to do; the text says the most pressing first."""
    found = rows(_snapshot(options), "warning", _scope(options)).to_dicts()
    zh = options.language == "zh"
    told = [
        {**row, "name": rule.name_zh if zh else rule.name, "sentence": sentence(rule, row, options.language),
         "todo": rule.todo_zh if zh else rule.todo}
        for row in sorted(found, key=lambda row: row["place"]) for rule in (RULES[row["rule"]],)
    ]  # fmt: skip
    if options.json:
        _print_json(told)
        return 0
    for row in told:
        on = row["project"] or row["subject"]
        print(
            _cell(f"{row['severity']:7}{on}: {row['sentence']} (since {row['since']}, {row['trend']}, {row['sure']})")
        )
    if not told:
        print("(no warnings)")
    return 0


def _backtest(options: argparse.Namespace) -> int:
    """JSON: the question, a score for each rule and event, and how good forecast ranges were."""
    db, question = _snapshot(options), Question(options.horizon)
    kept = [d for d in db.dates() if options.as_of is None or d <= options.as_of]
    if not kept:
        raise BadRequest("There is no status date to test at.")
    history, warned = (
        pl.concat([rows(db, mart, Scope(as_of=d)) for d in kept], how="vertical_relaxed")
        for mart in ("project_status", "warning")
    )
    scores = backtest(history, warned, question, options.projects)
    ranges = [accuracy(history, figure) for figure in FIGURES]
    if options.json:
        asked = {**asdict(question), "projects": options.projects}
        _print_json({"question": asked, "scores": [s.as_json() for s in scores], "ranges": [asdict(r) for r in ranges]})
        return 0
    told = [s.as_json() for s in scores if s.enough]
    few = sorted({s.rule for s in scores} - {str(s["rule"]) for s in told})
    if told:
        _print_frame(told, False)
    if not scores:
        print(
            f"No status date has {options.horizon} days of later reports, so no warning can be judged yet; try --horizon 90."
        )
    if few:
        print(f"Too few cases to say: {', '.join(few)}.")
    _print_frame([asdict(r) for r in ranges], False)
    return 0


def _snapshot(options: argparse.Namespace) -> Snapshot:
    store = open_store(options.store)
    return store.snapshot(store.release(options.release) if options.release is not None else None)


def _scope(options: argparse.Namespace) -> Scope:

    filters: dict[str, tuple[str, ...]] = {}
    for name, value in options.where:
        filters[name] = (*filters.get(name, ()), value)
    return Scope(filters=filters, as_of=options.as_of)


def _list_metrics(options: argparse.Namespace) -> int:
    fields = ("id", "theme", "name", "name_zh", "formula", "unit", "good", "basis", "table")
    return _print_frame([{f: getattr(m, f) for f in fields} for m in catalogue().values()], options.json)


def _releases(options: argparse.Namespace) -> int:
    store = open_store(options.store)
    current = store.current()
    entries = [
        {
            "release": r.number,
            "fingerprint": r.fingerprint,
            "published_at": r.published_at,
            "current": current is not None and r.number == current.number,
            "files": list(r.files),
        }
        for r in store.releases()
    ]
    return _print_frame(entries, options.json)


def _rollback(options: argparse.Namespace) -> int:
    release = open_store(options.store).rollback(options.number)
    return _print_frame([{"release": release.number, "fingerprint": release.fingerprint}], options.json)


def _rebuild(options: argparse.Namespace) -> int:
    release = rebuild(open_store(options.store), options.taught)
    return _print_frame([{"release": release.number, "fingerprint": release.fingerprint}], options.json)


def _template(options: argparse.Namespace) -> int:
    try:
        write_template(options.output, options.language)
    except OSError as error:
        raise BadRequest(f"{options.output} cannot be written: {error.strerror or error}.") from None
    print(f"Wrote {options.output}.")
    return 0


def _print_frame(entries: list[dict[str, object]], as_json: bool) -> int:
    if as_json:
        _print_json(entries)
        return 0
    if not entries:
        print("(no rows)")
        return 0
    table = [list(entries[0]), *([_cell(v) for v in e.values()] for e in entries)]
    widths = [min(48, max(len(row[i]) for row in table)) for i in range(len(table[0]))]
    for row in table:
        print("  ".join(c[:w].ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
    return 0


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    # A terminal obeys control characters; text from a file must not reach it raw.
    return "".join(c if c.isprintable() else " " for c in text)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
