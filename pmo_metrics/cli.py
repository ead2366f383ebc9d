"""The command `pmo`. Every reading command takes `--json`; a wrong request is one plain sentence and exit status 1."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmo_metrics import __version__
from pmo_metrics.errors import BadRequest, PmoError
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows
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
from pmo_metrics.store import Snapshot, Store, open_store
from pmo_metrics.template import write_template

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
