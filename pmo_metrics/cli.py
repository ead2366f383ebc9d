"""The command `pmo`. Every reading command takes `--json`; a wrong request is one plain sentence and exit status 1."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pmo_metrics import __version__
from pmo_metrics.errors import BadRequest, PmoError
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import load, rebuild
from pmo_metrics.report import report_text
from pmo_metrics.store import Snapshot, open_store
from pmo_metrics.template import write_template

ROOT = Path(__file__).resolve().parents[1]


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
    command("rebuild", _rebuild, "Make the current release again from the kept originals.")
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
    report = load(open_store(options.store), read_files(options.paths), options.as_of, publish)
    if options.json:
        _print_json(report.as_json())
    else:
        print(report_text(report))
    if report.rows_loaded:
        return 0
    refused = [f.refused for f in report.files if f.refused]
    reason = " ".join(refused) or "No row of these files could be loaded; the report says why."
    print(f"pmo: Nothing could be loaded. {reason}", file=sys.stderr)
    return 1


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
    release = rebuild(open_store(options.store))
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
