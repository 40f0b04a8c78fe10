"""Files along the walk: the doer of a task, its receiver, an approver, the maker of an outcome; each in their time."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from heli.acts.pipeline import perform
from heli.documents.queries import download, files, files_of
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.errors import Absent, Denied, HeliError, RuleBroken
from heli.kernel.ref import Ref
from tests.walk import story
from tests.walk.story import Refused, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


@pytest.fixture
def walk(cast):
    def way(who, act, subject, given=None):
        refusal = None
        for actor in cast.in_every_post(who):
            try:
                return getattr(perform(actor, act, subject, dict(given) if given is not None else None), "ref", None)
            except HeliError as error:
                refusal = error
                if error.code != "denied":
                    break
        raise Refused({r.clause for r in refusal.reasons}, str(refusal))

    told = Story(way)
    for part in (story.need, story.design):
        part(told)
    return told


def bring(actor, about, content=b"%PDF-1", name="回执.pdf"):
    return attach(actor, about, received(content, name)).result


def test_participants_attach_to_the_collaboration(walk, cast):
    made = bring(cast("王海涛"), walk.ref)
    assert [f.id for f in files_of(walk.ref, cast("周建国", "officer"))] == [made.id]
    perform(cast("王海涛"), "document.remove", made)
    assert files_of(walk.ref, cast("周建国", "officer")) == ()


def test_an_approver_attaches_to_the_opinion_until_it_is_given(walk, cast):
    walk.do("韩雪", "design.submit")
    one = story._approval(walk)
    with pytest.raises(Denied):
        bring(cast("韩雪"), one)
    made = bring(cast("郑国强"), one, name="审批意见.pdf")
    walk.do("郑国强", "approval.decide", one, story.agreement())
    with pytest.raises(RuleBroken, match="存档"):
        perform(cast("郑国强"), "document.remove", made)
    assert [f.name for f in files_of(one, cast("李敏"))] == ["审批意见.pdf"]
    for name in ("李敏", "林志远"):
        walk.do(name, "approval.decide", one, story.agreement())
    with pytest.raises(Denied, match="已经结束"):
        bring(cast("林志远"), one)


def test_a_task_takes_files_of_its_doer_until_handed_in_and_then_of_its_receiver(walk, cast):
    story.approval(walk)
    task = walk.tasks()[0]
    doer = cast(next(story.DOERS[s] for s in story.UNITS if story.unit(s) == task.unit_id))
    receiver = cast("丁一" if task.receiver_id == story.unit("数据") else "唐宁")
    with pytest.raises(Denied, match="承办人或接收单位"):
        bring(cast("何文博"), task.ref)
    story.sign(walk, task, doer.names.person)
    walk.do(doer.names.person, "task.start", task.ref)
    made, draft = bring(doer, task.ref), bring(doer, task.ref, b"%PDF-2", "草稿.pdf")
    perform(doer, "document.remove", draft)
    walk.do(doer.names.person, "task.hand_in", task.ref, {"words": "已办结，结果已推送"})
    assert [(f.name, f.removable) for f in files_of(task.ref, doer)] == [("回执.pdf", False)]
    with pytest.raises(RuleBroken, match="存档"):
        perform(doer, "document.remove", made)
    with pytest.raises(Denied, match="正在等验收"):
        bring(doer, task.ref)
    assert "等验收" in files(task.ref, doer).why
    bring(receiver, task.ref, b"%PDF-3", "验收记录.pdf")
    assert [f.name for f in files_of(task.ref, receiver)] == ["回执.pdf", "验收记录.pdf"]


def test_an_outcome_takes_files_of_its_maker(walk, cast):
    outcome = walk.row.outcomes.order_by("order")[0]
    with pytest.raises(Denied, match="承办单位"):
        bring(cast("王海涛"), outcome.ref)
    bring(cast("许文静"), outcome.ref, name="一张表单.pdf")
    assert [f.name for f in files_of(outcome.ref, cast("周建国", "officer"))] == ["一张表单.pdf"]


def test_who_does_not_take_part_neither_sees_nor_brings_a_file(cast, walk):
    zhou = cast("周建国", "officer")
    start = {"scenario": "service", "title": "另一件事"}
    draft = perform(zhou, "collaboration.start", Ref("unit", story.unit("市监")), start)
    made = bring(zhou, draft.ref)
    assert download(made.id, zhou).name == "回执.pdf"
    outsider = cast("王海涛")
    for seen in (lambda: files_of(draft.ref, outsider), lambda: bring(outsider, draft.ref), lambda: download(made.id, outsider)):
        with pytest.raises(Absent):
            seen()
