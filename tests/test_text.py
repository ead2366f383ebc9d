"""The strings of both languages: the same keys, the same placeholders, and every key that the code asks for."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from conftest import ROOT

from pmo_metrics.chart import LEVELS
from pmo_metrics.metrics import METRICS, THEMES
from pmo_metrics.tables import TABLES
from pmo_metrics.text import strings, t
from pmo_metrics.text.numbers import compact, day, month, show
from pmo_metrics.ui.columns import CODED, KINDS

EN, ZH = strings("en"), strings("zh")
SOURCES = [*(ROOT / "pmo_metrics" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(EN) == set(ZH)


@pytest.mark.parametrize("key", sorted(EN))
def test_both_languages_fill_the_same_placeholders(key: str) -> None:
    assert placeholders(EN[key]) == placeholders(ZH[key])


def test_every_key_that_the_code_names_exists() -> None:
    asked = {
        key
        for path in SOURCES
        for key in re.findall(r"\"((?:[a-z_]+)\.(?:[a-z_0-9]+))\"", path.read_text("utf-8"))
        if key.split(".")[0] in {k.split(".")[0] for k in EN}
    }
    assert asked
    assert asked <= set(EN)


def test_every_key_is_used_or_is_the_word_of_a_code() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCES)
    sections = set(re.findall(r"f[\"']([a-z_]+)\.\{", code)) | {"column", "chart"}
    sections |= set(re.findall(r"words\.switch\(.*\"([a-z_]+)\"\)", code))  # the words of its codes
    coded = {
        "state",
        "status",
        "rag",
        "kind",
        "severity",
        "table",
        "action",
        "as_of_basis",
        "reason",
        "computed",
        "step",
        "fact",  # of pmo_metrics/analysis/changes.py
    } | set(CODED)
    unused = [k for k in EN if k not in code and k.split(".")[0] not in sections | coded]
    assert not unused


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kinds_of_columns_are_known(name: str) -> None:
    assert KINDS[name] in {"money", "days", "count", "hours", "share", "number", "status", "date", "month"}


def test_every_code_has_its_word() -> None:
    wanted = {f"rag.{level}" for level in LEVELS} | {f"theme.{x}" for x in THEMES} | {f"table.{x}" for x in TABLES}
    wanted |= {f"reason.{m.null_reason}" for m in METRICS.values() if m.null_reason}
    wanted |= {f"unit.{m.unit}" for m in METRICS.values()} | {f"good.{m.good}" for m in METRICS.values()}
    wanted |= {f"page.{p.stem.partition('_')[2]}" for p in (ROOT / "pages").glob("[0-9]*.py")}
    assert wanted <= set(EN)


def test_a_missing_key_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        t("no.such_key")


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (1_200_000, "money", "1.2 M EUR", "120 万 EUR"),
        (120_000_000, "money", "120 M EUR", "1.2 亿 EUR"),
        (-2_500, "money", "−2.5 K EUR", "−2,500 EUR"),
        (999_999, "money", "1 M EUR", "100 万 EUR"),
        (0, "money", "0 EUR", "0 EUR"),
        (0.0755, "share", "7.5 %", "7.5 %"),
        (1.41, "share", "141 %", "141 %"),
        (0.935, "index", "0.94", "0.94"),
        (12, "days", "12 d", "12 天"),
        (1234.5, "hours", "1,234 h", "1,234 小时"),
        (None, "money", "–", "–"),
    ],
)
def test_numbers_read_as_each_language_writes_them(value: float | None, unit: str, en: str, zh: str) -> None:
    assert (show(value, unit, "en", "EUR"), show(value, unit, "zh", "EUR")) == (en, zh)


def test_signed_numbers_use_a_real_minus() -> None:
    assert show(5, "days", signed=True) == "+5 d"
    assert show(-5, "days", signed=True) == "−5 d"
    assert compact(0.0) == "0"


def test_dates_read_as_each_language_writes_them() -> None:
    from datetime import date

    assert (day(date(2026, 6, 30)), day(date(2026, 6, 30), "zh")) == ("30 Jun 2026", "2026-06-30")
    assert (month(date(2026, 6, 1)), month(date(2026, 6, 1), "zh")) == ("Jun 2026", "2026-06")
    assert day(None) == "–"
