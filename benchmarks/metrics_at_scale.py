"""Every metric on a large portfolio, beside the barest SQL that gives the same number.

    uv run python benchmarks/metrics_at_scale.py [--projects 10000] [--snapshots 24] [--rounds 3]

Makes a release of `--projects` projects reported at `--snapshots` month ends, 20 milestones and 100 cost lines a project
and 5 risks for every second one, in memory of DuckDB; derives views and marts as a publish does and prints how long that took;
then for each metric the time of `evaluate` (portfolio total at the newest status date) and of the shortest SELECT that gives the
same row, the median of `--rounds`, and their ratio. Figures are CPU-bound wall times on the machine at hand.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from pmo_metrics.derive import create_tables, derive
from pmo_metrics.evaluate import catalogue, evaluate
from pmo_metrics.metric import Aggregate, Metric, Ratio, Sum
from pmo_metrics.settings import Settings
from pmo_metrics.store import Known, Release, Snapshot

STAMP = "'L1' AS load_id, 1 AS seq, 'made' AS source, 'made.csv' AS file, '' AS sheet, i AS \"row\""


def fill(connection: duckdb.DuckDBPyConnection, projects: int, snapshots: int) -> None:
    """Canonical rows made from running numbers: no two runs differ."""
    run = connection.execute
    run(
        "CREATE TABLE day AS SELECT i AS n, last_day(DATE '2024-07-01' + to_months(CAST(i AS INTEGER))) AS as_of FROM range(?) t(i)",
        [snapshots],
    )
    run(
        "CREATE TABLE p AS SELECT i, 'P' || lpad(CAST(i AS VARCHAR), 6, '0') AS project_id FROM range(?) t(i)",
        [projects],
    )
    brought = (
        "',name,portfolio,program,department,manager,status,currency,budget,original_budget,forecast_cost,actual_cost,percent_complete,"
        "baseline_start,baseline_finish,finish,reported_rag,' AS brought"
    )
    run(f"""
        INSERT INTO project BY NAME SELECT
            project_id, as_of, 'Project ' || i AS name, 'Portfolio ' || i % 12 AS portfolio, 'Program ' || i % 90 AS program,
            'Department ' || i % 25 AS department, 'Manager ' || i % 400 AS manager,
            CASE WHEN i % 11 = 0 THEN 'complete' WHEN i % 29 = 0 THEN 'cancelled' ELSE 'active' END AS status, 'EUR' AS currency,
            100000 + i % 997 * 1000 AS budget, 95000 + i % 997 * 1000 AS original_budget,
            102000 + i % 997 * 1000 + n * (i % 13) * 500 AS forecast_cost, (i % 997) * 40 * n AS actual_cost,
            least(1, n * 0.03 + (i % 10) * 0.01) AS percent_complete, DATE '2024-01-01' AS baseline_start,
            DATE '2026-01-01' + CAST(i % 500 AS INTEGER) AS baseline_finish,
            DATE '2026-01-01' + CAST(i % 500 + n * (i % 7) AS INTEGER) AS finish,
            CASE i % 5 WHEN 0 THEN 'red' WHEN 1 THEN 'amber' WHEN 2 THEN 'green' WHEN 3 THEN 'green' END AS reported_rag,
            {brought}, {STAMP}
        FROM p CROSS JOIN day""")
    run(f"""
        INSERT INTO milestone BY NAME SELECT
            project_id, 'M' || m AS milestone_id, as_of, DATE '2024-03-01' + CAST(m * 45 AS INTEGER) AS baseline_date,
            DATE '2024-03-01' + CAST(m * 45 + n * (i % 5) AS INTEGER) AS forecast_date,
            CASE WHEN DATE '2024-03-01' + CAST(m * 45 + n * (i % 5) AS INTEGER) <= as_of
                THEN DATE '2024-03-01' + CAST(m * 45 + n * (i % 5) AS INTEGER) END AS actual_date,
            ',baseline_date,forecast_date,actual_date,' AS brought, {STAMP}
        FROM p CROSS JOIN range(20) t(m) CROSS JOIN day""")
    run(f"""
        INSERT INTO cost BY NAME SELECT
            project_id, DATE '2024-01-01' + to_months(CAST(c % 34 AS INTEGER)) AS period,
            CASE c % 3 WHEN 0 THEN 'labour' ELSE 'external' END AS category,
            CASE c // 34 WHEN 0 THEN 'budget' WHEN 1 THEN 'actual' ELSE 'forecast' END AS kind, 1000 + i % 97 AS amount, 'EUR' AS currency,
            {STAMP}
        FROM p CROSS JOIN range(100) t(c)""")
    run(f"""
        INSERT INTO risk BY NAME SELECT
            project_id, 'R' || r AS risk_id, as_of, (r + 1) * 0.15 AS probability, 10000 + i % 977 * 10 AS cost_likely, 'EUR' AS currency,
            ',probability,cost_likely,currency,' AS brought, {STAMP}
        FROM p CROSS JOIN range(5) t(r) CROSS JOIN day WHERE i % 2 = 0""")
    run("DROP TABLE p")
    run("DROP TABLE day")
    run(
        "INSERT INTO setting SELECT unnest(?), unnest(?)",
        [*map(list, zip(*Settings().as_inputs().items(), strict=True))],
    )


def barest(metric: Metric, newest: str, dated: bool) -> str:
    """The shortest SELECT by hand of the same row: date, parts, value, how many rows know it and how many do not."""
    match metric.value:
        case Sum(of):
            value, known = f"sum({of})", f"count({of})"
        case Ratio(top=top, bottom=bottom):
            sums = [f"sum({a}) FILTER (({b}) IS NOT NULL)" for a, b in ((top, bottom), (bottom, top))]
            value = f"{sums[0]}, {sums[1]}, {sums[0]} / nullif(CAST({sums[1]} AS DOUBLE), 0)"
            known = f"count({top}) FILTER (({bottom}) IS NOT NULL)"
        case Aggregate(sql, of):
            value, known = sql, f"count({of})"
    value = f"{'max(as_of), ' if dated else ''}{value}, {known}, count(*) - {known}"
    where = f"({metric.keep})" + (f" AND as_of = DATE '{newest}'" if dated else "")
    return f"SELECT {value} FROM {metric.table} WHERE {where}"


def median(action: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])  # the first one warms up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--snapshots", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    connection = duckdb.connect()
    create_tables(connection)
    fill(connection, options.projects, options.snapshots)
    tables = ("project", "milestone", "cost", "risk")
    sizes = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in tables}
    begin = time.perf_counter()
    derive(connection)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        ", ".join(f"{n:,} rows of {t}" for t, n in sizes.items()),
        f"derived in {time.perf_counter() - begin:.1f} s, peak {peak:,.0f} MiB",
    )
    nowhere = Release(1, "", "", "", (), Path())
    db = Snapshot(connection, nowhere, Known())  # what the app reads with: it looks columns and dates up once
    newest = str(connection.execute("SELECT max(as_of) FROM status_date").fetchall()[0][0])
    print(f"{'metric':32}{'evaluate':>10}{'barest':>10}{'ratio':>7}")
    ratios, total, bare_total = [], 0.0, 0.0
    for name, metric in catalogue().items():
        bare = barest(metric, newest, metric.latest_only)
        ours = median(lambda metric=metric: evaluate(db, metric), options.rounds)
        theirs = median(lambda bare=bare: connection.sql(bare).pl(), options.rounds)
        ratios.append(ours / theirs)
        total, bare_total = total + ours, bare_total + theirs
        print(f"{name:32}{ours * 1e3:>8.1f}ms{theirs * 1e3:>8.1f}ms{ours / theirs:>7.2f}")
    print(
        f"all metrics: {total:.2f} s, barest {bare_total:.2f} s, ratio {total / bare_total:.2f}; median ratio {statistics.median(ratios):.2f}, worst {max(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
