"""Thousands of damaged workbooks, plans and CSV files through the real upload path, counting what must never happen.

    uv run python benchmarks/fuzz_uploads.py [--count 3000] [--seed 1]

The sample files are damaged in many ways (bytes, cuts, XML numbers, references and tags, quotes, delimiters, encodings) and given
to `understand`, in a worker process whose death is noticed. Counted: deaths of the worker (a server would have died), Python
errors that are no refusal, refusals without a sentence, accounts that do not balance, and the CPU time and memory of the
children that open workbooks and plans. Exit status 1 when any of the promises was broken. The same seed makes the same files.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
PLANS = Path(__file__).with_name("plans")
MOST_CPU, MOST_MIB = 5.0, 1024
TODAY = date(2026, 7, 1)

# --- damage -----------------------------------------------------------------------------------------------------------

NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"4294967295",
    b"99999999999999999999",
    b"1e400",
    b"NaN",
    b"",
    b"\xff",
    b"A1",
    b"XFD1048576",
    b"ABC30000",
)
TAGS = (b"<v", b"</c", b"<row", b"<!--", b"<is", b"<f", b"<c", b"</row", b"<![CDATA[", b"<t", b"<mergeCell", b"<!DOCTYPE a")  # fmt: skip


def flipped(content: bytes, chance: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def spliced(content: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(content)), chance.randrange(1, 4_000)
    at = chance.randrange(len(content))
    return content[:at] + content[start : start + length] + content[at + chance.randrange(200) :]


def _part(change: Callable[[bytes, random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """Damage inside one XML part of a workbook, packed again so that it is reached."""

    def damaged(content: bytes, chance: random.Random) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            # Entries get no date of today, so that the same seed makes the same bytes.
            names = old.namelist()
            wanted = [n for n in names if n.endswith((".xml", ".rels"))]
            sheets = [n for n in wanted if "worksheets/" in n]
            chosen = chance.choice(sheets if sheets and chance.random() < 0.6 else wanted)
            for name in names:
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, change(old.read(name), chance) if name == chosen else old.read(name))
        return out.getvalue()

    return damaged


def numbers(xml: bytes, chance: random.Random) -> bytes:
    spots = list(re.finditer(rb'(?<=")[^"<>]*(?=")|(?<=<v>)[^<]*', xml))
    for spot in sorted(chance.sample(spots, min(chance.randint(1, 4), len(spots))), key=lambda m: -m.start()):
        xml = xml[: spot.start()] + chance.choice(NUMBERS) + xml[spot.end() :]
    return xml


def tags(xml: bytes, chance: random.Random) -> bytes:
    spots = list(re.finditer(rb"</?\w+", xml))
    spot = chance.choice(spots) if spots else re.match(b"", xml)
    assert spot
    return xml[: spot.start()] + chance.choice(TAGS) + xml[spot.end() :]


def repeated(xml: bytes, chance: random.Random) -> bytes:
    """One element very often."""
    spots = list(re.finditer(rb"<(\w+)[^<>]*(?:/>|>[^<]*</\1>)", xml))
    if not spots:
        return xml
    spot = chance.choice(spots)
    return xml[: spot.start()] + spot.group() * chance.choice((50, 5_000, 300_000)) + xml[spot.end() :]


def cell_types(xml: bytes, chance: random.Random) -> bytes:
    kinds = (b"s", b"n", b"b", b"e", b"str", b"inlineStr", b"d", b"zz", b"")
    return re.sub(
        rb' t="\w+"', lambda m: b' t="' + chance.choice(kinds) + b'"' if chance.random() < 0.05 else m[0], xml
    )


SIGNS = (b'"', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xa3", b"=1+1", b'""', b"|", b"\xef\xbb\xbf", b"1e400")  # fmt: skip


def signs(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 3, 40))):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(SIGNS) + content[at + chance.randrange(3) :]
    return content


def recoded(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030", "big5", "utf-7")), errors="replace"
    )


def lines(content: bytes, chance: random.Random) -> bytes:
    """Records left out, doubled, joined or very many."""
    every = content.split(b"\n")
    at = chance.randrange(len(every))
    way = chance.randrange(4)
    some = (every[at : at + 1], every[: at + 1], every[at : at + 1] * 20_000, [b",".join(every[at : at + 90])])[way]
    return b"\n".join([*every[:at], *some, *every[at + 1 :]])


BOOKS = (flipped, cut, spliced, *(_part(c) for c in (numbers, tags, repeated, cell_types, flipped)))
TEXTS = (flipped, cut, spliced, signs, recoded, lines)
XMLS = (flipped, cut, spliced, numbers, tags, repeated, recoded)


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """The sample files, every kind of plan among them, each plan more often than another file: there are few of them."""
    plans = sorted(
        p for place in (SAMPLES, PLANS) for p in place.iterdir() if p.suffix in (".xml", ".mpx", ".planner", ".xer")
    )
    tables = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".csv", ".xlsx"))
    return tuple((p.name, p.read_bytes()) for p in (*tables, *plans * 4))


def mutant(seed: int, number: int) -> tuple[str, bytes]:
    """The n-th damaged file: always the same for the same seed."""
    chance = random.Random(f"{seed}-{number}")
    name, content = chance.choice(seeds())
    ways = BOOKS if name.endswith(".xlsx") else XMLS if name.endswith((".xml", ".planner")) else TEXTS
    for _ in range(chance.choice((1, 1, 2))):
        try:
            content = chance.choice(ways)(content, chance) or b"x"
        except Exception:
            break  # damaged too much for a second blow: its zip directory no longer leads to the parts
    return name, content


# --- one upload -------------------------------------------------------------------------------------------------------


def outcome(name: str, content: bytes) -> dict[str, object]:
    """What became of one file, with the CPU time of the child that opened it."""
    import resource

    from pmo_metrics.ingest.model import Upload
    from pmo_metrics.ingest.understand import understand

    watch_children()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    wrong = ""
    try:
        (file,) = understand([Upload(name, content)], None, TODAY)
        ending = "refused" if file.refused else "read"
        wrong = reason_missing(name, file.refused) if file.refused else ""
        if not file.refused and not file.tables and not file.problems:
            wrong = "nothing read and nothing said"
        for t in file.tables:
            if t.rows_read != t.rows_loaded + t.rows_quarantined + t.rows_not_data:
                wrong = f"rows do not balance: {t.rows_read} {t.rows_loaded} {t.rows_quarantined} {t.rows_not_data}"
            if t.rows_quarantined and not file.problems and t.quarantined.is_empty():
                wrong = "quarantined without a word"
    except Exception as error:
        ending, wrong = "error", f"{type(error).__name__}: {error}"[:200]
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    me = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"ending": ending, "wrong": wrong, "cpu": cpu, "wall": wall, "child": child_peak[0], "self": me}


child_peak = [0]  # KiB, the most that a child was seen to use


@cache
def watch_children() -> None:
    """From now on look at the children every few milliseconds: what the system says afterwards counts the parent's memory too."""

    def look() -> None:
        while True:
            for task in Path("/proc/self/task").iterdir():
                with contextlib.suppress(OSError):
                    for pid in (task / "children").read_text().split():
                        if b"child.py" in Path(f"/proc/{pid}/cmdline").read_bytes():
                            found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
                            child_peak[0] = max(child_peak[0], int(found[1]) if found else 0)
            time.sleep(0.01)

    threading.Thread(target=look, daemon=True).start()


def reason_missing(name: str, sentence: str) -> str:
    """What is wrong with a refusal: it has to be one sentence about the file, ending in a full stop."""
    plain = sentence.startswith(name) and sentence.endswith(".") and "\n" not in sentence and len(sentence) < 600
    return (
        ""
        if plain and not re.search(r"Error\b|Exception|Traceback|None\b", sentence)
        else f"odd refusal: {sentence[:200]}"
    )


# --- the run ----------------------------------------------------------------------------------------------------------


def work(seed: int, first: int, count: int) -> None:
    for number in range(first, count):
        print(json.dumps({"number": number, **outcome(*mutant(seed, number))}), flush=True)


def run(seed: int, count: int, progress: bool = False) -> list[dict[str, object]]:
    """Every outcome; a worker that dies is counted and the next one goes on with the file after."""
    found: list[dict[str, object]] = []
    while len(found) < count:
        command = [sys.executable, __file__, "--seed", str(seed), "--count", str(count), "--from", str(len(found))]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert worker.stdout
        for line in worker.stdout:
            found.append(json.loads(line))
            if progress and len(found) % 250 == 0:
                print(f"  {len(found)} …", file=sys.stderr, flush=True)
        if worker.wait() or len(found) < count:
            found.append({"ending": "death", "wrong": f"the worker died ({worker.returncode})", "number": len(found)})
    return found


def report(found: list[dict[str, object]]) -> bool:
    """Print the account; whether every promise was kept."""
    endings = Counter(str(f["ending"]) for f in found)
    lived = [f for f in found if f["ending"] != "death"]
    cpu, wall = (max((float(str(f[k])) for f in lived), default=0.0) for k in ("cpu", "wall"))
    child, own = (max((int(str(f[k])) for f in lived), default=0) // 1024 for k in ("child", "self"))
    wrong = [f for f in found if f["wrong"]]
    slowest = max(lived, key=lambda f: float(str(f["wall"])))
    print(f"{len(found)} files: {', '.join(f'{n} {k}' for k, n in sorted(endings.items()))}")
    print(f"server deaths {endings['death']}, errors that are no refusal {endings['error']}")
    print(
        f"refusals without a reason {sum(str(f['wrong']).startswith('odd') for f in wrong)}, other wrongs {len(wrong)}"
    )
    print(
        f"slowest child {cpu:.1f} s CPU, slowest upload {wall:.1f} s (file {slowest['number']}); peak memory {child} MiB child, {own} MiB server"
    )
    for f in wrong[:20]:
        print(f"  file {f['number']}: {f['wrong']}")
    return not wrong and cpu <= MOST_CPU and child <= MOST_MIB


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first is not None:
        work(options.seed, options.first, options.count)
        return 0
    return 0 if report(run(options.seed, options.count, progress=True)) else 1


if __name__ == "__main__":
    sys.exit(main())
