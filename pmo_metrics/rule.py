"""What an early warning is. A rule declares; `warning_sql` alone turns all rules into the table `warning`.

A rule looks at one row of one mart at a status date and says whether it warns, with which figure against which limit.
Since when a warning stands and whether it gets worse follows from the status dates before, the same way for every rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from pmo_metrics.metric import Unit
from pmo_metrics.text.numbers import day, show

Severity = Literal["high", "medium", "low"]
About = Literal["project", "milestone", "risk", "dependency", "role", "person"]

SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
# What a rule's table says about its subject: the key column of `warning` it fills, and the column with its name.
_SUBJECT: Mapping[About, tuple[str, str]] = MappingProxyType(
    {
        "project": ("", "w.project"),
        "milestone": ("milestone_id", "w.milestone"),
        "risk": ("risk_id", "w.title"),
        "dependency": ("dependency_id", "w.dependency"),
        "role": ("role", "w.role"),
        "person": ("person_id", "w.person"),
    }
)
KEYS = ("project_id", *(key for key, _ in _SUBJECT.values() if key))
_DIMENSIONS = ("project", "portfolio", "program", "department", "region", "manager", "status")


@dataclass(frozen=True)
class Drawn:
    """A worked example: canonical tables drawn with pipes, and what the rule warns of on 30 June 2026.

    `warns` names the subjects (id of the project, milestone, risk, …); empty: the rule keeps quiet.
    """

    tables: Mapping[str, str]  # canonical table to its drawing
    warns: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """One early warning, whole. The file name is its id (filled in when the folder is walked).

    In SQL `w` is the row of `table`, `l` the limits of the settings. The sentence's places are {figure}, {threshold},
    {other} in their units, {day} and {subject}. `weak` gives a code where the finding rests on little, else null.
    """

    name: str
    name_zh: str
    asks: str  # the question it answers before anybody else does
    asks_zh: str
    basis: str  # publication or reason of rule and threshold
    settings: tuple[str, ...]  # the settings that hold its thresholds
    severity: Severity
    table: str  # the mart it watches; the rows behind a warning are the subject's rows there
    when: str  # SQL condition: it warns
    figure: str  # SQL: what was found; the further above `threshold`, the worse
    sentence: str
    sentence_zh: str
    todo: str
    todo_zh: str
    about: About = "project"
    join: str = ""
    threshold: str = "NULL"  # SQL: the limit the figure is held against
    other: str = "NULL"  # SQL: a second figure of the sentence
    day: str = "NULL"  # SQL: a date of the sentence
    money: str = "NULL"  # SQL: the amount at stake, reporting currency, positive
    weak: str = "NULL"  # SQL: why the finding is weak (text section `weak`), null where it is strong
    units: tuple[Unit, Unit, Unit] = ("share", "share", "share")  # of figure, threshold, other
    examples: tuple[Drawn, ...] = ()
    id: str = ""

    @property
    def key(self) -> str:
        """The column of `warning` that names the subject."""
        return _SUBJECT[self.about][0] or "project_id"


def sentence(rule: Rule, row: Mapping[str, Any], lang: str = "en") -> str:
    """What a row of `warning` says, in one sentence. Names of subjects come from files: escape it before it is shown."""
    template = rule.sentence_zh if lang == "zh" else rule.sentence
    numbers = zip(("figure", "threshold", "other"), rule.units, strict=True)
    places = {name: _in_words(row[name], unit, lang) for name, unit in numbers}
    return template.format(**places, day=day(row["day"], lang), subject=row["subject"])


def _in_words(value: float | Decimal | None, unit: Unit, lang: str) -> str:
    """Days are counted (the sentence names the unit), shares read as whole per cent."""
    return show(value, {"days": "count", "share": "percent"}.get(unit, unit), lang)


def rule_sql(rule: Rule) -> str:
    """The SELECT of one rule: a row for each subject it warns of at each status date."""
    own, name = _SUBJECT[rule.about]
    ids = [
        f"CAST({f'w.{key}' if key == own or (key == 'project_id' and _has_project(rule)) else 'NULL'} AS VARCHAR) AS {key}"
        for key in KEYS
    ]
    numbers = [f"CAST({getattr(rule, part)} AS DOUBLE) AS {part}" for part in ("figure", "threshold", "other")]
    parts = [
        f"'{rule.id}' AS rule", f"'{rule.severity}' AS severity", "w.as_of", *ids, f"{name} AS subject", *numbers,
        f"CAST({rule.day} AS DATE) AS day", f"CAST({rule.money} AS DECIMAL(24,2)) AS money",
        f"CAST({rule.weak} AS VARCHAR) AS weak_because", "w.load_id", "w.file", "w.sheet", 'w."row"',
    ]  # fmt: skip
    join = f"\n    {rule.join}" if rule.join else ""
    select = ",\n        ".join(parts)
    return (
        f"    SELECT\n        {select}\n    FROM {rule.table} w\n    CROSS JOIN limits l{join}\n    WHERE {rule.when}"
    )


def _has_project(rule: Rule) -> bool:
    return rule.about not in ("role", "person")


def warning_sql(rules: Iterable[Rule]) -> str:
    """The table `warning`: every rule over every status date, with the streak of dates on which it has stood."""
    fired = "\n    UNION ALL\n".join(rule_sql(rule) for rule in rules)
    subject = ", ".join(["rule", *KEYS])
    by_subject = ", ".join(["f.rule", *(f"f.{key}" for key in KEYS)])
    severity = "CASE c.severity " + " ".join(f"WHEN '{s}' THEN {n}" for n, s in enumerate(SEVERITIES)) + " END"
    described = ", ".join(f"d.{name}" for name in _DIMENSIONS)
    return f"""-- one row: a warning of a rule on a project, milestone, risk, dependency, role or person at a status date
WITH dated AS (
    SELECT as_of, row_number() OVER (ORDER BY as_of) AS date_no FROM status_date
), fired AS (
{fired}
), numbered AS (
    SELECT f.*, d.date_no, f.figure - coalesce(f.threshold, 0) AS excess,
        d.date_no - row_number() OVER (PARTITION BY {by_subject} ORDER BY f.as_of) AS streak
    FROM fired f
    JOIN dated d ON d.as_of = f.as_of
), compared AS (
    SELECT n.*,
        min(as_of) OVER (PARTITION BY {subject}, streak) AS since,
        row_number() OVER (PARTITION BY {subject}, streak ORDER BY as_of) AS dates,
        lag(excess) OVER (PARTITION BY {subject}, streak ORDER BY as_of) AS excess_before
    FROM numbered n
)
SELECT
    c.as_of, c.rule, c.severity, {", ".join(f"c.{key}" for key in KEYS)}, c.subject,
    {described}, CASE WHEN c.project_id IS NOT NULL THEN coalesce(d.rag, 'not_reported') END AS rag,
    c.figure, c.threshold, c.other, c.day, c.money,
    CASE WHEN c.weak_because IS NULL THEN 'strong' ELSE 'weak' END AS sure, c.weak_because,
    c.since, CAST(c.dates AS BIGINT) AS dates,
    CASE
        WHEN c.dates = 1 THEN 'new'
        WHEN c.excess IS NULL OR c.excess_before IS NULL OR abs(c.excess - c.excess_before) < 0.000001 THEN 'same'
        WHEN c.excess > c.excess_before THEN 'worse'
        ELSE 'better'
    END AS trend,
    -- the most pressing first: severity, evidence, money at stake
    row_number() OVER (
        PARTITION BY c.as_of ORDER BY {severity}, c.weak_because IS NOT NULL, c.money DESC NULLS LAST,
            c.rule, {", ".join(f"c.{key} NULLS LAST" for key in KEYS)}
    ) AS place,
    c.load_id, c.file, c.sheet, c."row"
FROM compared c
LEFT JOIN project_dim d ON d.project_id = c.project_id AND d.as_of = c.as_of"""  # noqa: S608 (names come from definitions)
