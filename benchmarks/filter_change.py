"""Server CPU of one filter change: a headless client of Streamlit's own protocol reruns a page with changing filters.

    uv run python benchmarks/filter_change.py [--page ""] [--reruns 30] [--store DIR]

Method: the server runs as its own process on a store (the sample data by default, loaded into a temporary folder). One
session opens the page, then reruns it `--reruns` times, each time with another filter in the query string, as a viewer
who changes a filter does: first with choices nobody made before on this server (portfolio, manager and reported status), then with the
portfolios, which come back and are answered from what is kept. CPU is the server process's user + system time from its clock, divided by the reruns;
it is steadier than wall time on a shared machine. The first five reruns warm up and are not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
WARM_UP = 5


def cpu_seconds(pid: int) -> float:
    """User + system time of one process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def rerun(socket_, page: str, query: str, known: list[str]) -> tuple[float, int, list[str]]:
    """One script run: wall seconds, bytes received, and the hashes of cacheable messages."""
    message = BackMsg()
    message.rerun_script.query_string, message.rerun_script.page_name = query, page
    message.rerun_script.cached_message_hashes.extend(known)
    begin, size, hashes = time.perf_counter(), 0, set()
    await socket_.send(message.SerializeToString())
    while True:
        raw = await socket_.recv()
        forward = ForwardMsg()
        forward.ParseFromString(raw)
        size += len(raw)
        if forward.hash and forward.metadata.cacheable:
            hashes.add(forward.hash)
        if forward.WhichOneof("type") == "ref_hash":
            hashes.add(forward.ref_hash)
        if forward.WhichOneof("type") == "delta" and forward.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(forward.delta.new_element.exception.message)
        if forward.WhichOneof("type") == "script_finished":
            return time.perf_counter() - begin, size, list(hashes)


async def measure(url: str, pid: int, page: str, choices: dict[str, list[str]], reruns: int) -> None:
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], max_size=None, compression=None, origin=url
    ) as client:
        cold, size, known = await rerun(client, page, "", [])
        print(f"first view of /{page}: {cold * 1e3:.0f} ms, {size / 1e3:.0f} kB")
        for kind, queries in choices.items():
            cpu, walls, sizes = [], [], []
            for i in range(reruns + WARM_UP):
                before = cpu_seconds(pid)
                wall, size, known = await rerun(client, page, queries[i % len(queries)], known)
                if i >= WARM_UP:
                    cpu.append(cpu_seconds(pid) - before)
                    walls.append(wall)
                    sizes.append(size)
            print(
                f"{reruns} filter changes, {kind}: CPU {statistics.mean(cpu) * 1e3:.0f} ms each, wall p50 "
                f"{statistics.median(walls) * 1e3:.0f} ms, p95 {sorted(walls)[int(len(walls) * 0.95)] * 1e3:.0f} ms, "
                f"{statistics.mean(sizes) / 1e3:.0f} kB"
            )


def queries_of(store: Path) -> dict[str, list[str]]:
    """Query strings by kind: choices each made once, and a few that come back."""
    from pmo_metrics.store import open_store

    found = (
        open_store(store)
        .snapshot()
        .run(
            "SELECT DISTINCT portfolio, manager, rag FROM project_status WHERE portfolio IS NOT NULL AND manager IS NOT NULL "
            "ORDER BY portfolio, manager, rag"
        )
    )
    pairs = [urllib.parse.urlencode(pair) for pair in found.to_dicts()]
    managers = [urllib.parse.urlencode({"manager": m}) for m in found["manager"].unique(maintain_order=True)]
    names = [urllib.parse.urlencode({"portfolio": p}) for p in found["portfolio"].unique(maintain_order=True)]
    return {"each for the first time": [*pairs, *managers], "seen before": ["", *names]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", default="")
    parser.add_argument("--reruns", type=int, default=30)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        store = options.store or Path(folder)
        pmo = [sys.executable, "-m", "pmo_metrics"]
        if options.store is None:
            subprocess.run([*pmo, "load", "sample_data", "--store", store], cwd=ROOT, check=True, capture_output=True)
        choices = queries_of(store)
        server = subprocess.Popen(
            [*pmo, "serve", "--store", store, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.1)
            asyncio.run(measure(url, server.pid, options.page, choices, options.reruns))
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
