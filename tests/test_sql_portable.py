"""Views, marts and metrics keep to SQL that more than one engine understands."""

from __future__ import annotations

import logging
import re

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from pmo_metrics.derive import definitions
from pmo_metrics.evaluate import EVERYTHING, catalogue, to_sql

STATEMENTS = {name: sql for name, (_, sql) in definitions().items()} | {
    f"metric {m.id}": to_sql(m, ("portfolio",), EVERYTHING, has_as_of=True)[0] for m in catalogue().values()
}
ALL = pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS.keys())

# Passed through unchanged though other engines lack them, or translated into something else without a word.
FORBIDDEN = re.compile(
    r"\b(QUALIFY|PIVOT|UNPIVOT|ASOF|SEMI|ANTI|GROUP\s+BY\s+ALL|ORDER\s+BY\s+ALL|generate_series|range|arg_max|arg_min"
    r"|max_by|min_by|percentile_cont|percentile_disc|quantile_cont|FILTER|USING|POSITIONAL|struct_pack|list_agg|unnest"
    r"|EXCLUDE|COLUMNS|strftime|epoch)\b|::|\[|=>",
    re.IGNORECASE,
)


def _code(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)


@ALL
def test_it_translates_to_spark(sql: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="sqlglot"):
        (spark,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    assert not caplog.records, caplog.text
    sqlglot.parse_one(spark, read="spark")


@ALL
def test_it_uses_nothing_that_is_not_portable(sql: str) -> None:
    found = FORBIDDEN.search(_code(sql))
    assert found is None, found


@ALL
def test_every_division_guards_its_divisor(sql: str) -> None:
    for division in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Div):
        divisor = division.expression.unnest()
        if isinstance(divisor, exp.Cast):
            divisor = divisor.this
        guarded = isinstance(divisor, exp.Nullif | exp.Literal) or _above_zero(division)
        assert guarded, division.sql("duckdb")


def _above_zero(division: exp.Div) -> bool:
    """Whether the division stands in a CASE branch that is reached only where what it divides by is above zero."""
    branch = division.find_ancestor(exp.If)
    if branch is None:
        return False
    positive = {c.this.sql() for c in branch.this.find_all(exp.GT) if c.expression.sql() == "0"}
    return {c.sql() for c in division.expression.find_all(exp.Column)} <= positive


@pytest.mark.parametrize("name", list(definitions()))
def test_its_first_line_says_what_one_row_is(name: str) -> None:
    assert definitions()[name][1].startswith("-- one row: ")
