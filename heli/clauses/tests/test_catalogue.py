"""The norm as data: complete, resolvable, in reading order, and refused where it contradicts itself."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heli.clauses import catalogue
from heli.clauses.catalogue import BrokenCatalogue, Clause, clause, gates, norm, number, param, period, read, term
from heli.kernel.clock import Term
from heli.kernel.errors import Absent

FILE = catalogue.DATA / "norm-1.0.yaml"
any_clause = st.sampled_from(list(norm().clauses.values()))
any_demand = st.sampled_from(list(norm().demands()))


def test_the_norm_has_304_rows_of_which_270_demand_something():
    assert len(norm().clauses) == 304
    assert len(norm().demands()) == 270
    assert len(norm().demands("collaboration")) == 165
    assert [c.id for c in norm().under("")] == ["1", "2", "3", "4", "5", "6", "7"]


def test_sixteen_rows_hold_the_seven_stages():
    assert [len(gates(stage)) for stage in range(1, 8)] == [2, 5, 2, 1, 1, 2, 3]


def test_the_head_says_version_day_and_levels():
    assert (norm().version, norm().effective, norm().levels) == ("1.0", date(2026, 1, 1), ("公开", "内部", "敏感"))
    assert len(norm().modules) == 5
    assert {s.code for s in norm().scenarios} == {"service", "policy", "project", "emergency", "digital"}


def test_an_emergency_is_approved_in_full_after_the_fact():
    emergency = next(s for s in norm().scenarios if s.code == "emergency")
    assert (emergency.approval_depth, emergency.review_depth, emergency.review_within) == (1, 3, Term(5, "wd"))


@given(any_clause)
def test_every_row_is_found_by_its_id_below_a_parent_that_stands_before_it(one: Clause):
    assert clause(one.id) is one
    assert one in norm().under(one.parent)
    if one.parent:
        assert clause(one.parent).order < one.order
        assert one.id.startswith(one.parent + ".")


@given(any_demand)
def test_every_demand_says_how_it_is_proved_and_when_it_is_due(one: Clause):
    assert bool(one.check) == (one.proof in ("machine", "mixed"))
    assert bool(one.judge) == (one.proof in ("mixed", "person"))
    assert one.due is not None
    assert one.due.label
    assert {type(v).__name__ for v in one.params.values()} <= {"Term", "int", "float", "str", "tuple", "mappingproxy"}


def _place(id_: str) -> list[tuple[int, int, str]]:
    # numbered points first, then the lettered ones
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in id_.split(".")]


@given(any_clause)
def test_siblings_stand_in_reading_order(one: Clause):
    siblings = [c.id for c in norm().under(one.parent)]
    assert siblings == sorted(siblings, key=_place)


def test_a_parent_is_followed_by_all_that_is_below_it():
    ids = list(norm().clauses)
    for one in norm().clauses.values():
        below = [i for i in ids if i.startswith(one.id + ".")]
        start = ids.index(one.id) + 1
        assert ids[start : start + len(below)] == below


def test_parameters_are_typed():
    assert period("2.2.5", "check_every") == Term(5, "wd")
    assert number("1.1.5.a", "floor") == 0.95
    assert param("1.1.2", "org_kinds")[0] == "government"
    with pytest.raises(TypeError):
        period("1.1.5.a", "floor")
    with pytest.raises(Absent):
        param("2.2.5", "nothing")


@pytest.mark.parametrize("id_", ["", "8", "2.2", "9.9.9", "2.2.4 ", "../2"])
def test_an_unknown_clause_is_absent(id_):
    if id_ == "2.2":
        assert not clause(id_).demands
        return
    with pytest.raises(Absent):
        clause(id_)


@pytest.mark.parametrize("version", ["2.0", "../../etc/passwd", "1", "1.0.yaml"])
def test_an_unknown_version_is_absent(version):
    with pytest.raises(Absent):
        norm(version)


def test_terms_are_explained():
    found = term("基线")
    assert found is not None
    assert "获批" in found.text
    assert term("不存在的词") is None
    assert all(e.clause == "" or e.clause in norm().clauses for e in norm().glossary.values())


def _row(document, id_):
    return next(r for r in document["clauses"] if r["id"] == id_)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda d: _row(d, "2.2.4").update(id="2.2.5"), "used twice"),
        (lambda d: _row(d, "2.2.4").update(parent="2.9"), "parent"),
        (lambda d: _row(d, "2.2.4").update(weight="heavy"), "weight"),
        (lambda d: _row(d, "2.2.4").update(due=9), "no stage 9"),
        (lambda d: _row(d, "2.2.4").update(due="sometimes"), "due not understood"),
        (lambda d: _row(d, "2.2.4").update(proof="mixed"), "does not fit"),
        (lambda d: _row(d, "2.2.4").update(due="always"), "a gate"),
        (lambda d: _row(d, "2.2").update(weight="must"), "heading"),
        (lambda d: d["glossary"][0].update(clause="9.9"), "clause 9.9 is missing"),
        (lambda d: d["scenarios"][0].update(level="机密"), "level"),
    ],
)
def test_a_norm_that_contradicts_itself_is_refused(spoil, complaint):
    document = yaml.safe_load(FILE.read_text("utf-8"))
    spoil(document)
    with pytest.raises(BrokenCatalogue, match=complaint):
        read(yaml.safe_dump(document, allow_unicode=True).encode())
