"""`docs/metrics.md`, `rules.md` and `settings.md`, made from the definitions so that they say nothing else: `python -m pmo_metrics.docs`."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from pmo_metrics.derive import definitions
from pmo_metrics.evaluate import EVERYTHING, REASONS, catalogue, to_sql
from pmo_metrics.metric import Aggregate, Example, Metric
from pmo_metrics.rule import Drawn, Rule
from pmo_metrics.rules import RULES
from pmo_metrics.settings import Settings, provenance
from pmo_metrics.standards import STANDARDS
from pmo_metrics.usage import where_used

TARGET = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"
RULES_TARGET = TARGET.with_name("rules.md")
SETTINGS_TARGET = TARGET.with_name("settings.md")

_INTRO = """# Metrics

This page is made from the definitions in `pmo_metrics/metrics/` by `python -m pmo_metrics.docs`; edit those, not this.

Rules that hold for every metric:

* A value is of one status date; two dates are never added. Asked for a date in between, the latest one before it answers.
* Favourable is positive. Slip counts days late, so there lower is better; each metric says which way is good.
* What is undefined is null with a reason, never 0, infinity or 100 %. {reasons}
* Ratios divide sums: a group's value is never the mean of its members' values. Only rows where both parts are known
  count (`rows`); the others are counted in `left_out`.
* Amounts are in the reporting currency at the budget rate; an amount without a rate is left out and counted, never taken at 1.
* Thresholds are settings (`pmo.toml`) and part of a release.
"""
_JUDGED = """## How rows are judged

**Computed status** of an active project (active, on hold, or no status and no actual finish): every check that has its
figures, the worst level wins, of equal ones the first in this list. Nothing to check is `not_assessable`, shown grey, never
green. Thresholds are the defaults of the settings.

| Check | Figure | Amber | Red |
| --- | --- | --- | --- |
| `cost_over` | (forecast - budget) / \\|budget\\| | above {s.amber_over:.0%} | above {s.red_over:.0%} |
| `finish_late` | days from baseline finish to actual or forecast finish | above {s.amber_days_late} | above {s.red_days_late} |
| `milestone_overdue` | days the worst open milestone is past its baseline | above {s.amber_days_late} | above {s.red_days_late} |
| `milestone_late` | days the worst milestone ahead is forecast late | above {s.amber_days_late} | above {s.red_days_late} |
| `cpi_low` | EV / AC | below {s.amber_index} | below {s.red_index} |
| `spi_low` | EV / PV | below {s.amber_index} | below {s.red_index} |

The **gap** is computed less reported level (green 0, amber 1, red 2; amber/green counts as green, amber/red as amber), so
positive means that the report is better than the figures. A report is **stale** after {s.stale_after_days} days.

**Milestone states**, the first that fits: `cancelled`; `data_error` (actual date after the status date, or done without any
date); `unbaselined`; `achieved_on_time` (actual on or before baseline); `achieved_late`; `overdue` (open, baseline before the
status date); `forecast_late`; `on_track`. An open milestone or finish forecast in the past counts as the status date.

**Money** is what the project states; budget, actual cost and forecast come from cost lines where it states none. A completed
project's forecast is its actual cost; a cancelled one has none. The rate is the latest one that holds on the day, budget rates
before actual before closing ones; where the list rates the reporting currency too, the two are divided.

**Capacity** is the day's calendar hours x FTE (1 where not stated), less absences (unapproved ones do not count); the days
come from the `holidays` package where no file brings them, Chinese make-up days included. The first roster and the first
plan hold for earlier dates too.
"""
_REASON_WORDS = {
    "no_rows": "nothing in scope",
    "not_known": "the figure is not known for any row in scope",
    "nothing_to_divide_by": "the denominator is zero",
}
_GOOD = {"higher": "higher is better", "lower": "lower is better", "none": "neither way is good in itself"}


def metrics_markdown() -> str:
    """The whole page: rules, then every metric by theme."""
    reasons = "; ".join(f"`{code}`: {_REASON_WORDS[code]}" for code in REASONS)
    parts = [_INTRO.format(reasons=f"Reasons every metric shares: {reasons}.")]
    for theme, metrics in groupby(catalogue().values(), key=lambda metric: metric.theme):
        parts.append(f"## {theme.capitalize()}\n")
        parts += [_metric(metric) for metric in metrics]
    parts += [_JUDGED.format(s=Settings()), _tables()]
    return "\n".join(parts)


def _tables() -> str:
    listed = [f"| `{name}` | {_cell(_one_row(sql))} |" for name, (_, sql) in sorted(definitions().items())]
    return "\n".join(["## Derived tables\n", "| table | one row is |", "| --- | --- |", *listed, ""])


def _one_row(sql: str) -> str:
    return sql.splitlines()[0].removeprefix("-- one row: ")


def _metric(metric: Metric) -> str:
    facts = [
        ("Asks", f"{metric.asks} {metric.asks_zh}"),
        ("Formula", metric.formula),
        ("Unit", metric.unit),
        ("Direction", _GOOD[metric.good]),
        ("Adds up over groups", _adds_up(metric)),
        ("Rows that count", metric.keep_words or "all"),
        ("Table", f"`{metric.table}`"),
        ("Null when", _null_rule(metric)),
        ("Basis", metric.basis),
        (
            "Thresholds",
            "; ".join(f"`{n}` = {getattr(Settings(), n)}: {provenance()[n]}" for n in metric.thresholds) or "none",
        ),
        ("Shown on", ", ".join(where_used().get(metric.id, ())) or "no page"),
        ("Caveat", f"{metric.caveat} {metric.caveat_zh}".strip() or "none known"),
    ]
    table = "\n".join(f"| {name} | {_cell(text)} |" for name, text in facts)
    sql, _ = to_sql(metric, (), EVERYTHING, has_as_of=metric.latest_only)
    examples = "\n\n".join(_example(example) for example in metric.examples)
    return (
        f"### `{metric.id}` {metric.name} · {metric.name_zh}\n\n| | |\n| --- | --- |\n{table}\n\n"
        f"```sql\n{sql}\n```\n\n{examples}\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _adds_up(metric: Metric) -> str:
    return "no" if isinstance(metric.value, Aggregate) else "yes, by its parts"


def _null_rule(metric: Metric) -> str:
    own = f"; `{metric.null_reason}` where there is nothing to divide by" if metric.null_reason else ""
    return f"nothing is in scope or nothing in it is known{own}"


def _example(example: Example) -> str:
    header, *lines = [[c.strip() for c in line.split("|")] for line in example.rows.strip().splitlines()]
    drawn = [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *lines)]
    value = f"null (`{example.reason}`)" if example.value is None else f"**{round(example.value, 6):,}**"
    source = f" ({example.source})" if example.source else ""
    return "\n".join([*drawn, "", f"gives {value}{source}"])


_RULES = """# Early warnings

This page is made from the definitions in `pmo_metrics/rules/` by `python -m pmo_metrics.docs`; edit those, not this.

* A rule looks at one row of one mart at a status date; what it finds is a row of the table `warning`: figure, limit, since,
  trend, how sure, money at stake, and the row of the file behind it. No rule reads the clock.
* **Since** is the first status date of the unbroken streak; the **trend** compares how far the figure is above its limit
  with the status date before (new, worse, same, better).
* **Evidence is weak** where the finding rests on a report carried forward, on progress rolled up from tasks, on a bare
  promise, or on too little to compare; else it is strong.
* Warnings are ordered by severity, evidence, and money at stake (reporting currency).
* Thresholds are settings (`pmo.toml`) and part of a release; the values below are the defaults.
* How often the rules were right is measured by `pmo backtest` on the loaded history, beside the naive rule that whoever
  slipped at the last report slips again. A rule with fewer than 20 warnings or 10 events gets no figure.
"""


def rules_markdown() -> str:
    """The page of early warnings: what holds for all, then every rule, the most severe first."""
    return "\n".join([_RULES, *(_rule(rule) for rule in RULES.values())])


def _rule(rule: Rule) -> str:
    defaults = Settings().as_inputs()
    thresholds = ", ".join(f"`{name}` = {defaults[name]}" for name in rule.settings)
    facts = [
        ("Asks", f"{rule.asks} {rule.asks_zh}"),
        ("Says", f"{rule.sentence} {rule.sentence_zh}"),
        ("What to do", f"{rule.todo} {rule.todo_zh}"),
        ("Severity", rule.severity),
        ("Thresholds", thresholds or "none"),
        ("Watches", f"`{rule.table}`; the rows behind a warning are its {rule.about}'s there"),
        ("Basis", rule.basis),
    ]
    table = "\n".join(f"| {name} | {_cell(text)} |" for name, text in facts)
    examples = "\n\n".join(_drawn(example) for example in rule.examples)
    return (
        f"## `{rule.id}` {rule.name} · {rule.name_zh}\n\n| | |\n| --- | --- |\n{table}\n\n"
        f"```sql\n{_condition(rule)}\n```\n\n{examples}\n"
    )


def _condition(rule: Rule) -> str:
    """What a rule asks of a row `w` of its table, given the limits `l`; the rest is the same for every rule."""
    names = ("figure", "threshold", "other", "day", "money")
    figures = ",\n    ".join(f"{getattr(rule, n)} AS {n}" for n in names if getattr(rule, n) != "NULL")
    select = f"SELECT\n    {figures}\n" if figures else ""
    join = f"{rule.join}\n" if rule.join else ""
    return f"{select}FROM {rule.table} w\nCROSS JOIN limits l\n{join}WHERE {rule.when}"


def _drawn(example: Drawn) -> str:
    tables = "\n\n".join(f"`{name}`\n\n{_grid(rows)}" for name, rows in example.tables.items())
    found = ", ".join(f"**{subject}**" for subject in example.warns) or "nothing"
    source = f" ({example.source})" if example.source else ""
    return f"{tables}\n\nwarns of {found}{source}"


def _grid(rows: str) -> str:
    header, *lines = [[c.strip() for c in line.split("|")] for line in rows.strip().splitlines()]
    full = [[*cells, *[""] * (len(header) - len(cells))] for cells in (header, ["---"] * len(header), *lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in full)


_SETTINGS = """# Settings

This page is made from `pmo_metrics/settings.py` and `standards.toml` by `python -m pmo_metrics.docs`; edit those, not this.

An organisation decides these in `pmo.toml`, a file in its store (`data/pmo.toml` unless `--store` says otherwise). What it
leaves out has the default. The settings are part of a release: they hold from the next load on, earlier releases keep theirs,
and the Metrics page shows those behind each number. An unknown name or a value that makes no sense stops the load with one
sentence.

```toml
currency = "EUR"
stale_after_days = 14                       # we report every week
risk_review_days = 30
standards_off = ["sponsor", "objective"]    # practices that we hold nobody to
```
"""


def settings_markdown() -> str:
    """The page of what an organisation may decide: every setting with its default, every standard that can be switched off."""
    defaults = asdict(Settings())
    groups = groupby(provenance().items(), key=lambda item: item[1])
    settings = [
        f"| {'<br>'.join(_default(name, defaults[name]) for name, _ in of)} | {_cell(why)} |" for why, of in groups
    ]
    standards = [
        f"| `{s.id}` | {_cell(s.name)} · {s.name_zh} | {_cell(s.why)} | {_cell(s.source)} |" for s in STANDARDS.values()
    ]
    return "\n".join([
        _SETTINGS, "| Setting = default | What it is, and where the default comes from |", "| --- | --- |", *settings, "",
        "## Standards", "", "| Id | Standard | Why | Asked for by |", "| --- | --- | --- | --- |", *standards, "",
    ])  # fmt: skip


def _default(name: str, value: object) -> str:
    return f"`{name} = {json.dumps(value)}`"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    pages = ((TARGET, metrics_markdown()), (RULES_TARGET, rules_markdown()), (SETTINGS_TARGET, settings_markdown()))
    for target, text in pages:
        target.write_text(text, "utf-8")
        print(f"wrote {target}")
