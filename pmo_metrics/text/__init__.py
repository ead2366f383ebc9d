"""What readers read: interface strings in English and Chinese, numbers and dates as each language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")


def t(key: str, lang: str = "en", **values: object) -> str:
    """The string of that key in a language, with its {placeholders} filled. KeyError names a key that is missing."""
    return strings(lang)[key].format(**values)


def known(key: str, lang: str = "en") -> bool:
    """Whether there is a string of that key; for keys made from data, such as a reason's code."""
    return key in strings(lang)


@cache
def strings(lang: str) -> Mapping[str, str]:
    """Every string of a language under its dotted key; a language we do not have reads English."""
    name = lang if lang in LANGUAGES else "en"
    tree = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
    return dict(_flatten(tree))


def _flatten(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
