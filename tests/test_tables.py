"""The canonical tables keep their promises, and so does what is derived from them."""

from __future__ import annotations

import pytest
from conftest import ROOT

from pmo_metrics.cli import _parser
from pmo_metrics.store import Store
from pmo_metrics.tables import PROVENANCE, TABLES

MONEY = {c.name for t in TABLES.values() for c in t.columns if c.kind == "money"} | {
    "bac",
    "pv",
    "ev",
    "ac",
    "emv",
    "risk_exposure",
}


def test_money_is_never_a_binary_float(sample_store: Store) -> None:
    columns = sample_store.snapshot().run(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database()"
    )
    money = columns.filter(columns["column_name"].is_in(sorted(MONEY)))
    assert money.height > 30
    assert money.filter(~money["data_type"].str.starts_with("DECIMAL")).rows() == []


def test_every_canonical_row_says_where_it_came_from(sample_store: Store) -> None:
    snapshot = sample_store.snapshot()
    for table in TABLES:
        missing = snapshot.run(
            f"SELECT count(*) AS n FROM {table} WHERE source <> 'holidays' AND (file IS NULL OR \"row\" IS NULL OR load_id IS NULL)"
        )
        assert missing.item() == 0, table


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_and_needs_are_columns_and_names_are_free_for_provenance(table) -> None:  # type: ignore[no-untyped-def]
    assert {*table.key, *table.needs} <= set(table.names)
    assert not set(table.names) & {name for name, _ in PROVENANCE}
    assert len(set(table.names)) == len(table.names)
    assert ("as_of" in table.names) is (table.kind == "state")


def test_the_server_listens_on_this_machine_only_unless_told_otherwise() -> None:
    for command in ("serve", "demo"):
        assert _parser().parse_args([command]).address == "127.0.0.1"
    assert 'address = "127.0.0.1"' in (ROOT / ".streamlit" / "config.toml").read_text()
