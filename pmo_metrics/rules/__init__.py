"""Every early warning: one module a rule. The file name is the id; nothing is registered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from pmo_metrics.rule import SEVERITIES, Rule


def _walk() -> Mapping[str, Rule]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    rules = [replace(import_module(f"{__name__}.{name}").rule, id=name) for name in names]
    return MappingProxyType({r.id: r for r in sorted(rules, key=lambda r: (SEVERITIES.index(r.severity), r.id))})


RULES: Mapping[str, Rule] = _walk()
