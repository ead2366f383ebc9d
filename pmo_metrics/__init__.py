"""pmo-metrics: a portfolio dashboard for project management offices, as a library.

import pmo_metrics
store = pmo_metrics.open_store("data")
pmo_metrics.load(store, pmo_metrics.read_files(["exports/"]))
pmo_metrics.evaluate(store.snapshot(), "cpi", by=["portfolio"])
"""

__version__ = "0.1.0"  # part of every release, so it stands before the imports that use it

from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import load, rebuild
from pmo_metrics.store import open_store

__all__ = ["Scope", "__version__", "evaluate", "load", "open_store", "read_files", "rebuild", "rows"]
