"""Headers that nearly say a column: a letter too many, too few or wrong in a long word."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from pmo_metrics.ingest.folding import key, words
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.headers import FALSE_FRIENDS, vocabulary

_LONG = 7  # letters: in shorter words one other letter often makes another word
_ALIKE = 0.87  # difflib's share of common letters: one wrong letter in eight


@lru_cache(maxsize=5_000)
def corrected(header: str, table: str) -> str | None:
    """The header with its long unknown words as this table spells them; None where none is unknown, or not all are like one."""
    bare, _ = without_unit(header)
    known, said = vocabulary(table), words(bare)
    if len(bare) > 120 or all(word in known for word in said) or key(bare) in FALSE_FRIENDS:
        return None
    near = [word if word in known else _nearest(word, known) for word in said]
    return " ".join(near) if all(near) else None


def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < _LONG or not word.isalpha():
        return ""
    return next(iter(get_close_matches(word, [k for k in known if len(k) >= _LONG], 1, _ALIKE)), "")
