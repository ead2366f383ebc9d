"""Headers of other languages put into the English words that the lists of names are written in, compounds taken apart."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pmo_metrics import sources
from pmo_metrics.ingest.folding import words

_SHORTEST, _LONGEST = 3, 30  # letters of a part of a compound, and of a compound
_JOINTS = ("", "s", "es", "n")  # Bewilligung-s-betrag
_READINGS = 24  # of one header, where words have several meanings

Meanings = tuple[tuple[str, ...], ...]


@cache
def glossary() -> Mapping[str, Meanings]:
    """Each foreign word with its meanings, each some English words."""
    declared = tomllib.loads(Path(sources.__file__).with_name("glossary.toml").read_text("utf-8"))["words"]
    found: dict[str, Meanings] = {}
    for meant, spellings in declared.items():
        meanings = tuple(words(m) for m in meant.split("|")) if meant else ((),)
        for spelling in spellings:
            (word,) = words(spelling)
            found[word] = (*found.get(word, ()), *(m for m in meanings if m not in found.get(word, ())))
    return MappingProxyType(found)


def readings(header: frozenset[str], known: frozenset[str]) -> list[frozenset[str]]:
    """What a header may say in English, the likeliest first; empty where a word is neither foreign nor one of the English `known`."""
    options: list[Meanings] = []
    for word in sorted(header):
        meanings = _meanings(word, known)
        if not meanings:
            return []
        options.append(meanings)
    found = (frozenset(itertools.chain.from_iterable(c)) for c in itertools.product(*options))
    return [f for f in itertools.islice(found, _READINGS) if f and f != header]


@lru_cache(maxsize=20_000)
def _meanings(word: str, known: frozenset[str]) -> Meanings:
    itself = ((word,),) if word in known else ()
    if word in glossary():
        return glossary()[word] + itself
    shortest = 1 if word[0] >= "\u3040" else _SHORTEST
    if len(word) > _LONGEST or len(word) < 2 * shortest:
        return itself
    return next(_parted(word, shortest, known), ()) + itself


def _parted(word: str, shortest: int, known: frozenset[str]) -> Iterator[Meanings]:
    """The meanings of a compound by its longest known first part and the rest, foreign parts before English ones."""
    ends = range(len(word) - shortest, shortest - 1, -1)
    parts = [(end, glossary()[word[:end]]) for end in ends if word[:end] in glossary()]
    parts += [(end, ((word[:end],),)) for end in ends if end > _SHORTEST and word[:end] in known]
    for end, first in parts:
        for joint in _JOINTS if shortest > 1 else ("",):
            rest = word[end + len(joint) :]
            if word[end:].startswith(joint) and len(rest) >= shortest and (others := _meanings(rest, known)):
                yield tuple(a + b for a in first for b in others)
