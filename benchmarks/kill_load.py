"""Kill `pmo load` at random moments and open the store each time: it must show a whole release.

    uv run python benchmarks/kill_load.py [--times 100] [--seed 1]

Each round loads the sample data's projects under a new name into the same store and is killed (SIGKILL) after a random
part of the time such a load takes; then the store is opened anew and its rows are counted against its manifest.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pmo_metrics.store import open_store

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    header = "Project ID,Project name,Budget,Status date\n"
    killed = whole = loads = 0
    with tempfile.TemporaryDirectory() as folder:
        file, root = Path(folder) / "projects.csv", Path(folder) / "store"
        command = [sys.executable, "-m", "pmo_metrics", "load", file, "--store", root]
        duration = 0.0
        for attempt in range(options.times + 1):
            file.write_text(header + "".join(f"P{attempt}-{i},Name {i},{i},2026-06-30\n" for i in range(500)))
            begin = time.monotonic()
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=chance.uniform(0, 1.4 * duration) if duration else None)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            duration = duration or time.monotonic() - begin
            store = open_store(root)
            release = store.current()
            rows = store.snapshot().run("SELECT count(*) AS n FROM project").item()
            if release is None or rows != 500 * len(release.loads):
                raise SystemExit(f"round {attempt}: {rows} rows in {release}")
            whole, loads = whole + 1, len(release.loads)
            store.close()
    print(
        f"the first load took {duration:.2f} s; of {options.times} more {killed} were killed and {loads - 1} published; "
        f"{whole} of {whole} openings showed a whole release"
    )


if __name__ == "__main__":
    main()
