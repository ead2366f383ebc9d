"""Every early warning: its worked examples, what it says, and since when and which way it goes."""

from __future__ import annotations

import tomllib
from datetime import date
from string import Formatter

import pytest
from conftest import SAMPLE
from worlds import world

from pmo_metrics.engines import Engine
from pmo_metrics.evaluate import Scope, rows
from pmo_metrics.rule import KEYS, SEVERITIES, Drawn, Rule, sentence
from pmo_metrics.rules import RULES
from pmo_metrics.settings import Settings
from pmo_metrics.store import Store
from pmo_metrics.text import known

ALL = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
EXAMPLES = [pytest.param(r, e, id=f"{r.id}-{n}") for r in RULES.values() for n, e in enumerate(r.examples)]


def warned(db: Engine, rule: str) -> list[dict[str, object]]:
    """The warnings of a rule at the latest status date."""
    return rows(db, "warning", Scope({"rule": (rule,)})).to_dicts()


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_worked_example_is_true(rule: Rule, example: Drawn) -> None:
    found = warned(world(None, **example.tables), rule.id)
    assert sorted(str(row[rule.key]) for row in found) == sorted(example.warns), example.source
    for row in found:
        assert all(sentence(rule, row, lang) and "–" not in sentence(rule, row, lang) for lang in ("en", "zh"))


@ALL
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    words = (rule.name, rule.name_zh, rule.asks, rule.asks_zh, rule.basis, rule.todo, rule.todo_zh)
    assert all(words) and rule.severity in SEVERITIES
    assert set(rule.settings) <= set(Settings().as_inputs())
    assert any(e.warns for e in rule.examples)
    places = {name for _, name, _, _ in Formatter().parse(rule.sentence) if name}
    assert places == {name for _, name, _, _ in Formatter().parse(rule.sentence_zh) if name}
    assert places <= {"figure", "threshold", "other", "day", "subject"}
    assert rule.sentence.count(".") <= 3 and rule.sentence.endswith(".")


@ALL
def test_no_rule_reads_the_clock_and_every_reason_for_weakness_has_its_words(rule: Rule) -> None:
    sql = " ".join(
        (rule.when, rule.figure, rule.threshold, rule.other, rule.day, rule.money, rule.weak, rule.join)
    ).lower()
    assert not any(word in sql for word in ("current_", "now(", "today", "random"))
    codes = set(rule.weak.split("'")[1::2]) - {"stated"}
    assert all(known(f"weak.{code}", lang) for code in codes for lang in ("en", "zh"))


OVER = """project_id | status | budget | actual_cost | percent_complete | as_of
          A | active | 100 | 40 | 0.20 | 2026-01-31
          A | active | 100 | 50 | 0.45 | 2026-02-28
          A | active | 100 | 60 | 0.45 | 2026-03-31
          A | active | 100 | 70 | 0.50 | 2026-04-30
          A | active | 100 | 70 | 0.50 | 2026-05-31
          A | active | 100 | 71 | 0.60 | 2026-06-30"""


def test_a_warning_stands_since_the_first_date_of_its_unbroken_streak_and_says_which_way_it_goes() -> None:
    """Ahead by 20 points in January, by 5 in February (quiet), then by 15, 20, 20 and 11: since March."""
    db = world(project=OVER)
    burn = db.run("SELECT as_of, since, dates, trend, figure FROM warning WHERE rule = 'burn_ahead' ORDER BY as_of")
    assert burn.rows() == [
        (date(2026, 1, 31), date(2026, 1, 31), 1, "new", 0.40),
        (date(2026, 3, 31), date(2026, 3, 31), 1, "new", 0.60),
        (date(2026, 4, 30), date(2026, 3, 31), 2, "worse", 0.70),
        (date(2026, 5, 31), date(2026, 3, 31), 3, "same", 0.70),
        (date(2026, 6, 30), date(2026, 3, 31), 4, "better", 0.71),
    ]


def test_a_report_carried_forward_makes_a_warning_weak() -> None:
    later = "project_id | milestone_id | forecast_date | as_of\nB | M | 2026-09-30 | 2026-07-15"
    (row,) = warned(world(project=OVER, milestone=later), "burn_ahead")
    assert (row["as_of"], row["sure"], row["weak_because"]) == (date(2026, 7, 15), "weak", "carried")


def test_a_warning_leads_to_the_row_it_stands_on() -> None:
    (row,) = warned(world(project=OVER), "burn_ahead")
    assert (row["file"], row["row"], row["project"], row["rag"]) == ("project.csv", 6, "A", "not_reported")


def test_the_most_pressing_comes_first_by_severity_then_evidence_then_money(sample_store: Store) -> None:
    found = sorted(rows(sample_store.snapshot(), "warning").to_dicts(), key=lambda row: row["place"])
    order = [
        (SEVERITIES.index(r["severity"]), r["sure"] == "weak", r["money"] is None, -(r["money"] or 0)) for r in found
    ]
    assert order == sorted(order) and [r["place"] for r in found] == list(range(1, len(found) + 1))


def test_thresholds_are_the_installation_s_own() -> None:
    assert not warned(world(Settings(burn_ahead=0.30), project=OVER), "burn_ahead")


def test_no_world_no_warning() -> None:
    assert rows(world(), "warning").is_empty()


# The sample portfolio


EXPECTED = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))


def test_the_warnings_of_the_sample_are_the_troubles_planted_there(sample_store: Store) -> None:
    found: dict[str, list[str]] = {}
    for row in rows(sample_store.snapshot(), "warning", Scope(as_of=EXPECTED["as_of"])).to_dicts():
        found.setdefault(row["rule"], []).append(str(row[RULES[row["rule"]].key]))
    assert {rule: sorted(ids) for rule, ids in found.items()} == {
        rule: sorted(ids) for rule, ids in EXPECTED["warnings"].items() if rule != "how"
    }


@pytest.mark.parametrize(
    ("rule", "subject", "said", "said_zh"),
    [
        (
            "burn_ahead", "004", "The project has spent 85 % of its budget for 63 % of the work.",
            "项目已花掉预算的 85 %，只完成了 63 % 的工作。",
        ),
        (
            "slip_repeated", "008", "The finish was put back in 3 of the last three reports, by 78 days, to 25 Feb 2027.",
            "最近三次报告中有 3 次推迟完工，共推迟 78 天，至 2027-02-25。",
        ),
        (
            "report_silent", "017", "The project has not reported for 91 days, last on 31 Mar 2026.",
            "项目已 91 天没有报告，上次报告在 2026-03-31。",
        ),
        (
            "slip_hidden", "016",
            "The finish is 60 days after the 31 Aug 2026 first approved; measured by the present baseline it looks on time.",
            "完工比最初批准的 2026-08-31 晚 60 天；按现行基准看则准时。",
        ),
    ],
)  # fmt: skip
def test_a_sponsor_understands_it(sample_store: Store, rule: str, subject: str, said: str, said_zh: str) -> None:
    scope = Scope({"rule": (rule,), RULES[rule].key: (subject,)}, EXPECTED["as_of"])
    (row,) = rows(sample_store.snapshot(), "warning", scope).to_dicts()
    assert (sentence(RULES[rule], row), sentence(RULES[rule], row, "zh")) == (said, said_zh)


def test_no_sentence_has_a_hole(sample_store: Store) -> None:
    for row in sample_store.snapshot().run("SELECT * FROM warning").to_dicts():
        told = [sentence(RULES[row["rule"]], row, lang) for lang in ("en", "zh")]
        assert not any("–" in text.replace(row["subject"], "") or "None" in text for text in told), told


def test_no_rule_warns_of_half_the_sample(sample_store: Store) -> None:
    db = sample_store.snapshot()
    for as_of in rows(db, "status_date")["as_of"]:
        found = rows(db, "warning", Scope(as_of=as_of))
        assert (found.group_by("rule").len()["len"] < 15).all()


def test_a_subject_is_warned_of_once_a_date(sample_store: Store) -> None:
    found = sample_store.snapshot().run("SELECT * FROM warning")
    assert found.select("rule", "as_of", *KEYS).is_duplicated().sum() == 0
