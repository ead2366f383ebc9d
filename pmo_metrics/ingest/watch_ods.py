"""The parts of an OpenDocument spreadsheet (.ods): its tables, and whether it is encrypted."""

from __future__ import annotations

from pmo_metrics.ingest.watch import PROTECTED, SheetFacts, Suspicious, Tally, Watch, check_box, number


class OdsWatch(Watch):
    """The tables of an OpenDocument spreadsheet, where one element may stand for millions of cells."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.facts = SheetFacts()
        self.row = self.column = self.row_repeat = self.cell_repeat = self.row_values = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.facts = SheetFacts(_local(attributes, "name"))
            self.tally.facts.sheets.append(self.facts)
            self.row = 0
            if len(self.tally.facts.sheets) > self.tally.limits.sheets:
                raise Suspicious(f"has more than {self.tally.limits.sheets} sheets. Split the workbook.")
        elif tag == "table-row":
            self.row_repeat = number(_local(attributes, "number-rows-repeated") or "1")
            self.column = self.row_values = 0
        elif tag in ("table-cell", "covered-table-cell"):
            repeat = number(_local(attributes, "number-columns-repeated") or "1")
            self.column += repeat
            if _local(attributes, "value-type"):
                self._value(repeat)

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.row_repeat
            if self.row_values:
                self.facts.rows = self.row
                self.tally.cells += self.row_values * self.row_repeat
                check_box(self.facts, self.tally.limits)

    def _value(self, repeat: int) -> None:
        self.row_values += repeat
        first = self.column - repeat + 1
        self.facts.first_column = min(self.facts.first_column or first, first)
        self.facts.columns = max(self.facts.columns, self.column)


class ManifestWatch(Watch):
    """The list of parts of an OpenDocument file, which tells whether they are encrypted."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "encryption-data":
            raise Suspicious(PROTECTED)


def _local(attributes: dict[str, str], name: str) -> str:
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")
