"""How good the early warnings were on a history of reports, on projects that no threshold was chosen on.

    uv run python benchmarks/warnings_backtest.py FILE [--times 1000]

Loads FILE into a store of its own, splits the projects by the hash of their id, and prints the scores of both halves at two
horizons. The interval of "rule less naive" resamples whole projects of the held-out half (seeded), since the reports of one
project are not independent of each other.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import polars as pl

from pmo_metrics.analysis.backtest import NAIVE, Question, backtest, split
from pmo_metrics.analysis.forecast import FIGURES, accuracy
from pmo_metrics.evaluate import Scope, rows
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import load
from pmo_metrics.store import open_store

HORIZONS = (180, 365)
CLAIMS = (("slip_repeated", "slip"), ("forecast_cut", "cost"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--times", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        history, warned = read(Path(folder), options.file)
    for horizon in HORIZONS:
        for part in ("tune", "held_out"):
            for s in backtest(history, warned, Question(horizon), part):
                if s.enough:
                    print(f"{horizon} days  {part:9} {s.event:5} {s.rule:14} cases {s.cases} base {s.base_rate:.3f} warned {s.warnings} "
                          f"right {s.right} precision {s.precision:.3f} recall {s.recall:.3f} lead {s.lead_days:.0f}")  # fmt: skip
        for rule, event in CLAIMS:
            low, middle, high = gain(history, warned, Question(horizon), rule, event, options.times)
            print(
                f"{horizon} days  held_out  {event:5} {rule:14} less naive: {middle:+.3f} ({low:+.3f} to {high:+.3f}, 90 %)"
            )
    for figure in FIGURES:
        print(accuracy(history, figure))


def read(folder: Path, file: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The marts `project_status` and `warning` at every status date of the file's reports."""
    store = open_store(folder)
    load(store, read_files([file]))
    db = store.snapshot()
    dates = rows(db, "status_date")["as_of"].to_list()
    found = [pl.concat([rows(db, m, Scope(as_of=d)) for d in dates]) for m in ("project_status", "warning")]
    store.close()
    return found[0], found[1]


def gain(
    history: pl.DataFrame, warned: pl.DataFrame, question: Question, rule: str, event: str, times: int
) -> tuple[float, float, float]:
    """5th, 50th and 95th percentile of the rule's precision less the naive one's, over resampled held-out projects."""
    needed = ["project_id", "as_of", "reported_on", "is_active", "finish", "forecast_cost", "rag"]
    own, said = split(history, "held_out").select(needed), warned.select("rule", "project_id", "as_of")
    ids, dice, gains = sorted(own["project_id"].unique()), random.Random(1), []
    for _ in range(times):
        drawn = pl.DataFrame({"project_id": dice.choices(ids, k=len(ids))}).with_row_index("n")
        name = (pl.col("project_id") + "#" + pl.col("n").cast(pl.String)).alias("project_id")
        again = [frame.join(drawn, on="project_id").with_columns(name) for frame in (own, said)]
        scores = {s.rule: s.precision for s in backtest(again[0], again[1], question) if s.event == event}
        if scores.get(rule) is not None and scores.get(NAIVE) is not None:
            gains.append(scores[rule] - scores[NAIVE])  # type: ignore[operator]
    found = pl.Series(gains)
    return tuple(float(found.quantile(q, "linear") or 0.0) for q in (0.05, 0.5, 0.95))  # type: ignore[return-value]


if __name__ == "__main__":
    main()
