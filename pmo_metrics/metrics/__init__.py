"""Every metric: one module a metric, one folder a theme. The file name is the id; nothing is registered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from pmo_metrics.errors import BadDefinition
from pmo_metrics.metric import Metric

THEMES = (
    "portfolio",
    "schedule",
    "cost",
    "value",
    "risk",
    "control",
    "people",
    "practice",
)  # in the order that a reader meets them


def _walk() -> Mapping[str, Metric]:
    found: dict[str, Metric] = {}
    here = Path(__file__).parent
    folders = {path.parent.name for path in here.glob("*/[a-z]*.py")}
    for theme in sorted(folders, key=lambda name: (THEMES.index(name) if name in THEMES else len(THEMES), name)):
        for path in sorted((here / theme).glob("[a-z]*.py")):
            if path.stem in found:
                raise BadDefinition(f"Two metrics are called {path.stem}: in {found[path.stem].theme} and in {theme}.")
            module = import_module(f"{__name__}.{theme}.{path.stem}")
            found[path.stem] = replace(module.metric, id=path.stem, theme=theme)
    return MappingProxyType(found)


METRICS: Mapping[str, Metric] = _walk()
