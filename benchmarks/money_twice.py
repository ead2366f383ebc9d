"""Every money metric calculated twice over a generated portfolio: by the release's marts, and from its rows in exact decimals.

    uv run python benchmarks/money_twice.py [--projects 2000] [--snapshots 24] [--seed 1]

Makes the portfolios of tests/test_money.py, test_money_finance.py and test_money_rest.py at that size, reported at `--snapshots`
month ends, and compares both calculations of every metric of unit money for each project at each date (or in each month)
and for all projects together. Prints how many figures are equal, how many neither calculation can give, and the first that
differ; exit status 1 where any does.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import test_money
import test_money_finance
import test_money_rest
from twice import TOLERANCE, status_dates
from worlds import world

from pmo_metrics.settings import Settings

PARTS = {
    "cost and earned value": (test_money.portfolio, test_money.compare),
    "commitments, revenue, benefits": (test_money_finance.ledger, test_money_finance.compare),
    "months, risks, reserves, changes": (test_money_rest.registers, test_money_rest.compare),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=2000)
    parser.add_argument("--snapshots", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    days = status_dates(options.snapshots)
    equal, undefined, different = 0, 0, 0
    for name, (make, compare) in PARTS.items():
        tables = make(options.seed, options.projects, days)
        begin = time.perf_counter()
        db = world(Settings(currency="EUR"), **tables)
        derived = time.perf_counter() - begin
        found = compare(db, tables, days)
        metrics = len(found.equal.keys() | found.undefined.keys())
        print(f"{name}: {sum(map(len, tables.values())):,} rows, {metrics} metrics, {found.equal.total():,} figures equal, "
              f"{len(found.different):,} differ, {found.undefined.total():,} not known to either; "
              f"derived in {derived:.0f} s, all in {time.perf_counter() - begin:.0f} s", flush=True)  # fmt: skip
        for place in found.different[:10]:
            print("  differs:", *place)
        equal, undefined, different = (
            equal + found.equal.total(),
            undefined + found.undefined.total(),
            different + len(found.different),
        )
    print(
        f"compared {equal + different:,} figures, {different:,} differ (tolerance: {TOLERANCE}); {undefined:,} not known to either"
    )
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
