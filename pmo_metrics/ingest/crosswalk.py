"""What different tools call the same project or person: ids, names, e-mail addresses, joined when an analyst says so.

Proposals carry their evidence. Whatever a proposal says, nothing is joined by it: only entries of crosswalk.toml join.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.mapping import quoted
from pmo_metrics.ingest.model import Problem

FILE = "crosswalk.toml"
# What may be joined: its id column, and the tables in which a row of its own describes it.
PLAN_PEOPLE = "plan_people"  # the source of people whom plans name: names of ids, and nobody a roster describes
THINGS: Mapping[str, tuple[str, str]] = {"project": ("project_id", "project"), "person": ("person_id", "person")}
_MOST = 5_000


@dataclass(frozen=True)
class Crosswalk:
    """For each kind of thing: what a tool calls it -> its id; and why, by the same key."""

    project: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()

    def of(self, kind: str) -> Mapping[str, str]:
        return self.project if kind == "project" else self.person

    def refuses(self, kind: str, same: str, thing: str) -> bool:
        """Whether somebody said that this name is not that id."""
        return any((r.kind, called(r.same), r.id) == (kind, called(same), thing) for r in self.refused)


@dataclass(frozen=True)
class Refused:
    """A name that is not that id, whatever speaks for it, and why."""

    kind: str
    same: str
    id: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """One name that may be that id, and what speaks for it; `rivals` are other ids that it fits as well."""

    kind: str
    same: str
    id: str
    evidence: str  # "same name", "e-mail address", "order of names", "id but for its marks"
    shown: str  # the name or id that it was compared with
    rows: int
    rivals: tuple[str, ...] = ()


def called(text: str) -> str:
    """A name as it is looked up: as written but for outer and double spaces; e-mail addresses in small letters."""
    bare = " ".join(text.split())
    return bare.casefold() if "@" in bare else bare


def parse_crosswalk(text: str) -> Crosswalk:
    """The joins and refusals that a TOML text states; BadRequest names what is wrong in it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequest(f"{FILE} cannot be read: {error}. Correct it or remove it.") from None
    if unknown := sorted(set(given) - {*THINGS, "refused"}):
        raise BadRequest(
            f"{FILE} has an unknown section {unknown[0]!r}; known are [[project]], [[person]] and [[refused]]."
        )
    found: dict[str, dict[str, str]] = {kind: {} for kind in THINGS}
    for kind in THINGS:
        for entry in _entries(given, kind):
            _add(found[kind], kind, entry)
    refused = tuple(_refused(entry) for entry in _entries(given, "refused"))
    for joined in found.values():
        for name, target in joined.items():
            if joined.get(called(target), target) != target:
                raise BadRequest(f"{FILE}: {name!r} is {target!r}, which is itself said to be {joined[called(target)]!r}: name the last one.")  # fmt: skip
    for one in refused:
        if found[one.kind].get(called(one.same)) == one.id:
            raise BadRequest(f"{FILE}: {one.same!r} is said to be {one.id!r}, and under [[refused]] not to be: remove one of them.")  # fmt: skip
    return Crosswalk(found["project"], found["person"], refused)


def _entries(given: Mapping[str, object], section: str) -> list[object]:
    entries = given.get(section, [])
    if not isinstance(entries, list):
        raise BadRequest(f"{FILE}: write each {section} under a line [[{section}]].")
    return entries


def _refused(entry: object) -> Refused:
    if not isinstance(entry, dict) or set(entry) != {"kind", "id", "same", "reason"}:
        raise BadRequest(f"{FILE}: a [[refused]] entry has a kind, an id, the name that is not it (same) and a reason; found {entry!r}.")  # fmt: skip
    kind, target, same, reason = (str(entry[key]).strip() for key in ("kind", "id", "same", "reason"))
    if kind not in THINGS or not (target and same and reason):
        raise BadRequest(f"{FILE}: a [[refused]] entry needs kind = project or person, an id, a name and a reason; found {entry!r}.")  # fmt: skip
    return Refused(kind, same, target, reason)


def _add(joined: dict[str, str], kind: str, entry: object) -> None:
    if not isinstance(entry, dict) or set(entry) - {"id", "same", "reason"}:
        raise BadRequest(f'{FILE}: a [[{kind}]] entry has an id, same = ["…"] and a reason; found {entry!r}.')
    target, names = entry.get("id"), entry.get("same")
    if not isinstance(target, str) or not target.strip() or not isinstance(names, list) or not names:
        raise BadRequest(f'{FILE}: a [[{kind}]] entry needs id = "…" and same = ["…"]; found {target!r} and {names!r}.')
    for name in map(str, names):
        if joined.setdefault(called(name), target.strip()) != target.strip():
            raise BadRequest(f"{FILE}: {name!r} is said to be both {joined[called(name)]!r} and {target!r}.")


def join(mapped: Mapped, crosswalk: Crosswalk) -> Mapped:
    """The rows with the ids that the analyst joined, each join counted as a problem of its file."""
    found = mapped
    for kind, (column, _) in THINGS.items():
        known = crosswalk.of(kind)
        if not known or column not in found.rows.columns:
            continue
        values = found.rows[column]
        swap = {v: known[called(v)] for v in values.drop_nulls().unique().to_list() if known.get(called(v), v) != v}
        if swap:
            found = replace(found, rows=found.rows.with_columns(pl.col(column).replace(swap)))
            found = _told(found, column, swap, int(values.is_in(list(swap)).sum()))
    return found


def _told(mapped: Mapped, column: str, swap: Mapping[str, str], rows: int) -> Mapped:
    sheet = mapped.recognised.sheet
    names = ", ".join(sorted(swap))[:120]
    targets = ", ".join(sorted(set(swap.values())))[:120]
    problem = Problem(
        sheet.file, sheet.sheet, None, column, f"{names} in {rows} rows", f"{targets}, by {FILE}", "info", "joined"
    )
    return replace(mapped, problems=(*mapped.problems, problem))


# --- proposals ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What canonical rows say of one kind of thing: those described (id -> name), and how often each id is used elsewhere."""

    described: Mapping[str, str]
    used: Mapping[str, int]
    named: Mapping[str, str] = field(
        default_factory=dict
    )  # what other tables call an id, such as the project of a task


def known_in(frames: Sequence[tuple[str, pl.DataFrame]]) -> dict[str, Known]:
    """Projects and people of canonical rows, given as (table, rows)."""
    found = {}
    for kind, (column, owner) in THINGS.items():
        described, used, named = dict[str, str](), defaultdict[str, int](int), dict[str, str]()
        for table, rows in frames:
            if column not in rows.columns:
                continue
            if table == PLAN_PEOPLE:
                named |= dict(rows.select(column, "name").drop_nulls().iter_rows()) if "name" in rows.columns else {}
            elif table == owner:
                names = rows["name"] if "name" in rows.columns else pl.Series("name", [None] * rows.height, pl.String())
                described |= {i: n or described.get(i, "") for i, n in zip(rows[column], names, strict=True) if i}
            else:
                for value, count in rows[column].drop_nulls().value_counts().iter_rows():
                    used[value] += count
                if f"{kind}_name" in rows.columns:
                    pairs = (
                        rows.select(column, f"{kind}_name")
                        .drop_nulls()
                        .unique(column, keep="first", maintain_order=True)
                    )
                    named |= dict(pairs.iter_rows())
        found[kind] = Known(described, used, named)
    return found


def proposals(known: Mapping[str, Known], crosswalk: Crosswalk) -> list[Proposal]:
    """Names and ids that may be a described project or person, those with most rows first."""
    found = []
    for kind, things in known.items():
        loose = [i for i in things.used if i not in things.described and called(i) not in crosswalk.of(kind)][:_MOST]
        index = _index(kind, things.described)
        for name in loose:
            hits = _for(kind, name, things.used[name], index)
            called_so = things.named.get(name, "")
            more = _for(kind, called_so, things.used[name], index) if called_so and not hits else []
            found += [*hits, *(replace(p, same=name) for p in more)]
        found += _twins(kind, things)
    open_ = [p for p in found if not crosswalk.refuses(p.kind, p.same, p.id)]
    return sorted(open_, key=lambda p: (-p.rows, p.kind, p.same, p.id))


Index = Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]


def _index(kind: str, described: Mapping[str, str]) -> Index:
    """Evidence -> what is compared -> the ids that have it, with the text it was taken from."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for thing, name in described.items():
        for evidence, keys in _keys(kind, thing, name).items():
            for key in keys:
                if key and all(i != thing for i, _ in found[evidence][key]):
                    found[evidence][key].append((thing, name or thing))
    return {e: {k: tuple(v) for k, v in keys.items()} for e, keys in found.items()}


def _keys(kind: str, thing: str, name: str) -> dict[str, set[str]]:
    """What a described thing may be known by elsewhere."""
    words = _words(name)
    keys = {"same name": {plain(name)}, "id but for its marks": {_bare(thing)}}
    if kind == "person":
        keys["order of names"] = {" ".join(sorted(words))} if len(words) >= 2 else set()
        keys["e-mail address"] = _locals(words) | ({_local(thing)} if "@" in thing else set())
        if "@" in thing:  # the roster knows people by address, the others by name
            keys["order of names"] |= {" ".join(sorted(re.findall(r"[^\W\d_]+", _local(thing))))}
    return keys


def _for(kind: str, name: str, rows: int, index: Index) -> list[Proposal]:
    """The proposals for one loose name: the strongest evidence that fits, each candidate naming the others."""
    words = _words(name.split("@")[0])
    asked = {
        "same name": plain(name), "e-mail address": _local(name) if "@" in name else "",
        "order of names": " ".join(sorted(words)) if len(words) >= 2 else "", "id but for its marks": _bare(name),
    }  # fmt: skip
    for evidence, key in asked.items():
        hits = index.get(evidence, {}).get(key, ()) if key else ()
        if hits:
            return [
                Proposal(kind, name, i, evidence, shown, rows, tuple(o for o, _ in hits if o != i))
                for i, shown in hits[:5]
            ]
    return []


def _twins(kind: str, things: Known) -> Iterable[Proposal]:
    """Described twice: two ids with one name."""
    by_name = defaultdict[str, list[str]](list)
    for thing, name in things.described.items():
        if name and plain(name) != plain(thing):
            by_name[plain(name)].append(thing)
    for ids in by_name.values():
        if 2 <= len(ids) <= 5:
            first, *others = sorted(ids, key=lambda i: (-things.used.get(i, 0), i))
            for other in others:
                name = things.described[other]
                yield Proposal(kind, other, first, "same name", name, things.used.get(other, 0))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain(name))


def _local(address: str) -> str:
    """The part of an address before the @, without marks and digits."""
    return "".join(re.findall(r"[^\W\d_]+", plain(address.split("@")[0])))


def _locals(words: Sequence[str]) -> set[str]:
    """What the address of a person of this name may begin with."""
    if len(words) < 2:
        return set()
    first, last = words[0], words[-1]
    return {first + last, last + first, first[0] + last, last + first[0], first + last[0], "".join(words)}


def _bare(thing: str) -> str:
    """An id without marks, case and leading zeros: P-001 and p1 are the same; numbers alone are too common to tell."""
    parts = re.findall(r"[a-z]+|\d+", plain(thing))
    bare = "".join(p.lstrip("0") or "0" if p.isdigit() else p for p in parts)
    return bare if any(p.isalpha() for p in parts) and any(p.isdigit() for p in parts) and len(bare) < 40 else ""


def refused_text(proposal: Proposal, reason: str) -> str:
    """One entry under [[refused]]."""
    values = (("kind", proposal.kind), ("id", proposal.id), ("same", proposal.same), ("reason", reason))
    return "\n[[refused]]\n" + "".join(f"{key} = {quoted(value)}\n" for key, value in values)


def entry_text(kind: str, target: str, names: Sequence[str], reason: str) -> str:
    """One entry of crosswalk.toml."""
    same = ", ".join(map(quoted, names))
    return f"\n[[{kind}]]\nid = {quoted(target)}\nsame = [{same}]\nreason = {quoted(reason)}\n"
