"""Corrections of values as data: `DFT` is `DfT`, said once with a reason, applied after mapping and before the rules.

Spellings that look alike are only ever suggested: two names are made one when an analyst says so.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

import polars as pl

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Problem, Severity

FILE = "corrections.toml"
# What may be corrected, and the columns (table, column) in which such a name stands.
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "department": (("project", "department"), ("person", "org_unit")),
    "portfolio": (("project", "portfolio"),),
    "program": (("project", "program"),),
    "region": (("project", "region"), ("person", "location")),
    "person": (
        ("project", "manager"), ("project", "sponsor"), ("milestone", "owner"), ("risk", "owner"), ("task", "owner"), ("person", "name"),
        ("person", "manager"), ("timesheet", "person_id"), ("assignment", "person_id"), ("absence", "person_id"),
    ),
    "project": (
        ("project", "name"), ("milestone", "project_id"), ("risk", "project_id"), ("cost", "project_id"),
        ("progress", "project_id"), ("timesheet", "project_id"), ("assignment", "project_id"), ("task", "project_id"),
    ),
}  # fmt: skip
_MOST_NAMES = 3_000  # of one kind; beyond that nobody would read the suggestions
_MOST_PAIRS = 30_000
_ALIKE = 0.88


@dataclass(frozen=True)
class Correction:
    """These spellings are that name, and why; `expect` rows at least, not after `until`."""

    kind: str
    spellings: tuple[str, ...]
    to: str
    reason: str
    expect: int = 0
    until: date | None = None


@dataclass(frozen=True)
class Corrections:
    """The corrections of a store, and pairs of names that are known to be different."""

    rules: tuple[Correction, ...] = ()
    different: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Alike:
    """Two spellings that may be one name: which, how often each stands there, and what speaks for it."""

    kind: str
    spelling: str
    rows: int
    to: str
    to_rows: int
    evidence: str  # "case and spacing", "initials", "spelling"
    likeness: float


def spelled(text: str) -> str:
    """A value as it is compared with a correction: exactly, but for the spaces around and within."""
    return " ".join(text.split())


def parse_corrections(text: str) -> Corrections:
    """The corrections that a TOML text states; BadRequest names what is wrong in it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequest(f"{FILE} cannot be read: {error}. Correct it or remove it.") from None
    if unknown := sorted(set(given) - {"correction", "different"}):
        raise BadRequest(f"{FILE} has an unknown section {unknown[0]!r}; known are [[correction]] and [[different]].")
    rules = tuple(_rule(entry) for entry in _entries(given, "correction"))
    seen: dict[tuple[str, str], str] = {}
    for rule in rules:
        for spelling in rule.spellings:
            if seen.setdefault((rule.kind, spelling), rule.to) != rule.to:
                raise BadRequest(f"{FILE}: {spelling!r} is corrected to two names, {seen[rule.kind, spelling]!r} and {rule.to!r}.")  # fmt: skip
    apart = []
    for entry in _entries(given, "different"):
        names = entry.get("names")
        if not isinstance(names, list) or len(names) < 2:
            raise BadRequest(f'{FILE}: a [[different]] entry should have names = ["…", "…"], found {names!r}.')
        apart.append(frozenset(spelled(str(n)) for n in names))
    return Corrections(rules, tuple(apart))


def _entries(given: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise BadRequest(f"{FILE}: write each {key} under a line [[{key}]].")
    return found


def _rule(entry: Mapping[str, object]) -> Correction:
    known = {"kind", "from", "to", "reason", "expect", "until"}
    if unknown := sorted(set(entry) - known):
        raise BadRequest(f"{FILE}: unknown key {unknown[0]!r} in a correction; known are {', '.join(sorted(known))}.")
    kind, to, reason = entry.get("kind"), entry.get("to"), entry.get("reason")
    if kind not in KINDS:
        raise BadRequest(f"{FILE}: kind should be one of {', '.join(KINDS)}, found {kind!r}.")
    given = entry.get("from")
    spellings = [given] if isinstance(given, str) else given
    if not isinstance(spellings, list) or not spellings or not isinstance(to, str) or not to.strip():
        raise BadRequest(f'{FILE}: a correction needs from = ["…"] and to = "…"; found {given!r} and {to!r}.')
    if not isinstance(reason, str) or not reason.strip():
        raise BadRequest(f"{FILE}: the correction to {to!r} needs a reason.")
    expect, until = entry.get("expect", 0), entry.get("until")
    if not isinstance(expect, int) or isinstance(expect, bool) or expect < 0:
        raise BadRequest(f"{FILE}: expect should be a number of rows, found {expect!r}.")
    if until is not None and type(until) is not date:
        raise BadRequest(f"{FILE}: until should be a date like 2026-12-31, found {until!r}.")
    return Correction(str(kind), tuple(spelled(str(s)) for s in spellings), spelled(to), reason.strip(), expect, until)


def correct(mapped: Sequence[Mapped], corrections: Corrections, today: date) -> list[Mapped]:
    """The rows of one load with the corrections applied, each application counted as a problem of its file."""
    done = list(mapped)
    for rule in corrections.rules:
        hits, asked = 0, [i for i, m in enumerate(done) if _columns(m, rule.kind)]
        for i in asked:
            done[i], rows = _apply(done[i], rule, over=rule.until is not None and today > rule.until)
            hits += rows
        if asked and hits < rule.expect:
            what = f"{rule.to} instead of {', '.join(rule.spellings)} in {hits} rows"
            first = done[asked[0]]
            done[asked[0]] = _tell(first, "", what, f"{rule.expect} rows at least, as {FILE} says", "warning", "noted")
    return done


def _columns(mapped: Mapped, kind: str) -> list[str]:
    return [c for t, c in KINDS[kind] if t == mapped.recognised.table and c in mapped.rows.columns]


def _apply(mapped: Mapped, rule: Correction, over: bool) -> tuple[Mapped, int]:
    rows, found = 0, mapped
    for column in _columns(mapped, rule.kind):
        values = found.rows[column]
        swap = {
            v: rule.to for v in values.drop_nulls().unique().to_list() if spelled(v) in rule.spellings and v != rule.to
        }
        count = int(values.is_in(list(swap)).sum()) if swap else 0
        if not count:
            continue
        rows += count
        shown = ", ".join(sorted(swap))[:120]
        if over:
            what = f"a correction that still holds: it ended on {rule.until}"
            found = _tell(found, column, f"{shown} in {count} rows", what, "warning", "noted")
            continue
        found = replace(found, rows=found.rows.with_columns(pl.col(column).replace(swap)))
        found = _tell(found, column, f"{shown} in {count} rows", f"{rule.to}: {rule.reason}", "info", "corrected")
    return found, 0 if over else rows


def _tell(mapped: Mapped, column: str, found: str, expected: str, severity: Severity, action: str) -> Mapped:
    sheet = mapped.recognised.sheet
    problem = Problem(sheet.file, sheet.sheet, None, column, found, expected, severity, action)
    return replace(mapped, problems=(*mapped.problems, problem))


# --- suggestions -------------------------------------------------------------------------------------------------------


def names_in(frames: Sequence[tuple[str, pl.DataFrame]]) -> dict[str, Counter[str]]:
    """How often each name of each kind stands in canonical rows, given as (table, rows); ids are no names."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for table, rows in frames:
        for kind, places in KINDS.items():
            for owner, column in places:
                if owner == table and column in rows.columns and not column.endswith("_id"):
                    counted = rows[column].drop_nulls().value_counts()
                    found[kind].update({str(v): n for v, n in counted.iter_rows()})
    return found


def alike(names: Mapping[str, Counter[str]], corrections: Corrections) -> list[Alike]:
    """Pairs of spellings that may be one name, the likeliest first; work is bounded, nothing is changed."""
    settled = {(r.kind, s) for r in corrections.rules for s in r.spellings}
    found = []
    for kind, counted in names.items():
        spellings = [n for n, _ in counted.most_common(_MOST_NAMES) if (kind, spelled(n)) not in settled]
        for one, other in _pairs(spellings):
            evidence, likeness = _compare(one, other)
            if not evidence or any({spelled(one), spelled(other)} <= apart for apart in corrections.different):
                continue
            to, spelling = sorted((one, other), key=lambda n: (-counted[n], n))
            found.append(Alike(kind, spelling, counted[spelling], to, counted[to], evidence, round(likeness, 2)))
    return sorted(found, key=lambda a: (-a.likeness, a.kind, a.to, a.spelling))


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs worth comparing: they share a word, their first letters, or one could be the initials of the other."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = re.findall(r"[^\W_]+", plain(name))
        keys = {w for w in words if len(w) > 3} | {plain(name)[:3], "".join(words)[:4]}
        keys |= {"initials " + i for i in _initials(name) or {plain(name)}}
        for key in keys:
            blocks[key].append(name)
    seen: set[tuple[str, str]] = set()
    for key in sorted(blocks, key=lambda k: len(blocks[k])):
        for one, other in combinations(blocks[key], 2):
            if (one, other) in seen:
                continue
            if len(seen) >= _MOST_PAIRS:
                return
            seen.add((one, other))
            yield one, other


def _initials(name: str) -> set[str]:
    """`dft` and `dt` of Department for Transport; nothing for a single word."""
    words = re.findall(r"[^\W_]+", plain(name))
    telling = [w for w in words if w not in ("of", "the", "and", "for")]
    return {"".join(w[0] for w in found) for found in (words, telling) if len(found) >= 2}


def _compare(one: str, other: str) -> tuple[str, float]:
    """What speaks for one name in two spellings; ("", 0) where nothing does."""
    folded = ["".join(re.findall(r"[^\W_]", plain(n))) for n in (one, other)]
    if folded[0] == folded[1]:
        return "case and spacing", 1.0
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return "", 0.0  # Phase 1 and Phase 2 are not one
    if plain(min(one, other, key=len)) in _initials(max(one, other, key=len)):
        return "initials", 0.9
    if min(map(len, folded)) < 5:
        return "", 0.0
    if sorted(re.findall(r"[^\W_]+", plain(one))) == sorted(re.findall(r"[^\W_]+", plain(other))):
        return "order of words", 0.97
    ratio = SequenceMatcher(None, folded[0], folded[1], autojunk=False)
    if ratio.real_quick_ratio() < _ALIKE or ratio.quick_ratio() < _ALIKE:
        return "", 0.0
    value = ratio.ratio()
    return ("spelling", value) if value >= _ALIKE else ("", 0.0)
