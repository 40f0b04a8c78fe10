"""The duty list (1.2.2, 1.2.3): who may not, when not, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from heli.clauses.registry import run
from heli.collaborations.duties.queries import design
from heli.collaborations.plan.models import Task
from heli.collaborations.tests.startup import LIAISONS, denies, plant, refuses
from heli.kernel.errors import InvalidInput, RuleBroken
from heli.kernel.time import today
from heli.people.models import Post
from tests.walk.story import day, post, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NEW = {"module": "project", "title": "联合检查"}


def marked(short="税务", *kinds):
    return {"unit": str(unit(short)), "kinds": list(kinds)}


def test_only_the_designer_and_who_runs_the_matter_draw_up_the_list(startup):
    s = startup("listed")
    deeds = [
        ("duty.add", None, NEW),
        ("duty.edit", s.duty("税务"), NEW),
        ("duty.mark", s.duty("税务"), marked()),
        ("duty.remove", s.duty("税务"), None),
        ("duty.paste", None, {"text": "工作事项"}),
        ("duty.fill", None, {"cells": [{"duty": str(s.duty("税务").id), **marked()}]}),
        ("finding.adopt", None, {"finding": f"gap:{s.duty('税务').id}"}),
        ("column.send", None, None),
    ]
    for act, subject, given in deeds:
        for who in ("陈晓燕", "李敏", "郑国强"):
            with denies("2.2.2"):
                s.do(who, act, subject, given)


def test_the_list_rests_before_and_after_the_stage_of_design(startup):
    s = startup("submitted")
    with refuses("1.2.3.a", "牵头单位确认需求后"):
        s.do("周建国", "duty.add", None, NEW)
    s.reach("handed_up")
    for act, subject, given in (("duty.add", None, NEW), ("duty.mark", s.duty("税务"), marked()), ("column.send", None, None)):
        with refuses("1.2.3.a", "已报批"):
            s.do("韩雪", act, subject, given)


def test_a_cell_belongs_to_a_party_and_to_a_post_of_it(startup):
    s = startup("listed")
    with refuses("1.2.1.c"):
        s.do("韩雪", "duty.mark", s.duty("税务"), marked("公安", "assist"))
    with refuses("4.1.d"):
        s.do("韩雪", "duty.mark", s.duty("税务"), {**marked("税务", "do"), "post": str(post("丁一"))})


def test_a_unit_without_handler_and_liaison_wants_a_person_named(startup):
    s = startup("listed")
    s.do("韩雪", "duty.mark", s.duty("数据"), marked("税务"))
    plant("a unit whose posts have no such duty", Post.objects.filter(root=unit("税务")), duties=[])
    with refuses("4.1.d", "税务没有经办和联络员岗位"):
        s.do("韩雪", "duty.mark", s.duty("数据"), marked("税务", "assist"))
    s.do("韩雪", "duty.mark", s.duty("数据"), {**marked("税务", "assist"), "post": str(post("马骏"))})


def test_a_duty_serves_an_outcome_of_its_own_collaboration(startup):
    s = startup("listed")
    with refuses("1.3.8"):
        s.do("韩雪", "duty.add", None, {**NEW, "outcome": str(uuid4())})


def test_a_duty_on_which_tasks_rest_is_not_removed(startup):
    s = startup("planned")
    with refuses("1.2.2.b", "还有任务"):
        s.do("韩雪", "duty.remove", s.duty("税务"))
    s.do("韩雪", "duty.add", None, NEW)
    s.do("韩雪", "duty.remove", s.row.duty_rows.get(title=NEW["title"]))
    assert not s.row.duty_rows.filter(title=NEW["title"]).exists()


def test_a_duty_whose_tasks_were_all_dropped_is_removed_and_the_tasks_stay(startup):
    s = startup("planned")
    task = s.task("税务")
    s.do("韩雪", "task.drop", task, {"words": "并入其他任务"})
    plant("a task dropped when it still kept its duty", Task.objects.filter(id=task.id), duty=s.duty("税务"))
    s.do("韩雪", "duty.remove", s.duty("税务"))
    assert not s.row.duty_rows.filter(title="税务环节").exists()
    task.refresh_from_db()
    assert (task.state, task.duty_id) == ("dropped", None)


def test_what_is_pasted_is_held_to_what_the_form_of_a_row_takes(startup):
    s = startup("joined")
    lines = [
        "工作事项\t税务\t边界\t应交成果",
        f"领票\t牵\t{'长' * 301}\t发票",
        f"领证\t牵\t到领取为止\t{'长' * 121}",
        "三\t牵\t\t",
    ]
    with pytest.raises(InvalidInput, match=r"第 2 行：.*300.*第 3 行：.*120.*第 4 行") as refused:
        s.do("韩雪", "duty.paste", None, {"text": "\n".join(lines)})
    assert len(refused.value.fields["text"]) == 3
    assert not s.row.duty_rows.exists()


def test_a_pasted_table_with_mistakes_adds_nothing_and_names_each_line(startup):
    s = startup("joined")
    with pytest.raises(InvalidInput, match=r"第 2 行.*第 3 行"):
        s.do("韩雪", "duty.paste", None, {"text": "工作事项\t税务\n领票\t甲\n\t牵"})
    with pytest.raises(InvalidInput, match="没有名为“公安”的参与单位"):
        s.do("韩雪", "duty.paste", None, {"text": "工作事项\t公安\n刻章\t牵"})
    assert not s.row.duty_rows.exists()


def without_lead(startup):
    s = startup("listed")
    s.do("韩雪", "duty.mark", s.duty("税务"), marked("税务", "do"))
    return s, next(f.key for f in design(s.c).findings if f.sort == "gap")


def test_a_gap_is_accepted_by_who_runs_the_matter_with_a_reason_and_a_day(startup):
    s, key = without_lead(startup)
    given = {"finding": key, "reason": "系统上线后由税务牵头"}
    for who, clause in (("韩雪", "1.2.1.d"), ("郑国强", "1.2.1.d"), ("陈晓燕", "1.2.1.a")):
        with denies(clause):
            s.do(who, "finding.accept", None, given)
    for until in (None, str(today())):
        with refuses("1.2.2.b", "哪一天补齐"):
            s.do("周建国", "finding.accept", None, {**given, "until": until})
    s.do("周建国", "finding.accept", None, {**given, "until": str(day(5))})
    assert [f.accepted.reason for f in design(s.c).findings if f.key == key] == [given["reason"]]


def test_the_clause_on_overlaps_claims_no_lead_where_there_is_none(startup):
    s, _key = without_lead(startup)
    (kept,) = run("1.2.2.a", s.ref).evidence
    assert kept.sentence == "3 项职责，没有两家同时牵头的，也没有两行交同一成果"


def test_what_is_incomplete_or_gone_is_not_accepted(startup):
    s = startup("listed")
    row = s.duty("税务")
    s.do("韩雪", "duty.edit", row, {"module": "project", "title": row.title, "deliverable": row.deliverable})
    key = next(f.key for f in design(s.c).findings if f.sort == "incomplete")
    with refuses("1.2.3", "不能保留"):
        s.do("周建国", "finding.accept", None, {"finding": key, "reason": "以后再补边界"})
    s.do("韩雪", "duty.mark", s.duty("数据"), marked("税务", "do", "review"))
    key = next(f.key for f in design(s.c).findings if f.sort == "self_review")
    with pytest.raises(RuleBroken, match="不能保留") as refused:
        s.do("周建国", "finding.accept", None, {"finding": key, "reason": "以后另定审核"})
    assert refused.value.reasons[0].todo == "审核另定一个单位"
    told = {f.sentence: f.todo for f in run("1.2.3", s.ref).open}
    assert told["“数据环节”由同一单位主办又审核"] == "审核另定一个单位"
    with refuses("1.2.2", "已经不存在"):
        s.do("周建国", "finding.accept", None, {"finding": f"gap:{uuid4()}", "reason": "以后再补边界"})


def test_columns_are_not_sent_while_a_cell_is_red_nor_when_all_have_confirmed(startup):
    s, _key = without_lead(startup)
    with refuses("1.2.2.b", "没有理清"):
        s.do("韩雪", "column.send")
    s.do("韩雪", "duty.mark", s.duty("税务"), marked("税务", "lead", "do"))
    s.reach("designed")
    with refuses("1.2.3", "都已确认"):
        s.do("韩雪", "column.send")


def test_a_unit_confirms_its_own_column_and_contests_it_with_words(startup):
    s = startup("consulted")
    s.do("韩雪", "column.send")
    with denies("1.2.3"):
        s.do("丁一", "column.confirm", s.party("税务"), {"confirmed": True})
    with denies("1.2.1.d"):
        s.do("马骏", "column.confirm", s.party("税务"), {"confirmed": True})
    with refuses("1.2.3", "有争议时写明"):
        s.do("陈晓燕", "column.confirm", s.party("税务"), {"confirmed": False})


def test_a_change_of_one_column_asks_only_that_unit_again(startup):
    s = startup("designed")
    s.do("韩雪", "duty.mark", s.duty("数据"), marked("税务", "review"))
    assert design(s.c).unconfirmed() == (unit("税务"),)
    s.do("韩雪", "column.send")
    assert [m.owner_unit_id for m in s.waiting("column.confirm")] == [unit("税务")]
    s.do(LIAISONS["税务"], "column.confirm", s.party("税务"), {"confirmed": True})
    assert design(s.c).unconfirmed() == ()
