"""Loops as owner and raiser meet them: nothing stays open unseen, nothing said is lost, nobody's clock is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from heli.acts.pipeline import perform
from heli.acts.rows import Row
from heli.acts.worker import run_clocks
from heli.kernel.errors import Denied, InvalidInput, RuleBroken
from heli.kernel.time import at, clock_at, day_of
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.ledger.queries import openings
from heli.matters.models import Answer, Closing, Extension, HandOver, Matter, Refusal, Signing
from heli.people.models import AdminRole, Person, Post
from heli.people.queries import posts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

# a Monday that no test run has reached yet: the clock may not run behind the ledger
MONDAY = at(date(2031, 11, 24), 10)


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(id=matter.id)


def state(matter: Matter) -> str:
    return fresh(matter).state


@pytest.fixture(autouse=True)
def _monday():
    with clock_at(MONDAY):
        yield


def test_seven_units_are_asked_with_one_insert_and_an_entry_each(ask):
    from heli.people.queries import organisations

    ids = [o.id for o in organisations()]
    matters = ask(*ids[1:])
    entries = Entry.objects.filter(act="matter.open")
    assert {e.result for e in entries} == {m.id for m in matters}
    assert len({e.parent for e in entries}) == 1
    assert {m.due_at for m in matters} == {at(date(2031, 12, 3), 17)}


def test_the_number_of_statements_does_not_grow_with_the_parties(ask, thing, zhou):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from heli.people.queries import organisations

    ids = [o.id for o in organisations()]
    with CaptureQueriesContext(connection) as one:
        perform(zhou, "thing.ask", thing, {"units": ids[1:2]})
    with CaptureQueriesContext(connection) as many:
        perform(zhou, "thing.ask", thing, {"units": ids[1:]})
    assert len(many) == len(one)
    with CaptureQueriesContext(connection) as settling:
        perform(zhou, "thing.done", thing, {"unit": ids[1]})
    with CaptureQueriesContext(connection) as settling_all:
        perform(zhou, "thing.done", thing, {})
    assert len(settling_all) == len(settling)


def test_an_answer_waits_for_the_raiser_who_closes_the_loop(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    assert state(matter) == "answered"
    perform(zhou, "matter.confirm", matter, {})
    assert state(matter) == "closed"
    assert Closing.objects.get(matter=matter).how == "confirmed"


def test_a_returned_answer_stays_on_record_and_the_owner_gets_time(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    with clock_at(at(date(2031, 12, 3), 16)):
        perform(chen, "matter.answer", matter, {"text": "不清楚"})
    with clock_at(at(date(2031, 12, 5), 16)):
        perform(zhou, "matter.refuse", matter, {"reason": "请写明依据"})
    assert state(matter) == "open"
    assert fresh(matter).due_at == at(date(2031, 12, 8), 17)
    with clock_at(at(date(2031, 12, 8), 9)):
        perform(chen, "matter.answer", matter, {"text": "依据见附件"})
    assert list(Answer.objects.filter(matter=matter).order_by("nth").values_list("text", flat=True)) == ["不清楚", "依据见附件"]
    assert Refusal.objects.get(matter=matter).reason == "请写明依据"


def test_a_matter_without_confirmation_is_closed_by_its_answer(ask, chen):
    (matter,) = ask(chen.organisation, kind="agree")
    perform(chen, "matter.answer", matter, {"text": "同意"})
    assert state(matter) == "closed"


def test_what_is_only_read_needs_no_words_and_anything_else_does(ask, chen):
    (notice,) = ask(chen.organisation, kind="notice")
    perform(chen, "matter.answer", notice, {})
    assert state(notice) == "closed"
    (matter,) = ask(chen.organisation)
    with pytest.raises(InvalidInput, match="填写答复内容"):
        perform(chen, "matter.answer", matter, {})


def test_a_duty_is_signed_for_before_it_is_answered_and_its_clock_runs_on(ask, chen):
    (matter,) = ask(chen.organisation, kind="duty")
    with pytest.raises(RuleBroken, match="尚未签收") as refusal:
        perform(chen, "matter.answer", matter, {"text": "收到"})
    assert refusal.value.reasons[0].todo == "先签收，再答复"
    due = matter.due_at
    with clock_at(due + timedelta(days=3)):
        perform(chen, "matter.sign", matter, {})
    assert fresh(matter).due_at == due
    signing = Signing.objects.get(matter=matter)
    assert signing.at > signing.due_at
    with clock_at(due + timedelta(days=3)), pytest.raises(RuleBroken, match="已经签收"):
        perform(chen, "matter.sign", matter, {})


def test_signing_may_name_who_handles_it(ask, chen, cast):
    (matter,) = ask(chen.organisation, kind="duty")
    ma = cast("马骏")
    perform(chen, "matter.sign", matter, {"handler": ma.post})
    assert (fresh(matter).owner_post_id, state(matter)) == (ma.post, "open")
    perform(ma, "matter.answer", matter, {"text": "已办"})


def test_a_matter_is_handed_over_only_inside_the_unit_and_to_somebody(ask, chen, cast, zhou):
    (matter,) = ask(chen.organisation)
    with pytest.raises(RuleBroken, match="本单位的岗位"):
        perform(chen, "matter.hand_over", matter, {"post": zhou.post})
    ma = cast("马骏")
    vacate(cast, ma)
    with pytest.raises(RuleBroken, match="空缺"):
        perform(chen, "matter.hand_over", matter, {"post": ma.post})


def vacate(cast, actor):
    post = Post.objects.get(id=actor.post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    perform(admin, "post.assign", post, {"person": None, "reason": "退休"})


def test_what_lies_with_a_vacant_post_is_moved_on_by_the_liaison_officer(ask, cast, chen):
    ma = cast("马骏")
    (matter,) = ask(ma)
    vacate(cast, ma)
    perform(chen, "matter.hand_over", matter, {"post": chen.post, "reason": "原岗位空缺"})
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    assert HandOver.objects.get(matter=matter).from_post_id == ma.post


def test_a_stranger_may_neither_answer_nor_confirm(ask, chen, cast, zhou):
    (matter,) = ask(chen.organisation)
    with pytest.raises(Denied, match="承办"):
        perform(zhou, "matter.answer", matter, {"text": "代答"})
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    with pytest.raises(Denied, match="提出"):
        perform(chen, "matter.confirm", matter, {})


def test_urging_comes_at_most_once_in_two_hours(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    perform(zhou, "matter.urge", matter, {})
    with pytest.raises(RuleBroken, match="2 小时内") as refusal:
        perform(zhou, "matter.urge", matter, {})
    assert refusal.value.reasons[0].todo == "12:00 以后可再次催办"
    with clock_at(MONDAY + timedelta(hours=2)):
        perform(zhou, "matter.urge", matter, {})


def test_only_the_raising_unit_urges(ask, chen, cast):
    (matter,) = ask(chen.organisation)
    with pytest.raises(Denied, match="提出此事项的单位"):
        perform(chen, "matter.urge", matter, {})


def test_nobody_urges_themself(ask, cast, zhou):
    tang = cast("唐宁")
    (own,) = ask(zhou)
    (whole,) = ask(zhou.organisation)
    with pytest.raises(RuleBroken, match="等你本人办理") as refusal:
        perform(zhou, "matter.urge", own, {})
    assert refusal.value.reasons[0].clause == "1.2.6.b"
    with pytest.raises(RuleBroken, match="等你本人办理"):
        perform(tang, "matter.urge", whole, {})
    # a colleague does not wait for himself
    perform(tang, "matter.urge", own, {})
    perform(zhou, "matter.urge", whole, {})


def test_what_waits_for_another_post_of_the_same_person_is_not_urged(ask, cast, zhou):
    officer, module = posts(person=zhou.person)
    other = module if officer.id == zhou.post else officer
    (own,) = ask(replace(zhou, post=other.id))
    assert (own.owner_post_id, own.owner_unit_id) == (other.id, zhou.organisation)
    with pytest.raises(RuleBroken, match="等你本人办理"):
        perform(zhou, "matter.urge", own, {})


def test_more_time_is_asked_for_and_granted_and_lateness_stays_visible(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    late = matter.due_at + timedelta(days=5)
    with clock_at(late):
        perform(chen, "matter.ask_extension", matter, {"days": 3, "reason": "数据口径未定"})
        with pytest.raises(RuleBroken, match="已有一份延期申请"):
            perform(chen, "matter.ask_extension", matter, {"days": 5, "reason": "还要更久"})
        perform(zhou, "matter.extend", matter, {"days": 2, "reason": "同意两天"})
    extension = Extension.objects.get(matter=matter)
    assert extension.request.days == 3
    assert extension.due_before < extension.at < extension.due_after == fresh(matter).due_at
    assert day_of(extension.due_after) == date(2031, 12, 10)


def test_more_time_may_be_declined_with_a_reason(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    with pytest.raises(RuleBroken, match="没有等待答复的延期申请"):
        perform(zhou, "matter.decline_extension", matter, {"reason": "时间紧"})
    perform(chen, "matter.ask_extension", matter, {"days": 3, "reason": "数据口径未定"})
    perform(zhou, "matter.decline_extension", matter, {"reason": "时间紧"})
    perform(chen, "matter.ask_extension", matter, {"days": 1, "reason": "只要一天"})


def test_the_raiser_takes_back_what_is_not_answered_yet(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    perform(zhou, "matter.take_back", matter, {"reason": "方案已改"})
    assert state(matter) == "withdrawn"
    with pytest.raises(RuleBroken, match="已撤回"):
        perform(chen, "matter.answer", matter, {"text": "无意见"})
    (answered,) = ask(chen.organisation)
    perform(chen, "matter.answer", answered, {"text": "无意见"})
    with pytest.raises(RuleBroken, match="已答复"):
        perform(zhou, "matter.take_back", answered, {"reason": "方案已改"})


def test_what_has_a_page_of_its_own_is_answered_there(ask, cast, zhou):
    (matter,) = ask(cast("郑国强"), kind="approve")
    with pytest.raises(RuleBroken, match="专门的页面"):
        perform(cast("郑国强"), "matter.answer", matter, {"text": "同意"})
    with pytest.raises(RuleBroken, match="不能单独撤回"):
        perform(zhou, "matter.take_back", matter, {"reason": "不批了"})
    with pytest.raises(RuleBroken, match="指定岗位"):
        perform(cast("郑国强"), "matter.hand_over", matter, {"post": cast("周建国").post})


def test_a_deed_settles_what_it_answers(ask, chen, thing, zhou, cast):
    matter, other = ask(chen.organisation, cast("王海涛").organisation)
    perform(chen, "thing.done", thing, {"unit": chen.organisation, "text": "已确认"})
    assert (state(matter), state(other)) == ("closed", "open")
    assert Answer.objects.get(matter=matter).text == "已确认"
    entry = Entry.objects.get(act="matter.settle")
    assert entry.subject == matter.id
    assert entry.parent is not None


def test_what_a_subject_leaves_behind_is_withdrawn(ask, chen, thing, zhou, cast):
    matters = ask(chen.organisation, cast("王海涛").organisation)
    perform(zhou, "thing.drop", thing, {})
    assert {state(m) for m in matters} == {"withdrawn"}


def test_silence_counts_only_where_the_kind_says_so_and_not_before_its_time(ask, chen):
    (quiet,) = ask(chen.organisation)
    (accept,) = ask(chen.organisation, kind="accept")
    (agree,) = ask(chen.organisation, kind="agree")
    with clock_at(accept.due_at - timedelta(minutes=1)):
        assert run_clocks() == 0
    with clock_at(accept.due_at):
        run_clocks()
        assert [state(m) for m in (quiet, accept, agree)] == ["open", "closed", "open"]
    with clock_at(at(date(2031, 12, 1), 17)):
        run_clocks()
        assert [state(m) for m in (quiet, accept, agree)] == ["open", "closed", "closed"]
        assert run_clocks() == 0
    lapse = Closing.objects.get(matter=agree)
    assert (lapse.how, lapse.rule, lapse.person_id) == ("lapsed", "deemed_agree", None)


def test_the_silence_of_the_raiser_counts_too(ask, chen):
    (matter,) = ask(chen.organisation, kind="solve")
    perform(chen, "matter.answer", matter, {"text": "已解决"})
    with clock_at(matter.due_at + timedelta(days=10)):
        run_clocks()
    assert Closing.objects.get(matter=matter).reason == "提出方逾期未确认"
    assert Answer.objects.get(matter=matter).text == "已解决"


def test_what_waits_for_the_raiser_is_not_accepted_before_it_is_answered(ask, chen, zhou):
    matter, more, again = (ask(chen.organisation, kind="solve")[0] for _ in range(3))
    perform(zhou, "matter.extend", more, {"days": 1, "reason": "材料补交"})
    perform(chen, "matter.answer", again, {"text": "已解决"})
    perform(zhou, "matter.refuse", again, {"reason": "没有解决"})
    with clock_at(at(date(2031, 12, 1), 17)):
        assert run_clocks() == 0
    assert {state(m) for m in (matter, more, again)} == {"open"}


def test_more_time_moves_the_moment_of_silence(ask, chen, zhou):
    (matter,) = ask(chen.organisation, kind="accept")
    perform(zhou, "matter.extend", matter, {"days": 5, "reason": "材料补交"})
    with clock_at(matter.due_at):
        run_clocks()
    assert state(matter) == "open"


def test_a_matter_is_closed_once_the_database_itself_says_so(ask, chen):
    (matter,) = ask(chen.organisation, kind="agree")
    perform(chen, "matter.answer", matter, {"text": "同意"})
    first = Closing.objects.get(matter=matter)
    second = Closing(id=matter.id, root_id=matter.root_id, matter=matter, at=first.at, how="settled")
    with pytest.raises(IntegrityError), transaction.atomic(), door("act"):
        super(Row, second).save(force_insert=True)


def test_a_change_of_person_moves_what_waits(ask, chen, cast):
    (matter,) = ask(chen)
    post = Post.objects.get(id=chen.post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    hu = Person.objects.get(name="胡波")
    perform(admin, "post.assign", post, {"person": hu.id, "reason": "岗位调整"})
    with pytest.raises(Denied, match="不在这个岗位"):
        perform(chen, "matter.answer", matter, {"text": "无意见"})
    successor = cast("胡波", "liaison")
    assert successor.post == post.id
    perform(successor, "matter.answer", matter, {"text": "无意见"})
    assert Answer.objects.get(matter=matter).person_id == hu.id


def test_the_record_says_who_is_told(ask, chen, zhou):
    (matter,) = ask(chen.organisation)
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    told = {e.act: openings([e.id])[e.id].get("tells") for e in Entry.objects.filter(act__startswith="matter.")}
    assert told == {"matter.open": [f"unit:{chen.organisation}"], "matter.answer": [f"post:{zhou.post}"]}


def test_nobody_grants_more_time_to_themselves(ask, zhou):
    (matter,) = ask(zhou)
    perform(zhou, "matter.ask_extension", matter, {"days": 3, "reason": "数据口径未定"})
    for act, given in (("matter.extend", {"days": 3, "reason": "同意"}), ("matter.decline_extension", {"reason": "不同意"})):
        with pytest.raises(RuleBroken, match="不能由本人同意") as refused:
            perform(zhou, act, matter, given)
        assert "市监 郑国强" in refused.value.reasons[0].ask


def test_where_owner_and_raiser_are_one_person_the_head_of_the_unit_decides(ask, zhou, cast):
    (matter,) = ask(zhou)
    perform(zhou, "matter.ask_extension", matter, {"days": 3, "reason": "数据口径未定"})
    perform(cast("郑国强"), "matter.extend", matter, {"days": 3, "reason": "同意"})
    assert fresh(matter).due_at > matter.due_at


def test_the_head_of_the_owner_does_not_answer_for_a_raiser_who_can(ask, chen, cast):
    from heli.people.queries import posts

    (matter,) = ask(chen)
    perform(chen, "matter.ask_extension", matter, {"days": 3, "reason": "数据口径未定"})
    heads = [p for p in posts(units=[chen.organisation]) if {"head", "deputy_head"} & set(p.duties) and p.person_id]
    with pytest.raises(RuleBroken, match="由提出方答复"):
        perform(cast(heads[0].person), "matter.extend", matter, {"days": 3, "reason": "同意"})
