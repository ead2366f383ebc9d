"""Which page shows which metric, read from the pages themselves, so that nobody has to keep a list.

A page shows a metric when it asks for its value, or calls a function of `ui/` that does, directly or through others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pmo_metrics.metrics import METRICS

_PACKAGE = Path(__file__).parent
_PAGES = _PACKAGE.parent / "pages"
_CATALOGUE = "metrics"  # shows every metric, which says nothing about any of them
_ASKS = ("evaluate", "tile", "tiles")  # the words by which a page asks for values; beside them ids are names of columns
Name = tuple[str, str]  # module of ui/, function


@cache
def where_used() -> Mapping[str, tuple[str, ...]]:
    """Metric id to the pages that show it, by the pages' short names in the order of navigation; no entry: on none."""
    functions = {(p.stem, name): node for p in (_PACKAGE / "ui").glob("*.py") for name, node in _functions(p)}
    found: dict[str, list[str]] = {}
    for page in sorted(_PAGES.glob("[0-9]*.py")):
        short = page.stem.partition("_")[2]
        if short != _CATALOGUE:
            for metric in _reached(ast.parse(page.read_text("utf-8")), functions) & METRICS.keys():
                found.setdefault(metric, []).append(short)
    return {metric: tuple(pages) for metric, pages in found.items()}


def _functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node


def _reached(page: ast.AST, functions: Mapping[Name, ast.AST]) -> set[str]:
    """Every metric that a page, or what it calls, asks for."""
    metrics, seen, waiting = set[str](), set[Name](), [("", page)]
    while waiting:
        module, node = waiting.pop()
        metrics |= set(_asked(node))
        for called in set(_calls(node, module)) - seen:
            if called in functions:
                seen.add(called)
                waiting.append((called[0], functions[called]))
    return metrics


def _asked(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
            if name in _ASKS:
                named: list[ast.AST] = [a for a in call.args[1:] if isinstance(a, ast.Constant)]
                yield from _texts(*(named or [node]))  # an id in a variable: any text of the function may be it


def _texts(*nodes: ast.AST) -> Iterator[str]:
    for node in nodes:
        yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _calls(node: ast.AST, module: str) -> Iterator[Name]:
    for name in ast.walk(node):
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
            yield name.value.id, name.attr
        elif isinstance(name, ast.Name):
            yield module, name.id
