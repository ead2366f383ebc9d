"""Which header of a sheet stands for which column: the one that names it best."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.sources import Source, all_sources
from pmo_metrics.tables import TABLES


@cache
def _own_names(source: str) -> Mapping[frozenset[str], tuple[str, float]]:
    declared = all_sources()[source].headers
    return {
        key(without_unit(n)[0]): (column, 1.0 - 0.001 * place)
        for column, names in declared.items()
        for place, n in enumerate(names)
    }


@lru_cache(maxsize=20_000)
def _own(source: str, header: str) -> tuple[str, float] | None:
    """The column that only this source calls so, with a weight by its place in the list: the best name comes first."""
    return _own_names(source).get(key(without_unit(header)[0]))


# Milestone status beside Status is that of the milestone.
_ENTITY_BONUS = 0.12
_ENTITIES = {
    "project": ("project", "projekt", "projet", "proyecto", "progetto", "projeto", "projecto", "vorhaben", "operation", "operacion", "operazione", "项目"), "milestone": ("milestone", "里程碑"), "risk": ("risk", "风险"), "task": ("task", "任务"), "cost": ("cost", "成本"),
    "benefit": ("benefit", "收益"), "lesson": ("lesson", "教训"), "dependency": ("dependency", "依赖"), "register": ("issue", "action", "decision", "change"),
}  # fmt: skip


# Projected completion beside a bare completion date, which may be the first plan, or the fact.
_EXPECTED = key("projected forecast estimated expected revised anticipated")

_DESCRIBES = key(
    "description descripcion descricao descrizione beschreibung opis popis omschrijving описание 描述 説明 설명 detail"
)
# The revised budget beside a bare one is what is approved now.
_REVISED = key("revised amended adjusted updated revise revisado rivisto aggiornato")


@lru_cache(maxsize=20_000)
def _says_entity(header: str, table: str) -> bool:
    """Whether a header of more than one word names what each row is."""
    said = key(header)
    names = _ENTITIES.get(table, ())
    if any(e in said or (not e.isascii() and e in header) for e in names):
        return len(header) > 2 and (len(said) > 1 or not header.isascii())
    return any(word.startswith(e) and len(word) > len(e) + 2 for e in names for word in said)  # Projektname


def assign(source: Source, headers: tuple[str, ...], taken: set[int]) -> tuple[dict[str, int], float]:
    """Each column to the header that names it best; a header stands for one column only."""
    name = _names()[id(source)]
    offers = [
        (value, i, column)
        for i, header in enumerate(headers)
        if header and i not in taken
        for value, column in _offers(name, header)
    ]
    columns: dict[str, int] = {}
    weight = 0.0
    for value, i, column in sorted(offers, key=lambda o: (-o[0], o[1])):
        if column not in columns and i not in columns.values():
            columns[column] = i
            weight += value
    return columns, weight


@cache
def _names() -> Mapping[int, str]:
    return {id(source): name for name, source in all_sources().items()}


@cache
def _ignored(name: str) -> frozenset[frozenset[str]]:
    return frozenset(map(key, all_sources()[name].ignores))


@lru_cache(maxsize=20_000)
def names_something(header: str) -> bool:
    """Whether a text is a header of any column of any layout."""
    return any(matches(header, table) for table in TABLES) or any(_own(name, header) for name in all_sources())


@lru_cache(maxsize=100_000)
def _offers(name: str, header: str) -> tuple[tuple[float, str], ...]:
    """The columns that a header may stand for in a layout, each with how well it names it."""
    table = all_sources()[name].table
    own = _own(name, header)
    meant = [(own[1], own[0])] if own else [(m.weight, m.column) for m in matches(header, table)]
    if not meant or key(without_unit(header)[0]) in _ignored(name):
        return ()
    more = _ENTITY_BONUS if _says_entity(header, table) else 0.0
    more += 0.2 if key(header) & _EXPECTED and "finish" in {c for _, c in meant} else 0.0
    if key(header) <= _DESCRIBES:
        meant = [(w / 2, c) if c == "name" else (w, c) for w, c in meant]  # a name of its own goes before it
    now = 0.5 if key(header) & _REVISED or (table == "timesheet" and "net" in key(header)) else 0.0  # less the breaks
    return tuple((w + now if kind_of(table, c) in ("money", "number", "hours") else w + more, c) for w, c in meant)
