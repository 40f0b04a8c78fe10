"""The inbox of a post: what waits, in which tab, for how long; its cost does not grow with the house."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts import consumers, worker
from heli.acts.doors import generator
from heli.acts.pipeline import perform
from heli.acts.rows import _plain
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.ids import random_id
from heli.kernel.time import at, clock_at
from heli.matters.models import Handled, Matter
from heli.matters.queries import inbox, stuck, unsettled, waiting_count
from heli.people.models import AdminRole, Person, Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MONDAY = at(date(2031, 11, 24), 10)


@pytest.fixture(autouse=True)
def _monday():
    with clock_at(MONDAY):
        yield


def counts(actor):
    worker.settle()
    return {t.key: t.text for t in inbox(actor).tabs if t.count}


def titles(actor, tab, **more):
    worker.settle()
    return [line.title for line in inbox(actor, tab, **more).lines]


def test_each_matter_stands_in_one_tab_of_each_side(ask, chen, zhou):
    (consult,) = ask(chen.organisation)
    ask(chen.organisation, kind="notice", title="会议通知")
    ask(chen.organisation, kind="duty", title="职责确认")
    assert counts(chen) == {"sign": "1", "todo": "1", "read": "1"}
    assert counts(zhou) == {"mine": "2"}
    perform(chen, "matter.answer", consult, {"text": "无意见"})
    assert counts(chen) == {"sign": "1", "read": "1", "done": "1"}
    assert counts(zhou) == {"confirm": "1", "mine": "1"}
    perform(zhou, "matter.confirm", consult, {})
    assert counts(zhou) == {"mine": "1", "done": "1"}


def done(actor):
    worker.settle()
    return [(line.did, line.title) for line in inbox(actor, "done").lines]


def test_done_is_what_a_post_did_not_only_what_it_owned(ask, chen, zhou, cast):
    (consult,) = ask(chen.organisation)
    perform(chen, "matter.hand_over", consult, {"post": cast("马骏").post})
    assert done(chen) == [("已转出", "职责清单征求意见")]
    perform(cast("马骏"), "matter.answer", consult, {"text": "无意见"})
    assert done(zhou) == []  # it waits for the raiser's word
    perform(zhou, "matter.refuse", consult, {"reason": "没有写依据"})
    assert done(zhou) == [("已退回重办", "职责清单征求意见")]
    assert done(cast("马骏")) == []  # it waits there again
    perform(cast("马骏"), "matter.answer", consult, {"text": "无意见，依据附后"})
    assert done(zhou) == []
    perform(zhou, "matter.confirm", consult, {})
    assert done(zhou) == [("已确认", "职责清单征求意见")]
    assert done(cast("马骏")) == [("已答复", "职责清单征求意见")]
    assert done(chen) == [("已转出", "职责清单征求意见")]


def test_done_holds_what_one_raised_and_others_brought_to_its_end_and_each_thing_once(ask, chen, zhou):
    ask(chen.organisation, kind="notice", title="会议通知")
    (agree,) = ask(chen.organisation, kind="agree", title="会签稿")
    perform(chen, "matter.answer", agree, {"text": "同意"})
    assert done(chen) == [("已答复", "会签稿")]  # owned by the unit, answered in the post: one line
    assert done(zhou) == [("已办结", "会签稿")]
    notice = Matter.objects.get(title="会议通知")
    perform(chen, "matter.answer", notice, {})
    assert [t for _, t in done(zhou)] == ["会签稿"]  # nobody waits for the reading of a notice


def test_done_is_made_anew_from_the_record(ask, chen, zhou):
    (consult,) = ask(chen.organisation)
    perform(chen, "matter.answer", consult, {"text": "无意见"})
    perform(zhou, "matter.confirm", consult, {})
    worker.settle()

    def rows():
        return sorted(Handled.objects.values_list("holder", "matter", "at", "did"))

    before = rows()
    assert len(before) == 3  # the two posts, and the unit for which it was answered
    consumers.rebuild("handled", [Handled])
    assert rows() == before


def test_a_line_says_who_waits_for_whom_and_how_long(ask, chen, zhou):
    ask(chen.organisation)
    with clock_at(at(date(2031, 11, 26), 11)):
        (line,) = inbox(chen, "todo").lines
        assert (line.verb, line.who, line.waited) == ("答复", "周建国（市监） 等你单位答复", "2 个工作日")
        assert (line.due, line.due_class) == ("12-03（暂定）", "")
        (line,) = inbox(zhou, "mine").lines
        assert line.who == "等 税务 答复"
    with clock_at(at(date(2031, 12, 5), 11)):
        (line,) = inbox(chen, "todo").lines
        assert (line.due, line.due_class, line.late) == ("逾期 2 个工作日", "late", True)


def test_what_the_reader_may_not_see_lends_no_title(ask, chen, zhou):
    ask(chen.organisation)
    (theirs,) = inbox(chen, "todo").lines
    assert (theirs.where, theirs.about_url) == ("", "")  # the root is market supervision's own


def test_the_most_urgent_stands_first_under_its_heading(ask, chen):
    ask(chen.organisation)
    ask(chen.organisation, kind="agree", title="会签稿")
    with clock_at(at(date(2031, 11, 28), 10)):
        assert [(g.label, [line.title for line in g.lines]) for g in inbox(chen, "todo").groups] == [
            ("已逾期", ["会签稿"]),
            ("以后", ["职责清单征求意见"]),
        ]
        assert (inbox(chen).late, inbox(chen).today) == (1, 0)
        assert titles(chen, "todo", kind="agree") == ["会签稿"]
        assert [(k.label, k.count) for k in inbox(chen, "todo").kinds] == [("会签", 1), ("征求意见", 1)]


def test_a_kind_may_lead_to_a_page_of_its_own(ask, cast):
    zheng = cast("郑国强")
    (matter,) = ask(zheng, kind="approve", title="流程审批")
    (line,) = inbox(zheng, "todo").lines
    assert line.url == f"/approvals/{matter.about_id}"


def test_the_deputy_sees_what_waits_for_the_unit_and_a_colleague_does_not(ask, chen, cast):
    ask(chen.organisation)
    deputy = next(cast(h.person.name, "deputy_liaison") for h in _holdings(chen.organisation, "deputy_liaison"))
    assert counts(deputy) == {"todo": "1"}
    assert counts(cast("马骏")) == {} or "deputy_liaison" in cast("马骏").duties


def _holdings(organisation, duty):
    posts = [p for p in Post.objects.filter(root=organisation) if duty in p.duties]
    return [p.holdings.first() for p in posts]


def test_replacing_a_person_moves_the_inbox(ask, chen, cast):
    ask(chen)
    admin = cast(AdminRole.objects.get(organisation=chen.organisation, role="system").person.name)
    perform(
        admin, "post.assign", Post.objects.get(id=chen.post), {"person": Person.objects.get(name="胡波").id, "reason": "轮岗"}
    )
    assert titles(cast("胡波", "liaison"), "todo") == ["职责清单征求意见"]


def test_a_stranger_finds_nothing_where_a_side_finds_the_matter(ask, chen, cast):
    (matter,) = ask(chen.organisation)
    assert find("matter", matter.id, visible_to=cast("马骏")).title == matter.title
    with pytest.raises(Absent):
        find("matter", matter.id, visible_to=cast("王海涛"))
    admin = cast(AdminRole.objects.get(organisation=chen.organisation, role="security").person.name)
    with pytest.raises(Absent):
        find("matter", matter.id, visible_to=admin)


def test_the_raisers_colleagues_see_what_is_for_the_parties_and_not_what_is_kept_between_two(ask, cast, chen):
    (open_one,) = ask(chen.organisation)
    assert find("matter", open_one.id, visible_to=cast("郑国强"))


def test_the_line_on_top_offers_urging_to_colleagues_of_the_raiser_but_not_to_the_one_it_waits_for(ask, thing, zhou, cast):
    ask(zhou)
    offers = {name: stuck(thing.root_id, cast(name)).urgeable for name in ("周建国", "唐宁", "陈晓燕")}
    assert offers == {"周建国": False, "唐宁": True, "陈晓燕": False}


def test_the_line_on_top_says_who_is_stuck_for_how_long_and_who_can_help(ask, thing, chen, zhou):
    (matter,) = ask(chen.organisation)
    waiting = stuck(thing.root_id, zhou)
    assert (waiting.late, waiting.who) == (False, "税务")
    with clock_at(at(date(2031, 12, 5), 11)):
        found = stuck(thing.root_id, zhou)
        assert (found.who, found.long, found.what) == ("税务", "2 个工作日", "职责清单征求意见")
        assert found.fix == "税务 答复或申请延期；周建国（市监） 可延期或撤回"
        perform(chen, "matter.answer", matter, {"text": "无意见"})
    with clock_at(at(date(2031, 12, 12), 11)):
        assert stuck(thing.root_id, zhou).who == "周建国（市监）"


def test_what_is_open_stands_against_a_closing_and_what_is_only_read_does_not(ask, thing, chen, zhou):
    ask(chen.organisation, kind="notice")
    (matter,) = ask(chen.organisation)
    assert [(r.clause, r.ask) for r in unsettled(thing.root_id)] == [("1.2.6", "税务")]
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    assert [r.ask for r in unsettled(thing.root_id)] == ["周建国（市监）"]
    perform(zhou, "matter.confirm", matter, {})
    assert unsettled(thing.root_id) == []


def grow(template: Matter, n: int, **values) -> list[Matter]:
    """`n` more matters like `template`, through the generator's door."""
    fields = [f.attname for f in Matter._meta.concrete_fields if not f.primary_key]
    same = {name: getattr(template, name) for name in fields} | values
    with generator("inbox test"):
        return _plain(Matter).bulk_create([Matter(id=random_id(), **same) for _ in range(n)])


def handle(holder, matters) -> None:
    """What the consumer would have made of them."""
    with generator("inbox test"):
        Handled.objects.bulk_create([Handled(holder=holder, matter=m, at=m.done_at) for m in matters])


@pytest.mark.parametrize("tab", ["sign", "todo", "read", "confirm", "mine", "done"])
def test_the_cost_of_a_tab_does_not_grow(ask, chen, zhou, cast, tab):
    for actor in (chen, zhou):
        with CaptureQueriesContext(connection) as before:
            first = inbox(actor, tab)
        del first
    (matter,) = ask(chen.organisation)
    (mine,) = ask(chen)
    perform(chen, "matter.answer", mine, {"text": "无意见"})
    with CaptureQueriesContext(connection) as few:
        inbox(chen, tab)
    far = MONDAY + timedelta(days=3)
    grow(matter, 150)
    handle(chen.organisation, grow(matter, 150, state="closed", done_at=far))
    handle(chen.post, grow(Matter.objects.get(id=mine.id), 150, state="closed"))
    with CaptureQueriesContext(connection) as many:
        found = inbox(chen, tab)
    assert len(many) <= 9
    assert len(many) <= max(len(few), len(before) + 7)
    assert {t.text for t in found.tabs if t.key in ("todo", "done")} == {"99+"}
    assert len(found.lines) <= 30
    with CaptureQueriesContext(connection) as one:
        assert waiting_count(chen) == 100
    assert len(one) == 1


def test_pages_follow_one_another_without_gap_or_double(ask, chen):
    (matter,) = ask(chen.organisation)
    grow(matter, 64)
    pages = [inbox(chen, "todo", page=n) for n in (1, 2, 3)]
    assert [p.more for p in pages] == [True, True, False]
    assert len({line.id for p in pages for line in p.lines}) == 65


def test_a_house_without_kinds_has_an_empty_inbox(chen, monkeypatch):
    from heli.matters import kinds

    monkeypatch.setattr(kinds, "_kinds", {})
    assert waiting_count(chen) == 0
    assert inbox(chen, "read").groups == ()
