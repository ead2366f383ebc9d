"""The template is made from the declarations, opens, and reads back as the mapper expects it."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from pmo_metrics import tables
from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.settings import Limits
from pmo_metrics.tables import TABLES, Column
from pmo_metrics.template import EXAMPLE_MARKS, LANGUAGES, NOT_IN_TEMPLATE, choice_words, words_of, write_template

SHEETS = [t for t in TABLES.values() if t.name not in NOT_IN_TEMPLATE]


def template(language: str) -> bytes:
    out = io.BytesIO()
    write_template(out, language)
    return out.getvalue()


def label(column: Column, language: str) -> str:
    return column.label_zh if language == "zh" else column.label


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sheet_a_table_with_exact_labels(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    titles = [t.label_zh if language == "zh" else t.label for t in SHEETS]
    assert book.sheetnames[1:] == titles
    for table, sheet in zip(SHEETS, book.worksheets[1:], strict=True):
        assert [c.value for c in sheet[1]] == [label(c, language) for c in table.columns]
        assert sheet.freeze_panes == "B2"
        assert all(c.comment and c.comment.text for c in sheet[1])
        filled = {
            c.name for c, cell in zip(table.columns, sheet[1], strict=True) if cell.fill.start_color.rgb == "00C6E0B4"
        }
        assert filled == set(table.needs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_have_drop_downs_in_words(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    for table, sheet in zip(SHEETS, book.worksheets[1:], strict=True):
        lists = {str(v.sqref).split("2:")[0]: str(v.formula1) for v in sheet.data_validations.dataValidation}
        wanted = {}
        for cell, column in zip(sheet[1], table.columns, strict=True):
            if words_of(column, language):
                wanted[cell.column_letter] = '"' + ",".join(words_of(column, language)) + '"'
        assert lists == wanted
        assert all(len(formula) <= 257 for formula in lists.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_the_template_gives_headers_and_example_rows_only(language: str) -> None:
    readme, *sheets = read_upload(Upload("template.xlsx", template(language)), Limits())
    assert readme.cells.height > 3
    for table, sheet in zip(SHEETS, sheets, strict=True):
        header, example = sheet.cells.drop("row").rows()
        assert list(header) == [label(c, language) for c in table.columns]
        assert str(example[0]).startswith(EXAMPLE_MARKS)
        assert not sheet.problems


def test_chinese_comments_are_chinese() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("zh")))
    for table, sheet in zip(SHEETS, book.worksheets[1:], strict=True):
        for column, cell in zip(table.columns, sheet[1], strict=True):
            assert not column.help or column.help not in cell.comment.text, (table.name, column.name)


def test_another_language_is_refused() -> None:
    with pytest.raises(BadRequest, match="'fr'"):
        write_template(io.BytesIO(), "fr")


def test_a_template_can_be_written_to_a_path(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path)
    assert openpyxl.load_workbook(path).sheetnames[0] == "Read me"


# --- the words for choices --------------------------------------------------------------------------------------------


def folded(word: str) -> str:
    return re.sub(r"[\s\-_/.]+", "", unicodedata.normalize("NFKC", word).casefold())


def test_every_choice_has_words_in_both_languages() -> None:
    words = choice_words()
    for table in TABLES.values():
        for column in table.columns:
            for language in LANGUAGES:
                assert len(words_of(column, language)) == len(column.choices) or column.kind == "flag"
    assert set(words["rag"]) == set(tables.RAGS)
    assert set(words["flag"]) == {"true", "false"}


@pytest.mark.parametrize("kind", choice_words())
def test_no_word_means_two_things(kind: str) -> None:
    meanings: dict[str, str] = {}
    for value, languages in choice_words()[kind].items():
        words = [value, *(w for ws in languages.values() for w in ws)]
        for word in words:
            assert meanings.setdefault(folded(word), value) == value, word
