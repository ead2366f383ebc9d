"""Fixtures that several test modules share: the sample portfolio as a store, and small stores of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.ingest.model import Upload
from pmo_metrics.store import Store, open_store

# The same examples on every machine, however slow: a test depends neither on the clock nor on luck.
settings.register_profile("repository", deadline=None, derandomize=True)
settings.load_profile("repository")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data"
TODAY = date(2026, 7, 3)

PROJECTS = """Project ID,Project name,Portfolio,Project manager,Project status,Currency,Budget,Forecast cost,Actual cost,Overall RAG,Status date
P-1,Bridge,Grid,Ana Ruiz,Active,EUR,1000.00,1200.00,400.00,Amber,2026-05-31
P-2,Tunnel,Grid,Bo Lind,Active,EUR,2000.00,1900.00,900.00,Green,2026-05-31
P-3,Portal,Digital,Ana Ruiz,On hold,EUR,500.50,,100.25,,2026-05-31
"""
PROJECTS_LATER = PROJECTS.replace("2026-05-31", "2026-06-30").replace("1200.00", "1500.00").replace("Amber", "Red")

Loader = Callable[..., LoadReport]


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The sample portfolio, loaded once for all tests that only read."""
    store = open_store(tmp_path_factory.mktemp("sample"))
    load(store, read_files([SAMPLE]), today=TODAY)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store of the test's own."""
    return open_store(tmp_path / "store")


def put(store: Store, **files: str | bytes) -> LoadReport:
    """Load files given as keyword (`projects_csv="…"`: the last underscore becomes the dot) into a store."""
    uploads = [
        Upload(".".join(name.rsplit("_", 1)), text.encode() if isinstance(text, str) else text)
        for name, text in files.items()
    ]
    return load(store, uploads, today=TODAY)
