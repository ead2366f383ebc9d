"""Totals that a sheet states, compared with the rows they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

_CENT = Decimal("0.05")
_SECTIONS = 9  # totals and headers back that a grand total may reach


@dataclass(frozen=True)
class Difference:
    """A stated total that no group of rows above or below it adds up to; `slight` where rounding can be the reason."""

    row: int
    stated: Decimal
    summed: Decimal
    slight: bool


def differences(
    rows: Sequence[int], values: Sequence[Decimal | None], stated: Mapping[int, Decimal], opened: Sequence[int] = ()
) -> list[Difference]:
    """Each total compared with its section and those before it, with all rows above it, and with all rows of the table.

    `opened` are the rows, such as repeated headers, with which a section may begin.
    """
    found: list[Difference] = []
    amounts = {row: value for row, value in zip(rows, values, strict=True) if value is not None}
    places = sorted(stated)
    everything = sum(amounts.values(), Decimal(0))
    unit = max((_last_digit(v) for v in amounts.values()), default=Decimal(1))
    for index, row in enumerate(places):
        before = places[index - 1] if index else 0
        after = places[index + 1] if index + 1 < len(places) else None
        section = sum((v for r, v in amounts.items() if before < r < row), Decimal(0))
        starts = sorted(r for r in (*places, *opened) if r < row)[-_SECTIONS:]
        several = _since(amounts, starts, row)  # a block of its own, or a grand total over sections
        above = sum((v for r, v in amounts.items() if r < row), Decimal(0))
        below = sum((v for r, v in amounts.items() if r > row and (after is None or r < after)), Decimal(0))
        candidates = (section, above, everything, below)
        value = stated[row]
        if any(abs(value - c) <= _CENT for c in (*candidates, *several)):
            continue
        nearest = min(candidates if section else candidates[1:], key=lambda c: abs(value - c))
        gap = abs(value - nearest)
        slight = gap <= max(unit * len(amounts), _last_digit(value)) / 2 and gap <= abs(nearest) / 1000
        found.append(Difference(row, value, nearest, slight))
    return found


def _since(amounts: Mapping[int, Decimal], starts: Sequence[int], row: int) -> list[Decimal]:
    """The sum of the rows from each of these rows on, up to a row."""
    return [sum((v for r, v in amounts.items() if start < r < row), Decimal(0)) for start in starts]


def _last_digit(value: Decimal) -> Decimal:
    """The worth of the last digit that is not a zero after the point."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
