"""Where a metric is shown is read from the pages, and every threshold says where it comes from."""

from __future__ import annotations

from dataclasses import fields

import pytest

from pmo_metrics.evaluate import catalogue
from pmo_metrics.settings import Settings, provenance
from pmo_metrics.usage import where_used


def test_a_tile_a_call_behind_another_and_an_id_in_a_variable_are_found() -> None:
    found = where_used()
    assert "cost" in found["variance_at_completion_pct"]  # a tile of the page itself
    assert "cost" in found["margin_rate"]  # behind cost.earnings
    assert "overview" in found["milestones_overdue"]  # an id that overview.cards loops over


def test_the_name_of_a_column_is_not_taken_for_a_metric() -> None:
    assert "data" not in where_used().get("budget", ())


def test_only_metrics_and_pages_that_exist_are_named() -> None:
    assert set(where_used()) <= set(catalogue())
    assert "metrics" not in {page for pages in where_used().values() for page in pages}


def test_every_setting_says_what_it_is() -> None:
    assert {f.name for f in fields(Settings)} == set(provenance())
    assert all(len(words) > 20 for words in provenance().values())


@pytest.mark.parametrize("metric", catalogue().values(), ids=catalogue().keys())
def test_thresholds_are_settings(metric) -> None:  # type: ignore[no-untyped-def]
    assert set(metric.thresholds) <= set(provenance())
