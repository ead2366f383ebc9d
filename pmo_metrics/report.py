"""The load report as text: per file and sheet what was understood, then what needs a look."""

from __future__ import annotations

from collections import Counter

from pmo_metrics.ingest.load import LoadReport
from pmo_metrics.ingest.model import Problem, Severity, TableResult

# A terminal is no place for thousands of lines; the Data page and --json have them all.
_SHOWN = 40


def report_text(report: LoadReport) -> str:
    """What was loaded, quarantined and left, per sheet, then the problems, the gravest first."""
    lines = [_outcome(report), ""]
    for file in report.files:
        if file.refused:
            lines.append(f"Refused: {file.refused}")
        lines += [_table_line(table) for table in file.tables]
    order: tuple[Severity, ...] = ("error", "warning", "info")
    problems = sorted(report.problems, key=lambda p: order.index(p.severity))
    if problems:
        counts = Counter(p.severity for p in problems)
        lines += ["", "Problems: " + ", ".join(f"{counts[s]} {s}" for s in order if counts[s])]
        lines += [_problem_line(p) for p in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            lines.append(f"… and {len(problems) - _SHOWN} more: `--json` and the Data page list them all.")
    return "\n".join(lines)


def _outcome(report: LoadReport) -> str:
    if report.release is None:
        return "Nothing was published."
    if not report.changed:
        return f"These files were loaded before: release {report.release.number} stays as it is."
    return f"Published release {report.release.number} ({report.release.fingerprint})."


def _table_line(t: TableResult) -> str:
    place = f"{t.file} [{t.sheet}]" if t.sheet else t.file
    meaning = f"{t.table} ({t.source}, confidence {t.confidence:.0%})" if t.table else "not recognised"
    counts = f"{t.rows_read} rows read = {t.rows_loaded} loaded + {t.rows_quarantined} quarantined"
    line = f"{place}: {meaning}; {counts} + {t.rows_not_data} not data"
    if t.as_of:
        line += f"; status date {t.as_of} ({t.as_of_basis})"
    if t.unmapped:
        line += f"; columns not used: {', '.join(t.unmapped)}"
    return "".join(c if c.isprintable() else " " for c in line)


def _problem_line(p: Problem) -> str:
    place = " ".join(
        filter(None, [p.file, f"[{p.sheet}]" if p.sheet else "", f"row {p.row}" if p.row else "", p.column])
    )
    line = f"{p.severity:8}{place}: found {p.found!r}, expected {p.expected}; {p.action}"
    return "".join(c if c.isprintable() else " " for c in line)
