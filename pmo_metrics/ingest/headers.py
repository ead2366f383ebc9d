"""Which canonical columns a header can stand for.

Two headers are the same when the same words remain after folding (folding.py), units in brackets or at the end taken off
(header_units.py), in English or by the words of other languages (glossary.py).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pmo_metrics import sources
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.glossary import readings
from pmo_metrics.ingest.header_units import BRACKETS, without_unit
from pmo_metrics.tables import TABLES

# Words that a header may carry without meaning more, by the kind of the column and by the table.
_BY_KIND = {
    "date": ("date", "datum", "data", "fecha", "dato"), "text": ("name",), "money": ("amount",), "share": ("percent",),
    "month": ("date",),
}  # fmt: skip
_BY_TABLE = {
    "project": (
        "project", "operation", "vorhaben", "projekt", "projektu", "projekta", "projet", "proyecto", "progetto", "projeto",
        "operacji", "operacion", "operazione", "loperation", "delloperazione", "proiectului", "εργου", "πραξης", "latest", "current",
    ),
    "milestone": ("milestone",), "risk": ("risk",), "person": ("person", "employee"),
}  # fmt: skip
_INCLUSIVE = re.compile(r"[\s_\-,(]+(incl|excl|including|excluding|inc|exc|ex|gross of|net of)(?![A-Za-z]).*$", re.I)
_ZH_BY_TABLE = {"project": "项目", "milestone": "里程碑", "risk": "风险", "person": "人员"}


@dataclass(frozen=True)
class Match:
    """A header read as a canonical column; weight 1 is the best name there is, general names weigh less than half."""

    column: str
    weight: float


def _halves(text: str) -> list[str]:
    """The parts of a bilingual header: either side of a dash, slash, bar or line break, and either script."""
    parts = [
        p
        for p in re.split(
            r"\s+[-–—/|]\s+|/\s+|\s+/|\n|(?<=[\u3400-\u9fff])\s*[/|]\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*[/|]\s*(?=[\u3400-\u9fff])",
            text,
        )
        if p.strip()
    ]
    chinese = "".join(re.findall(r"[\u3400-\u9fff]+", text))
    latin = re.sub(r"[\u3400-\u9fff()（）]+", " ", text).strip()
    if chinese and key(latin):
        parts += [chinese, latin]
    return parts if len(parts) > 1 else []


def _variants(words_: frozenset[str], kind: str, table: str) -> list[tuple[frozenset[str], float]]:
    """The key itself, and the key without words that the kind of column or the table implies."""
    spare = [*_BY_KIND.get(kind, ()), *_BY_TABLE.get(table, ())]
    found = [(words_, 0.0)]
    for word in spare:
        found += [(k - {word}, cost + 0.05) for k, cost in found if word in k and len(k) > 1]
    prefix = _ZH_BY_TABLE.get(table, "")
    if prefix and len(words_) == 1:
        word = next(iter(words_))
        if word.startswith(prefix) and len(word) > len(prefix):
            found.append((frozenset({word.removeprefix(prefix)}), 0.05))
    return found


@cache
def _synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in ("headers.toml", "headers_public.toml", "headers_languages.toml", "headers_phrases.toml"):
        declared = tomllib.loads(Path(sources.__file__).with_name(name).read_text("utf-8"))
        for table, columns in declared.items():
            for column, names in columns.items():
                known = found.setdefault(table, {})
                known[column] = (*known.get(column, ()), *names)
    return MappingProxyType(found)


def named(table: str) -> tuple[str, ...]:
    """The columns, extra ones too, that headers of this table may stand for."""
    return tuple(_synonyms().get(table, {}))


@cache
def _index(table: str) -> Mapping[frozenset[str], Mapping[str, float]]:
    """Key to the columns it may stand for, with the weight of that name."""
    index: dict[frozenset[str], dict[str, float]] = {}

    def add(name: str, column: str, weight: float) -> None:
        names = index.setdefault(key(name), {})
        names[column] = max(names.get(column, 0.0), weight)

    for column in TABLES[table].columns:
        for name in (column.label, column.label_zh, column.name):
            add(name, column.name, 1.0)
    for column_name, names in _synonyms()[table].items():
        for place, name in enumerate(names):
            for spelling in _spellings(name.removeprefix("~")):
                weight = (0.45 if name.startswith("~") else 0.98) - 0.001 * place
                add(spelling, column_name, weight)
                if spelling.endswith(
                    "日期"
                ):  # 日期 and 时间 are the same word for a day; the one in the list is the better
                    add(spelling.removesuffix("日期") + "时间", column_name, weight - 0.01)
    return index


def _spellings(name: str) -> list[str]:
    """`{total|overall|} cost` written out: total cost, overall cost, cost."""
    group = re.search(r"\{([^{}]*)\}", name)
    if group is None:
        return [name]
    return [s for word in group[1].split("|") for s in _spellings(name[: group.start()] + word + name[group.end() :])]


@cache
def vocabulary(table: str) -> frozenset[str]:
    """Every word that a header of this table may hold."""
    implied = [*_BY_TABLE.get(table, ()), *(word for spare in _BY_KIND.values() for word in spare)]
    return frozenset(word for names in _index(table) for word in names) | frozenset(implied)


def _kind(table: str, column: str) -> str:
    return next((c.kind for c in TABLES[table].columns if c.name == column), "text")


@lru_cache(maxsize=50_000)
def matches(header: str, table: str) -> tuple[Match, ...]:
    """Every canonical column of the table that this header may stand for, best first."""
    bare, _ = without_unit(header)
    best: dict[str, float] = {}
    if _SOMEBODY.search(plain(bare).replace("_", " ")) or key(bare) in FALSE_FRIENDS:
        return ()
    short = _INCLUSIVE.sub("", bare)
    parts = {h: _look_up(key(h), table) for h in _halves(bare)}
    halves = [found for found in parts.values() if found]
    if any(not found and _means_elsewhere(h) for h, found in parts.items()) or any(
        not one.keys() & other.keys() for one in halves for other in halves
    ):
        halves = []  # two languages say the same twice; Start / End says two things
    for text, cost in [(bare, 0.0), (short, 0.05)]:
        for column, weight in _look_up(key(text), table).items():
            best[column] = max(best.get(column, 0.0), weight - cost)
    for half in [*halves, _said_twice(header, table)]:
        for column, weight in half.items():
            best[column] = max(best.get(column, 0.0), weight - 0.1)
    if (
        not best
    ):  # Project Name (Beneficiary): what stands in brackets may make another amount or date, not another name
        open_ = {
            c: w for c, w in _look_up(key(BRACKETS.sub(" ", bare)), table).items() if _kind(table, c) in ("text", "id")
        }
        best = {c: w - 0.15 for c, w in open_.items()}
    if not best:  # Ende des Vor-habens: hyphens that a narrow column has left in its header
        whole = re.sub(r"(?<=[a-zäöüß])-\s?(?=[a-zäöüß])", "", bare)
        best = {c: w - 0.15 for c, w in _look_up(key(whole), table).items()} if whole != bare else {}
    return tuple(Match(c, w) for c, w in sorted(best.items(), key=lambda m: (-m[1], m[0])))


@lru_cache(maxsize=20_000)
def _means_elsewhere(text: str) -> bool:
    """Whether a text is a header of some table: Project - Start Date is no project."""
    return any(_look_up(key(text), table) for table in TABLES)


def _said_twice(header: str, table: str) -> dict[str, float]:
    """What both parts of a header mean that a wide gap divides, as cells of two languages are exported."""
    parts = [p for p in re.split(r"\s{3,}", header.strip()) if p]
    if len(parts) != 2:
        return {}
    one, two = (_look_up(key(without_unit(p)[0]), table) for p in parts)
    return {c: min(one[c], two[c]) for c in one.keys() & two.keys()}


# Who did it, which without its "by" would be read as when: Completed By.
_SOMEBODY = re.compile(
    r"\b(created|completed|modified|updated|closed|resolved|opened|changed|started|finished|raised|logged|reported|submitted|recorded|requested|budget) by$"
)


# Current project and address in Spanish: neither an actual cost nor a directorate.
FALSE_FRIENDS = frozenset(key(t) for t in ("proyecto actual", "projeto actual", "direccion", "direccion proyecto"))


def _look_up(words_: frozenset[str], table: str) -> dict[str, float]:
    """The columns that these words name, as the lists have them or else put into English."""
    if found := _listed(words_, table):
        return found
    for place, reading in enumerate(readings(words_, _english(table))):
        for column, weight in _listed(reading, table).items():
            found[column] = max(found.get(column, 0.0), weight - 0.06 - 0.02 * min(place, 5))
    return found


# What "actual" is in Spanish and Portuguese is what is current, and the other way round: no word of a header in English.
@cache
def _english(table: str) -> frozenset[str]:
    return frozenset(w for w in vocabulary(table) if w.isascii()) - {"actual"}


def _listed(words_: frozenset[str], table: str) -> dict[str, float]:
    index, found = _index(table), dict[str, float]()
    prefixed = any(w.startswith(_ZH_BY_TABLE.get(table, "\0")) for w in words_)
    if not words_ or (not prefixed and not words_ <= vocabulary(table)):
        return found  # most cells of a sheet end here: they are data, not headers
    for kind in ("", *_BY_KIND):
        for variant, cost in _variants(words_, kind, table):
            for column, weight in index.get(variant, {}).items():
                if cost == 0 or kind == "" or _kind(table, column) == kind:
                    found[column] = max(found.get(column, 0.0), weight - cost)
    return found
