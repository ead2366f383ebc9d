"""`docs/metrics.md`, made from the definitions so that it cannot say something else: `python -m pmo_metrics.docs`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from pmo_metrics.evaluate import EVERYTHING, REASONS, catalogue, to_sql
from pmo_metrics.metric import Aggregate, Example, Metric

TARGET = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"

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
    return "\n".join(parts)


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


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(metrics_markdown(), "utf-8")
    print(f"wrote {TARGET}")
