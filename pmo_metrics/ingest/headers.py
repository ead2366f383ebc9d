"""Folding of headers, and which canonical columns a header can stand for.

Two headers are the same when the same words remain after folding (NFKC, case, accents, camelCase, punctuation, plural,
order). Units in brackets or at the end are taken off and kept, since they say how the numbers are to be read.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pmo_metrics import sources
from pmo_metrics.tables import TABLES

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
# Words that a header may carry without meaning more, by the kind of the column and by the table.
_BY_KIND = {
    "date": ("date", "datum", "data", "fecha", "dato"), "text": ("name",), "money": ("amount",), "share": ("percent",),
    "month": ("date",),
}  # fmt: skip
_BY_TABLE = {
    "project": (
        "project", "operation", "vorhaben", "projekt", "projektu", "projekta", "projet", "proyecto", "progetto", "projeto",
        "operacji", "operacion", "operazione", "loperation", "delloperazione", "proiectului", "εργου", "πραξης", "latest", "current",
    ),
    "milestone": ("milestone",), "risk": ("risk",), "person": ("person", "employee"),
}  # fmt: skip
_ZH_BY_TABLE = {"project": "项目", "milestone": "里程碑", "risk": "风险", "person": "人员"}

_MAGNITUDES = {
    "k": 3, "000": 3, "000s": 3, "thousand": 3, "thousands": 3, "tsd": 3, "m": 6, "mn": 6, "mm": 6, "mio": 6, "mil": 6,
    "million": 6, "millions": 6, "bn": 9, "billion": 9, "billions": 9, "mrd": 9, "千": 3, "千元": 3, "万": 4, "万元": 4,
    "百万": 6, "百万元": 6, "亿": 8, "亿元": 8, "元": 0,
    "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7,
    "tausend": 3, "millionen": 6, "milliarden": 9, "milliers": 3, "milliards": 9, "miles": 3, "millones": 6, "milhoes": 6,
    "migliaia": 3, "milioni": 6, "miliardi": 9, "miljoen": 6, "duizend": 3, "tys": 3, "mln": 6, "mld": 9,
}  # fmt: skip
_SYMBOLS = {
    "£": "GBP",
    "€": "EUR",
    "¥": "CNY",
    "元": "CNY",
    "$": "",
    "₹": "INR",
    "us$": "USD",
    "r$": "BRL",
    "rmb": "CNY",
}
_CODES = frozenset(
    [
        "EUR",
        "USD",
        "GBP",
        "CNY",
        "JPY",
        "CHF",
        "CAD",
        "AUD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "INR",
        "BRL",
        "MXN",
        "ZAR",
        "KRW",
        "HKD",
        "SGD",
        "TWD",
        "AED",
        "SAR",
        "TRY",
        "RUB",
        "THB",
        "RON",
        "BGN",
        "HRK",
        "ISK",
        "IDR",
        "MYR",
        "PHP",
        "VND",
        "UAH",
        "ILS",
        "EGP",
        "NGN",
        "KES",
        "COP",
        "CLP",
    ]
)
_MONEY_WORDS = {
    "euro": "eur",
    "euros": "eur",
    "zl": "pln",
    "zloty": "pln",
    "zlotych": "pln",
    "kc": "czk",
    "lei": "ron",
    "pounds": "gbp",
    "sterling": "gbp",
    "deuros": "eur",
    "kn": "hrk",
    "ft": "huf",
    "rs": "inr",
    "rupees": "inr",
}
_BETWEEN = frozenset(("in", "of", "en", "em", "de", "di", "w"))  # dollars in thousands, milliers d'euros
_TIME = {**dict.fromkeys(("heure", "heures", "stunde", "stunden", "std", "hora", "horas", "ore", "uren", "godziny", "hodiny", "часы", "час", "時間"), "hours"),
         **dict.fromkeys(("jour", "jours", "tage", "dias", "giorni", "dagen", "dni", "дни", "日"), "days"), "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "hours": "hours", "小时": "hours", "工时": "hours",
         "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes", "分钟": "minutes",
         "s": "seconds", "sec": "seconds", "seconds": "seconds", "d": "days", "day": "days", "days": "days", "天": "days",
         "人天": "days", "人日": "days", "person days": "days", "pd": "days", "weeks": "weeks", "months": "months", "人月": "months"}  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """What a header says about its numbers: a magnitude, a currency ("" where only `$` is seen), a unit of time, percent."""

    scale: Decimal = Decimal(1)
    currency: str | None = None
    time: str = ""
    percent: bool = False


@dataclass(frozen=True)
class Match:
    """A header read as a canonical column; weight 1 is the best name there is, general names weigh less than half."""

    column: str
    weight: float


_BARRED = str.maketrans("łøđı", "lodi")


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """NFKC, without accents, lower case, single spaces: for comparing words of people."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_BARRED)
    return " ".join(text.replace("’", "'").split())


def _stem(token: str) -> str:
    token = _SAME.get(token, token)
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        token = token[:-1]
    return _SAME.get(token, token)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a header in their order: camelCase, letters and digits, and scripts apart; stop words left out."""
    text = unicodedata.normalize("NFKC", text).replace("%", " percent ").replace("#", " number ")
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = plain(text).replace("'", "")
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    found = re.findall(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+", text)
    telling = [t for i, t in enumerate(found) if t not in _STOP or (t == "to" and i == 0)]  # To date is no date
    telling = telling or found
    return tuple(_stem(t) for t in telling)


@lru_cache(maxsize=100_000)
def key(text: str) -> frozenset[str]:
    """The words of a header regardless of their order."""
    return frozenset(words(text))


def unit_of(text: str) -> Unit | None:
    """The unit that a text such as `£m`, `万元`, `in k€`, `%` or `hrs` names; None where it is not a unit."""
    folded = re.sub(r"^(in|en|单位|unit|units)\s*[:：]?\s*", "", plain(text).strip(" :：")).strip()
    folded = re.sub(r"\bdollars?\b", "$", folded).replace("us $", "us$")
    if not folded:
        return None
    if folded in ("%", "percent", "pct"):
        return Unit(percent=True)
    if folded in _TIME and folded != "s":
        return Unit(time=_TIME[folded])
    currency: str | None = None
    for symbol, code in sorted(_SYMBOLS.items(), key=lambda s: -len(s[0])):
        if symbol in folded and symbol != "元":
            currency, folded = code, folded.replace(symbol, " ")
            break
    parts = [_MONEY_WORDS.get(p, p) for w in folded.replace("'", "").split() if (p := w.rstrip(".")) not in _BETWEEN]
    codes = [p.upper() for p in parts if p.upper() in _CODES]
    rest = [p for p in parts if p.upper() not in _CODES]
    glued = re.fullmatch(r"(k|m|mn|bn|t|mio)?([a-z]{3})(k|m|mn|bn)?", rest[0]) if len(rest) == 1 else None
    if glued and glued[2].upper() in _CODES:
        codes, rest = [glued[2].upper()], [g for g in (glued[1], glued[3]) if g]
    if rest == ["mil"] and currency == "BRL":
        rest = ["k"]  # mil is a thousand in Portuguese
    if rest == ["t"] and (currency is not None or codes):
        rest = ["k"]  # T€ is Tausend Euro; a lone t would be tonnes
    if any(p not in _MAGNITUDES for p in rest) or len(rest) > 1 or len(codes) > 1:
        return None
    if rest and "元" in rest[0] and currency is None and not codes:
        currency = "CNY"
    if not rest and currency is None and not codes:
        return None
    return Unit(Decimal(10) ** _MAGNITUDES[rest[0]] if rest else Decimal(1), codes[0] if codes else currency)


_BRACKETS = re.compile(r"[(\[{（【〔]\s*([^()\[\]{}（）【】〔〕]*?)\s*[)\]}）】〕]")
_HINT = re.compile(
    r"e\.?g\.?\b|^[dmyh/.\-: ]{4,}$|^[a-z]\d{1,2}$|^\d{1,2}\s*(?:[-–—~/]|to)\s*\d{1,2}$|optional|required|must|select|必填|选填|^yyyy|^\*$|calculated|^id$",
    re.I,
)
_INCLUSIVE = re.compile(r"[\s_\-,(]+(incl|excl|including|excluding|inc|exc|ex|gross of|net of)(?![A-Za-z]).*$", re.I)
_TAIL = re.compile(r"[\s_\-,]+([£€¥$₹]?'?\d{3}s?|[£€¥$₹%]{0,2}[A-Za-zł.']{0,9}[£€¥$₹]?|%)$")
_LAST_WORDS = re.compile(r"[\s_,]+((?:[^\s_,]+[\s_]+){1,3}[^\s_,]+)$")  # in Mio. EUR, thousands of dollars
# Marks of footnotes at the end of a header: Gesamtbetrag 1), Total cost**, Amount¹.
_RAISED, _FOOTNOTE = (
    re.compile(r"(?<=[^\W\d])[¹²³⁴⁵⁶†‡]+(?=[\s*]*$)"),
    re.compile(r"(?<=[^\W\d])[\s*]*(\s\d\)|(?<=[a-zß-ÿ])\d\)|\[\d\])\s*$"),
)
_LONGEST = 5_000  # characters; a longer text is no header, and to look for units in it could take minutes
_BRACKETED = re.compile(r"^\(([^()]+)\)$")  # a header that stands in brackets as a whole
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d])")  # 6. Gesamtbetrag: the number of the column
_ZH_TAIL = re.compile(r"(万元|亿元|千元|百万元|元|%|人天|人日|小时)$")


@lru_cache(maxsize=20_000)
def without_unit(header: str) -> tuple[str, Unit]:
    """A header without its units and format hints, and the unit it stated."""
    if len(header) > _LONGEST:
        return header, Unit()
    text = _FOOTNOTE.sub("", unicodedata.normalize("NFKC", _RAISED.sub("", header))).strip("* \t\n")
    text, unit = _NUMBERED.sub("", _BRACKETED.sub(r"\1", text)), Unit()
    for found in _BRACKETS.finditer(text):
        stated = unit_of(found[1])
        if stated:
            unit = stated
        # A long bracket explains the column, a short one is part of its name: Budget (this year) is not the budget.
        if (
            stated
            or _HINT.search(found[1])
            or not found[1]
            or len(words(found[1])) >= 4
            or "\n" in header[: header.find(found[1])]
        ):
            text = text.replace(found[0], " ")
    for tail, stated in _tails(text):
        unit = unit if unit != Unit() else stated
        text = text[: tail.start()] if not stated.percent else text
    return _FOOTNOTE.sub("", " ".join(text.split())), unit


def _tails(text: str) -> list[tuple[re.Match[str], Unit]]:
    """The unit that the last words of a header state, the longest such end first, and where it begins."""
    text = text.rstrip()
    several = _LAST_WORDS.search(text)
    while several:
        stated = unit_of(several[1].replace("_", " "))
        if stated and stated.scale != 1 and not stated.time:
            return [(several, stated)]
        several = _LAST_WORDS.search(text, several.start() + 1)
    found = [
        (tail, stated)
        for p in (_TAIL, _ZH_TAIL)
        if (tail := p.search(text)) and tail.start() > 0 and (stated := unit_of(tail[1]))
    ]
    return [(t, u) for t, u in found if not u.time or plain(t[1]) in ("min", "mins", "minutes", "人天", "人日")][:1]


_SAYS_UNIT = re.compile(
    r"(?:单位|币种|unit of amounts|unit|units|currency|\b(?:amounts?|figures|values|costs|budgets?|dollars)(?: are)?(?: stated| shown| expressed)? in"
    r"|\b(?:beträge|angaben|werte|montants?|valeurs|chiffres|importes?|cifras|importi|valori|bedragen)(?: exprimés| expresados)? (?:in|en))"
    r"\s*[:：]?\s*([^:：,;，；()（）]+)",
    re.I,
)


# Whole life cost in £ million, Valores em R$ mil: a short line that ends in its unit.
_ENDS_IN_UNIT = re.compile(r"(?:^|\s)(?:in|en|em|w|à)\s+([^:：,;，；()（）]{1,24})$", re.I)
_SPEAKS_OF_UNIT = re.compile(
    r"[£€¥₹]|\$|\b(?:thousands?|millions?|billions?|crores?|lakhs?|tausend|millionen|mio|mrd|milliers|millones|miles|milhoes|milioni|tsd|tys|mln)\b|[万亿千]元"
)
# What amounts are called, as parts of words too: Gesamtbetrag, Fördermittel, 投资额.
MONEY_WORD = re.compile(
    r"amount|money|budget|baseline|spent|paid|fee|cost|expenditure|spend|fund|grant|subsid|financ|capital|price|payment|figures|betrag|kosten|mittel|forder|zuwendung|ausgaben|montant|cout|depense"
    r"|subvention|importe|coste|gasto|monto|ayuda|importo|contributo|valor|custo|kwota|wartosc|wydatk|dofinansowanie|castka|iznos|bedrag|subsidie|belopp|belob"
    r"|rahoitus|finanz|金额|资金|预算|经费|费用|成本|投资|合同额|总额"
)


def unit_in_title(text: str) -> Unit | None:
    """The unit that a line above the table states for all its amounts (`单位：万元`, `Amounts in k€`); None without one."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = re.search(r"\(([^()]{1,30})\)$", text)
    if found is None or unit_of(found[1]) is None:
        found = _SAYS_UNIT.search(text)
    if found is None and len(text) <= 80:
        found = _ENDS_IN_UNIT.search(text)
    unit = unit_of(found[1].strip().rstrip(".")) if found else None
    if unit and unit.currency is None and found and found.re is _ENDS_IN_UNIT and not MONEY_WORD.search(plain(text)):
        return None  # Staff in thousands
    return unit if unit and not unit.time and not unit.percent else None


def may_state_unit(text: str) -> bool:
    """Whether a line above a table speaks of a currency or a magnitude, read as its unit or not."""
    folded = plain(text)
    return len(text) <= 200 and bool(_SPEAKS_OF_UNIT.search(folded) or set(text.split()) & _CODES)


def _halves(text: str) -> list[str]:
    """The parts of a bilingual header: either side of a dash, slash, bar or line break, and either script."""
    parts = [
        p
        for p in re.split(
            r"\s+[-–—/|]\s+|/\s+|\s+/|\n|(?<=[\u3400-\u9fff])\s*[/|]\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*[/|]\s*(?=[\u3400-\u9fff])",
            text,
        )
        if p.strip()
    ]
    chinese = "".join(re.findall(r"[\u3400-\u9fff]+", text))
    latin = re.sub(r"[\u3400-\u9fff()（）]+", " ", text).strip()
    if chinese and key(latin):
        parts += [chinese, latin]
    return parts if len(parts) > 1 else []


def _variants(words_: frozenset[str], kind: str, table: str) -> list[tuple[frozenset[str], float]]:
    """The key itself, and the key without words that the kind of column or the table implies."""
    spare = [*_BY_KIND.get(kind, ()), *_BY_TABLE.get(table, ())]
    found = [(words_, 0.0)]
    for word in spare:
        found += [(k - {word}, cost + 0.05) for k, cost in found if word in k and len(k) > 1]
    prefix = _ZH_BY_TABLE.get(table, "")
    if prefix and len(words_) == 1:
        word = next(iter(words_))
        if word.startswith(prefix) and len(word) > len(prefix):
            found.append((frozenset({word.removeprefix(prefix)}), 0.05))
    return found


@cache
def _synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in ("headers.toml", "headers_public.toml", "headers_languages.toml"):
        declared = tomllib.loads(Path(sources.__file__).with_name(name).read_text("utf-8"))
        for table, columns in declared.items():
            for column, names in columns.items():
                known = found.setdefault(table, {})
                known[column] = (*known.get(column, ()), *names)
    return MappingProxyType(found)


def named(table: str) -> tuple[str, ...]:
    """The columns, extra ones too, that headers of this table may stand for."""
    return tuple(_synonyms().get(table, {}))


@cache
def _index(table: str) -> Mapping[frozenset[str], Mapping[str, float]]:
    """Key to the columns it may stand for, with the weight of that name."""
    index: dict[frozenset[str], dict[str, float]] = {}

    def add(name: str, column: str, weight: float) -> None:
        names = index.setdefault(key(name), {})
        names[column] = max(names.get(column, 0.0), weight)

    for column in TABLES[table].columns:
        for name in (column.label, column.label_zh, column.name):
            add(name, column.name, 1.0)
    for column_name, names in _synonyms()[table].items():
        for place, name in enumerate(names):
            for spelling in _spellings(name.removeprefix("~")):
                add(spelling, column_name, (0.45 if name.startswith("~") else 0.98) - 0.001 * place)
    return index


def _spellings(name: str) -> list[str]:
    """`{total|overall|} cost` written out: total cost, overall cost, cost."""
    group = re.search(r"\{([^{}]*)\}", name)
    if group is None:
        return [name]
    return [s for word in group[1].split("|") for s in _spellings(name[: group.start()] + word + name[group.end() :])]


@cache
def vocabulary(table: str) -> frozenset[str]:
    """Every word that a header of this table may hold."""
    implied = [*_BY_TABLE.get(table, ()), *(word for spare in _BY_KIND.values() for word in spare)]
    return frozenset(word for names in _index(table) for word in names) | frozenset(implied)


def _kind(table: str, column: str) -> str:
    return next((c.kind for c in TABLES[table].columns if c.name == column), "text")


@lru_cache(maxsize=50_000)
def matches(header: str, table: str) -> tuple[Match, ...]:
    """Every canonical column of the table that this header may stand for, best first."""
    bare, _ = without_unit(header)
    best: dict[str, float] = {}
    if _SOMEBODY.search(plain(bare).replace("_", " ")) or key(bare) in FALSE_FRIENDS:
        return ()
    short = _INCLUSIVE.sub("", bare)
    parts = {h: _look_up(key(h), table) for h in _halves(bare)}
    halves = [found for found in parts.values() if found]
    if any(not found and _means_elsewhere(h) for h, found in parts.items()) or any(
        not one.keys() & other.keys() for one in halves for other in halves
    ):
        halves = []  # two languages say the same twice; Start / End says two things
    for text, cost in [(bare, 0.0), (short, 0.05)]:
        for column, weight in _look_up(key(text), table).items():
            best[column] = max(best.get(column, 0.0), weight - cost)
    for half in [*halves, _said_twice(header, table)]:
        for column, weight in half.items():
            best[column] = max(best.get(column, 0.0), weight - 0.1)
    if (
        not best
    ):  # Project Name (Beneficiary): what stands in brackets may make another amount or date, not another name
        open_ = {
            c: w for c, w in _look_up(key(_BRACKETS.sub(" ", bare)), table).items() if _kind(table, c) in ("text", "id")
        }
        best = {c: w - 0.15 for c, w in open_.items()}
    if not best:  # Ende des Vor-habens: hyphens that a narrow column has left in its header
        whole = re.sub(r"(?<=[a-zäöüß])-\s?(?=[a-zäöüß])", "", bare)
        best = {c: w - 0.15 for c, w in _look_up(key(whole), table).items()} if whole != bare else {}
    return tuple(Match(c, w) for c, w in sorted(best.items(), key=lambda m: (-m[1], m[0])))


@lru_cache(maxsize=20_000)
def _means_elsewhere(text: str) -> bool:
    """Whether a text is a header of some table: Project - Start Date is no project."""
    return any(_look_up(key(text), table) for table in TABLES)


def _said_twice(header: str, table: str) -> dict[str, float]:
    """What both parts of a header mean that a wide gap divides, as cells of two languages are exported."""
    parts = [p for p in re.split(r"\s{3,}", header.strip()) if p]
    if len(parts) != 2:
        return {}
    one, two = (_look_up(key(without_unit(p)[0]), table) for p in parts)
    return {c: min(one[c], two[c]) for c in one.keys() & two.keys()}


# Who did it, which without its "by" would be read as when: Completed By.
_SOMEBODY = re.compile(
    r"\b(created|completed|modified|updated|closed|resolved|opened|changed|started|finished|raised|logged|reported|submitted|recorded|requested|budget) by$"
)


# Current project and address in Spanish: neither an actual cost nor a directorate.
FALSE_FRIENDS = frozenset(key(t) for t in ("proyecto actual", "projeto actual", "direccion", "direccion proyecto"))


def _look_up(words_: frozenset[str], table: str) -> dict[str, float]:
    index, found = _index(table), dict[str, float]()
    prefixed = any(w.startswith(_ZH_BY_TABLE.get(table, "\0")) for w in words_)
    if not words_ or (not prefixed and not words_ <= vocabulary(table)):
        return found  # most cells of a sheet end here: they are data, not headers
    for kind in ("", *_BY_KIND):
        for variant, cost in _variants(words_, kind, table):
            for column, weight in index.get(variant, {}).items():
                if cost == 0 or kind == "" or _kind(table, column) == kind:
                    found[column] = max(found.get(column, 0.0), weight - cost)
    return found
