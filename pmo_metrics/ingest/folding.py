"""What remains of a text when spelling is set aside: how words of people and headers are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STOP = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "for",
        "in",
        "to",
        "on",
        "de",
        "du",
        "des",
        "der",
        "d",
        "la",
        "le",
        "les",
        "per",
        "by",
        "is",
        "van",
        "het",
        "een",
        "del",
        "della",
        "delle",
        "dei",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "el",
        "los",
        "las",
    ]
)
_SAME = {
    "programme": "program", "organisation": "organization", "pct": "percent", "percentage": "percent", "no": "number",
    "nr": "number", "num": "number", "est": "estimated", "dept": "department", "proj": "project", "prj": "project",
    "identifier": "id", "fcst": "forecast", "amt": "amount", "compl": "completion", "dt": "date", "orig": "original",
    "mgr": "manager", "qty": "quantity", "prob": "probability", "desc": "description", "hr": "hour", "hrs": "hour",
    "colour": "color", "postmitigated": "postmitigated", "datetime": "date",
}  # fmt: skip


# Chinese characters, kana, Hangul (in the parts that folding leaves), and all other letters and digits.
_SCRIPTS = re.compile(
    r"[\u3400-\u9fff]+|[\u3040-\u30ff]+|[\u1100-\u11ff]+|[^\W_\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]+"
)

_BARRED = str.maketrans("łøđı", "lodi")


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """NFKC, without accents, lower case, single spaces: for comparing words of people."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_BARRED)
    return " ".join(text.replace("’", "'").split())


def without_pictures(text: str) -> str:
    """A text without the pictures that people put before or after its words: `🔴 Open`, `Done ✅`; pictures alone stay."""
    if text.isascii():
        return text
    text = text.replace("\ufe0f", "").replace("\u200d", "")
    bare = "".join(c for c in text if unicodedata.category(c) != "So").strip()
    return bare if any(c.isalnum() for c in bare) else text


def _stem(token: str) -> str:
    token = _SAME.get(token, token)
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        token = token[:-1]
    return _SAME.get(token, token)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a header in their order: camelCase, letters and digits, and scripts apart; stop words left out."""
    text = unicodedata.normalize("NFKC", text).replace("%", " percent ").replace("#", " number ")
    text = re.sub(r"\b[Nn]\s?°", " number ", text)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = plain(text).replace("'", "")
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    found = _SCRIPTS.findall(text)
    telling = [t for i, t in enumerate(found) if t not in _STOP or (t == "to" and i == 0)]  # To date is no date
    telling = telling or found
    return tuple(_stem(t) for t in telling)


@lru_cache(maxsize=100_000)
def key(text: str) -> frozenset[str]:
    """The words of a header regardless of their order."""
    return frozenset(words(text))
