"""The project's own template workbook: one sheet per table, made from the table declarations, in English or Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pmo_metrics.errors import BadRequest
from pmo_metrics.tables import (
    BENEFIT_KINDS,
    BOOKINGS,
    COST_KINDS,
    DEPENDENCY_STATUSES,
    LINK_TYPES,
    MILESTONE_STATUSES,
    RAGS,
    RATE_KINDS,
    REGISTER_KINDS,
    REGISTER_STATUSES,
    RISK_KINDS,
    RISK_STATUSES,
    STATUSES,
    TABLES,
    TASK_STATUSES,
    WORK_TYPES,
    Column,
    Table,
)

LANGUAGES = ("en", "zh")
# What nobody fills in by hand: working calendars come from the `holidays` package, tasks from the tools that plan them.
NOT_IN_TEMPLATE = ("calendar_day", "task", "task_link")
# What the first cell of a row that is no data starts with, in either language.
EXAMPLE_MARKS = ("EXAMPLE", "示例")

_ROWS = 5_000  # rows that get drop-downs and formats
_REQUIRED = PatternFill("solid", start_color="C6E0B4", end_color="C6E0B4")
_OPTIONAL = PatternFill("solid", start_color="E7E6E6", end_color="E7E6E6")
_EXAMPLE = Font(italic=True, color="808080")
_FORMATS = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "share": "0%", "money": "#,##0.00", "hours": "0.0#", "id": "@"}
_KINDS = {
    STATUSES: "status",
    RAGS: "rag",
    MILESTONE_STATUSES: "milestone_status",
    TASK_STATUSES: "task_status",
    RISK_STATUSES: "risk_status",
    RISK_KINDS: "risk_kind",
    COST_KINDS: "cost_kind",
    WORK_TYPES: "work_type",
    BOOKINGS: "booking",
    RATE_KINDS: "rate_kind",
    REGISTER_KINDS: "register_kind",
    REGISTER_STATUSES: "register_status",
    DEPENDENCY_STATUSES: "dependency_status",
    BENEFIT_KINDS: "benefit_kind",
    LINK_TYPES: "link_type",
}
_EXAMPLES: Mapping[str, object] = {
    "date": date(2025, 3, 31),
    "month": date(2025, 3, 1),
    "money": Decimal(100000),
    "share": Decimal("0.4"),
    "number": Decimal(1),
    "step": Decimal(4),
    "hours": Decimal(40),
    "currency": "EUR",
}


@cache
def choice_words() -> Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
    """Per kind of choice: canonical value -> language -> words, the word to show first (from sources/choices.toml)."""
    raw = tomllib.loads((files("pmo_metrics") / "sources" / "choices.toml").read_text("utf-8"))
    return {
        kind: {value: {language: tuple(words[language]) for language in LANGUAGES} for value, words in values.items()}
        for kind, values in raw.items()
    }


def words_of(column: Column, language: str) -> tuple[str, ...]:
    """The display words of a choice or flag column in a language; () for other columns."""
    if column.kind == "flag":
        return tuple(words[language][0] for words in choice_words()["flag"].values())
    if not column.choices:
        return ()
    kind = choice_words()[_KINDS[column.choices]]
    return tuple(kind[value][language][0] for value in column.choices)


def write_template(target: Path | str | IO[bytes], language: str = "en") -> None:
    """Write the template workbook to a path or a binary stream. BadRequest for a language that there is none in."""
    if language not in LANGUAGES:
        raise BadRequest(f"There is no template in {language!r}; there is one in {' and '.join(LANGUAGES)}.")
    words = tomllib.loads((files("pmo_metrics") / "template.toml").read_text("utf-8"))
    text = {**words[language], "examples": words["examples"]}
    book = Workbook()
    _write_readme(book.worksheets[0], text)
    for table in TABLES.values():
        if table.name not in NOT_IN_TEMPLATE:
            _write_table(book, table, language, text)
    book.save(str(target) if isinstance(target, Path) else target)


def _write_readme(sheet: Worksheet, text: Mapping[str, Any]) -> None:
    sheet.title = text["readme_title"]
    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(text["readme"], start=1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number == 1:
            cell.font = Font(bold=True, size=14)


def _write_table(book: Workbook, table: Table, language: str, text: Mapping[str, Any]) -> None:
    """One sheet: header with comments, the example row, formats and drop-downs."""
    sheet = book.create_sheet(table.label_zh if language == "zh" else table.label)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(table.columns, start=1):
        needed = column.name in table.needs
        _write_header(sheet, number, column, needed, language, text)
        example = sheet.cell(2, number, _example(column, number, language, text))
        example.font = _EXAMPLE
        style = _FORMATS.get(column.kind)
        if style:
            example.number_format = style
            sheet.column_dimensions[get_column_letter(number)].number_format = style
        _add_choices(sheet, number, words_of(column, language))


def _write_header(
    sheet: Worksheet, number: int, column: Column, needed: bool, language: str, text: Mapping[str, Any]
) -> None:
    label = column.label_zh if language == "zh" else column.label
    cell = sheet.cell(1, number, label)
    cell.font = Font(bold=True)
    cell.fill = _REQUIRED if needed else _OPTIONAL
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    lines = [text["required"]] if needed else []
    if column.help:
        lines.append(text["help"].get(column.help, column.help))
    lines.append(text["kinds"][column.kind])
    words = words_of(column, language)
    if words:
        lines.append(text["choices"].format(words=", ".join(words)))
    cell.comment = Comment("\n".join(lines), "pmo-metrics", height=40 + 20 * len(lines), width=260)
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in label)
    sheet.column_dimensions[get_column_letter(number)].width = min(max(wide + 4, 14), 30)


def _example(column: Column, number: int, language: str, text: Mapping[str, Any]) -> object:
    """What the example row shows; its first cell carries the mark that keeps the row from loading."""
    if number == 1:
        return text["example"] + (" EUR" if column.kind == "currency" else " 001")
    words = words_of(column, language)
    if words:
        return words[0]
    return text["examples"].get(column.name, _EXAMPLES.get(column.kind)) or None


def _add_choices(sheet: Worksheet, number: int, words: tuple[str, ...]) -> None:
    """A drop-down that proposes the words but lets other words pass: the tools' own are understood too."""
    if not words:
        return
    validation = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(number)
    validation.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(validation)
