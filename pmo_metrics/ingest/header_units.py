"""Units that headers and the lines above tables state: a magnitude, a currency, a unit of time, per cent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pmo_metrics.ingest.folding import plain, words

_MAGNITUDES = {
    "k": 3, "000": 3, "000s": 3, "thousand": 3, "thousands": 3, "tsd": 3, "m": 6, "mn": 6, "mm": 6, "mio": 6, "mil": 6,
    "million": 6, "millions": 6, "bn": 9, "billion": 9, "billions": 9, "mrd": 9, "千": 3, "千元": 3, "万": 4, "万元": 4,
    "百万": 6, "百万元": 6, "亿": 8, "亿元": 8, "元": 0,
    "億": 8, "億円": 8, "億元": 8, "百万円": 6, "千円": 3, "万円": 4, "円": 0, "萬元": 4, "仟元": 3, "억원": 8, "백만원": 6, "천원": 3, "만원": 4, "원": 0,
    "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7, "ribu": 3, "juta": 6, "miliar": 9, "mill": 6,
    "tausend": 3, "millionen": 6, "milliarden": 9, "milliers": 3, "milliards": 9, "miles": 3, "millones": 6, "milhoes": 6,
    "тыс": 3, "тысяч": 3, "тис": 3, "хил": 3, "млн": 6, "миллионов": 6, "млрд": 9, "tis": 3, "ezer": 3, "millio": 6, "milliard": 9, "mii": 3,
    "milioane": 6, "bin": 3, "milyon": 6, "milyar": 9, "χιλ": 3, "εκ": 6, "εκατ": 6, "milj": 6, "trieu": 6, "tkr": 3, "mkr": 6,
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
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "ca$": "CAD",
    "nt$": "TWD",
    "mx$": "MXN",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₱": "PHP",
    "₦": "NGN",
    "฿": "THB",
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
    "ntd": "twd",
    "rm": "myr",
    "rp": "idr",
    "nis": "ils",
    "руб": "rub",
    "рублей": "rub",
    "рубль": "rub",
    "р": "rub",
    "грн": "uah",
    "лв": "bgn",
    "tl": "try",
    "dong": "vnd",
}
_CROWNS = frozenset(("kr", "kroner", "kronor", "kronur"))  # of four countries: a unit, and no currency
_OF_YEN_OR_WON = {"円": "JPY", "원": "KRW", "元": "CNY"}
# What prices an amount is in says nothing of its unit.
_PRICES = re.compile(
    r"\b(?:ht|ttc|hors taxes?|netto|brutto|nominal|(?:ex|excl|excluding|incl|including|inc)\.? (?:vat|gst|tax(?:es)?))\s*$|(?:不含税|含税|税込み?|税抜き?)$"
)
_BETWEEN = frozenset(("in", "of", "en", "em", "de", "di", "w"))  # dollars in thousands, milliers d'euros
_TIME = {**dict.fromkeys(("heure", "heures", "stunde", "stunden", "std", "hora", "horas", "ore", "uren", "godziny", "hodiny", "часы", "час", "ч", "時間"), "hours"),
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


def unit_of(text: str) -> Unit | None:
    """The unit that a text such as `£m`, `万元`, `in k€`, `%` or `hrs` names; None where it is not a unit."""
    folded = re.sub(r"^(?:(?:in|en)\b|单位|units?\b)\s*[:：]?\s*", "", plain(text).strip(" :：")).strip()
    folded = _PRICES.sub("", folded).strip(" ,;") or folded
    folded = re.sub(r"\bdollars?\b", "$", folded).replace("us $", "us$")
    folded = re.sub(r"(?<=[a-z])\.(?=[a-z])", " ", folded)  # Rs.Crore
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
    crowns = [p for p in rest if p in _CROWNS]
    rest = [p for p in rest if p not in _CROWNS]
    glued = re.fullmatch(r"(k|m|mn|bn|t|mio)?([a-z]{3})(k|m|mn|bn)?", rest[0]) if len(rest) == 1 else None
    if glued and glued[2].upper() in _CODES:
        codes, rest = [glued[2].upper()], [g for g in (glued[1], glued[3]) if g]
    if rest == ["mil"] and currency == "BRL":
        rest = ["k"]  # mil is a thousand in Portuguese
    if rest == ["t"] and (currency is not None or codes):
        rest = ["k"]  # T€ is Tausend Euro; a lone t would be tonnes
    if rest in (["cr"], ["crs"]) and (currency is not None or codes):
        rest = ["crore"]  # a lone CR is a change request
    if rest in (["bin"], ["tis"], ["mii"]) and not (currency or codes):
        return None  # thousands in Turkish, Czech and Romanian; alone they may be any word
    if len(rest) == 2 and rest[0] == "r" and rest[1] in _MAGNITUDES:
        codes, rest = ["ZAR"], rest[1:]  # R million
    rest = [unicodedata.normalize("NFC", p) for p in rest]
    if any(p not in _MAGNITUDES for p in rest) or len(rest) > 1 or len(codes) > 1:
        return None
    if rest and currency is None and not codes:
        currency = _OF_YEN_OR_WON.get(rest[0][-1])
    if not rest and currency is None and not codes and not crowns:
        return None
    return Unit(Decimal(10) ** _MAGNITUDES[rest[0]] if rest else Decimal(1), codes[0] if codes else currency)


def time_named(header: str) -> str:
    """The unit of time that the last word of a header names without brackets: estimate_days; "" where it names none."""
    said = words(header)
    last = said[-1] if said else ""
    return next((unit for unit, names in _TIME_WORDS.items() if last in names), "")


_TIME_WORDS = {
    "days": ("day", "dia", "jour", "tage", "tag", "giorni", "dagen", "dni", "дней", "天", "日"),
    "weeks": ("week",),
    "minutes": ("minute",),
}

BRACKETS = re.compile(r"[(\[{（【〔]\s*([^()\[\]{}（）【】〔〕]*?)\s*[)\]}）】〕]")
_HINT = re.compile(
    r"e\.?g\.?\b|^[dmyh/.\-: ]{4,}$|^[a-z]\d{1,2}$|^\d{1,2}\s*(?:[-–—~/]|to)\s*\d{1,2}$|optional|required|must|select|必填|选填|^yyyy|^\*$|calculated|^id$|^(?:in )?total$|^insgesamt$|^gesamt$|^[a-z]{1,2}(?:\s*/\s*[a-z]{1,2})+$|^(?:very )?(?:low|high)\s*/\s*med(?:ium)?\b|^(?:y(?:es)?|true)\s*/\s*(?:no?|false)$",
    re.I,
)
_TAIL = re.compile(r"[\s_\-,]+([£€¥$₹]?'?\d{3}s?|[£€¥$₹%]{0,2}[A-Za-złа-яё.']{0,9}[£€¥$₹]?|%)$")
_LAST_WORDS = re.compile(r"[\s_,]+((?:[^\s_,]+[\s_]+){1,3}[^\s_,]+)$")  # in Mio. EUR, thousands of dollars
# Marks of footnotes at the end of a header: Gesamtbetrag 1), Total cost**, Amount¹.
_RAISED, _FOOTNOTE = (
    re.compile(r"(?<=[^\W\d])[¹²³⁴⁵⁶†‡]+(?=[\s*]*$)"),
    re.compile(r"(?<=[^\W\d])[\s*]*(\s\d\)|(?<=[a-zß-ÿ])\d\)|\[\d\])\s*$"),
)
_LONGEST = 5_000  # characters; a longer text is no header, and to look for units in it could take minutes
_GLUED = re.compile(r"(?<=[a-z])([A-Z]{3})$")  # BudgetDKK
_BRACKETED = re.compile(r"^\(([^()]+)\)$")  # a header that stands in brackets as a whole
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d])")  # 6. Gesamtbetrag: the number of the column
_ZH_TAIL = re.compile(r"(万元|亿元|千元|百万元|元|%|人天|人日|小时)$")


@lru_cache(maxsize=20_000)
def without_unit(header: str) -> tuple[str, Unit]:
    """A header without its units and format hints, and the unit it stated."""
    if len(header) > _LONGEST:
        return header, Unit()
    text = _FOOTNOTE.sub("", unicodedata.normalize("NFKC", _RAISED.sub("", header))).strip("* \t\n")
    if (glued := _GLUED.search(text)) and glued[1] in _CODES:
        text = f"{text[: glued.start(1)]} {glued[1]}"
    text, unit = _NUMBERED.sub("", _BRACKETED.sub(r"\1", text)), Unit()
    for found in BRACKETS.finditer(text):
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
    return [
        (t, u) for t, u in found if not u.time or plain(t[1]) in ("min", "mins", "minutes", "ч", "час", "人天", "人日")
    ][:1]


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
    r"amount|money|cash|\baward|\bestimate\b|forecast|\bincome|invest(?:ment|ition)|committed|commitment|budget|baseline|spent|paid|fee|cost|expenditure|expense|spend|fund|grant|subsid|financ|finans|capital|price|payment|figures|betrag|kosten|mittel|forder|zuwendung|ausgaben|montant|cout|depense"
    r"|subvention|importe|coste|gasto|monto|ayuda|importo|contributo|valor|custos?(?!m)|kwota|wartosc|wydatk|dofinansowanie|castka|iznos|bedrag|subsidie|belopp|belob"
    r"|(?:contract|order|project|deal|award|tender|net|gross)[ _]?(?:value|sum|worth)|revenue|invoiced|umsatz|erlos|ingresos|receita|收入"
    r"|rahoitus|finanz|verte|islaid|vrijednost|sredstva|金额|资金|预算|经费|费用|成本|投资|合同额|总额|бюджет|стоимост|(?<!трудо)затрат|сумма|освоен|оплачен|butce|harcan|maliyet|tutar|rozpoc|naklad|koltseg|anggaran|biaya|예산|금액|비용|予算|費用|金額|원가"
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
