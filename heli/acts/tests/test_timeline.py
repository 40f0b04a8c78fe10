"""Timelines: sentences with the names of that day, scoped to the reader, in a fixed number of queries."""

from __future__ import annotations

import pytest

from heli.acts.pipeline import perform
from heli.acts.timeline import Asked, timeline
from heli.kernel.errors import Absent, Denied
from heli.kernel.ref import Ref
from heli.ledger.sequencer import drain

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_each_deed_reads_as_a_sentence_newest_first_with_its_consequences_below(thing, maker):
    perform(maker, "thing.rename", thing, {"title": "公章"})
    perform(maker, "thing.close", thing, {"because": "到期"})
    drain()
    found = timeline(thing.ref, maker)
    assert [(line.depth, line.text) for line in found.lines] == [
        (0, "封存，理由：到期"),
        (1, "贴上“已封存”"),
        (1, "贴上“已登记”"),
        (0, "改名为“公章”"),
        (0, "制作了“印章”"),
    ]
    assert found.total == 3  # consequences are not counted
    rename = next(line for line in found.lines if line.act == "thing.rename")
    assert (rename.unit, rename.post, rename.who) == ("市市场监督管理局", "经办", "周建国")
    assert (rename.clause, len(rename.receipt), rename.about) == ("1.1.2", 8, "印章")  # as it was called before
    assert rename.number is not None
    assert {line.system for line in found.lines if line.depth} == {"scratch"}


def test_a_refused_deed_shows_to_whoever_was_refused_and_to_auditors(thing, maker, stranger, cast):
    with pytest.raises(Denied):
        perform(stranger, "thing.rename", thing, {"title": "公章"})
    assert [line.act for line in timeline(thing.ref, maker).lines] == ["thing.make"]
    own = timeline(thing.ref, stranger).lines[0]
    assert (own.decision, own.note) == ("denied", "只有制作人可以这样做")
    from dataclasses import replace

    auditor = replace(maker, person=stranger.post, duties=frozenset({"auditor"}))
    assert len(timeline(thing.ref, auditor, Asked(refused=True)).lines) == 1


def test_a_hidden_thing_has_no_timeline(thing, maker, root):
    with pytest.raises(Absent):
        timeline(Ref("thing", root.id), maker)


def test_the_log_of_another_organisation_is_empty_though_its_name_is_public(cast):
    zhou = cast("周建国")
    police = cast("王海涛").organisation
    own, other = Ref("unit", zhou.organisation), Ref("unit", police)
    assert timeline(own, zhou).total == 1
    assert timeline(other, zhou).total == 0


def test_pages_and_filters_count_what_matches(thing, maker):
    for n in range(5):
        perform(maker, "thing.rename", thing, {"title": f"第 {n} 号"})
    second = timeline(thing.ref, maker, Asked(page=2, size=4))
    assert (second.total, second.pages, len(second.lines)) == (6, 2, 2)
    assert timeline(thing.ref, maker, Asked(act="thing.make")).total == 1
    assert timeline(thing.ref, maker, Asked(clause="1.1")).total == 6


def test_queries_do_not_grow_with_lines(thing, maker, django_assert_max_num_queries):
    for n in range(20):
        perform(maker, "thing.rename", thing, {"title": f"第 {n} 号"})
    with django_assert_max_num_queries(8):
        assert len(timeline(thing.ref, maker).lines) == 21
