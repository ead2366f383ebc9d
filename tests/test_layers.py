"""Who may import whom. A page may use everything below it; nothing below knows a page, or Streamlit."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "pmo_metrics"
# The lowest first; a module may import from its own layer and from those below.
LAYERS = (
    {"errors", "tables", "metric", "rule", "standards", "settings", "text", "inert"},
    {"engines", "chart", "fiscal"},
    {"sources", "metrics", "rules"},
    {"derive", "ingest", "store", "evaluate", "analysis", "report", "report_book", "template", "usage", "docs"},
    {"packs", "ui"},
    {"cli", "__main__"},
)
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(module: str) -> int | None:
    return next((i for i, names in enumerate(LAYERS) if module in names), None)


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "pmo_metrics":
                yield from (f"pmo_metrics.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    own = layer(part(path))
    if part(path) == "__init__":
        return
    assert own is not None, f"{path.name} belongs to no layer: add it to LAYERS"
    for name in imports(path):
        if name.startswith("pmo_metrics.") and not name.startswith("pmo_metrics.__"):
            below = layer(name.split(".")[1])
            assert below is not None and below <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_interface_knows_streamlit(path: Path) -> None:
    allowed = part(path) == "ui" or path.name == "cli.py"
    assert allowed or not any(name.split(".")[0] == "streamlit" for name in imports(path))


def test_answers_need_no_streamlit() -> None:
    assert "streamlit" not in {name.split(".")[0] for name in imports(PACKAGE / "ui" / "answers.py")}


def test_pages_use_the_words_and_streamlit_only() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert {".".join(name.split(".")[:2]) for name in imports(path)} <= {"streamlit", "pmo_metrics.ui"}


def test_formats_of_plans_need_nothing_but_python() -> None:
    """They are read in a bare process, which is to start quickly and to know nothing of the store."""
    for path in (PACKAGE / "ingest" / "plan_formats").glob("*.py"):
        tree = ast.walk(ast.parse(path.read_text("utf-8")))
        own = {n.module for n in tree if isinstance(n, ast.ImportFrom) and n.level == 1}
        siblings = {p.stem for p in path.parent.glob("*.py")}
        assert own <= siblings
        outside = {name.split(".")[0] for name in imports(path)} - own
        assert outside <= sys.stdlib_module_names, path.name
