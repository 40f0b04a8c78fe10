"""The duty list as its designer, the officers in charge and a liaison officer meet it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts.pipeline import perform
from heli.collaborations.duties.models import AcceptedFinding, ColumnConfirmation, DutyCell, DutyRow
from heli.collaborations.duties.pages import matrix
from heli.collaborations.duties.queries import design
from heli.collaborations.duties.rules import letters_of
from heli.collaborations.duties.tests.scene import PLAIN
from heli.collaborations.tests.startup import plant, refuses
from heli.kernel.cards import find
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, now
from tests.walk import story
from tests.walk.story import LIAISONS, UNITS, day, unit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def han(browser, cast):
    return browser(cast("韩雪"))


def kinds(world, title, short):
    cell = DutyCell.objects.filter(duty=world.duty(title), unit=unit(short)).first()
    return set(cell.kinds) if cell else set()


def test_the_list_shows_what_is_not_clear_and_why_it_cannot_be_sent(listed, han):
    html = han.get(f"{listed.url}duties/").content.decode()
    assert "“银行预约开户”没有牵头单位" in html
    assert "处没有理清，理清或写明理由保留后才能发送确认" in html
    assert 'aria-disabled="true"' in html
    assert "项目管理<small>市监 周建国" in html


def test_one_click_marks_a_cell_and_answers_with_the_row(listed, han):
    row = listed.duty("银行预约开户")
    given = {"row": row.id, "unit": unit("人行"), "kinds": "牵主", "seen": row.version, "key": "k1"}
    answer = han.post(f"{listed.url}duties/cell/", given, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-row="{row.id}"' in html
    assert 'id="mx-aside"' in html
    assert html.count('data-check="') == listed.row.duty_rows.count() - 1  # a click may settle or raise a finding of another row
    assert "“银行预约开户”没有牵头单位" not in html
    assert kinds(listed, "银行预约开户", "人行") == {"lead", "do"}
    han.post(f"{listed.url}duties/cell/", {**given, "kinds": "", "key": "k2"}, headers=HTMX)
    assert kinds(listed, "银行预约开户", "人行") == set()


@pytest.mark.parametrize("wrong", [{"kinds": "甲"}, {"unit": "x"}, {"unit": "00000000-0000-4000-8000-000000000000"}])
def test_a_cell_that_cannot_be_is_refused_with_a_panel(listed, han, wrong):
    row = listed.duty("银行预约开户")
    given = {"row": row.id, "unit": unit("人行"), "kinds": "牵", "seen": row.version, **wrong}
    answer = han.post(f"{listed.url}duties/cell/", given, headers=HTMX)
    assert answer.status_code == 422
    assert "未办成" in answer.content.decode()
    assert kinds(listed, "银行预约开户", "人行") == {"do"}


def test_a_row_that_was_changed_meanwhile_is_not_written_over(listed, han):
    row = listed.duty("银行预约开户")
    listed.do("周建国", "duty.edit", PLAIN, row.ref)
    given = {"row": row.id, "unit": unit("人行"), "kinds": "牵", "seen": row.version}
    assert han.post(f"{listed.url}duties/cell/", given).status_code == 409


def test_two_people_in_one_row_do_not_meet_and_in_one_cell_the_second_is_told(listed, han, browser, cast):
    row, zhou, address = listed.duty("银行预约开户"), browser(cast("周建国")), f"{listed.url}duties/cell/"

    def mark(who, short, letter, was):
        given = {"row": row.id, "unit": unit(short), "kinds": letter, "was": was, "key": f"{short}{letter}{was}"}
        return who.post(address, given, headers=HTMX)

    tax, police = (letters_of(kinds(listed, "银行预约开户", s)) or "空" for s in ("税务", "公安"))
    assert mark(zhou, "税务", "协", tax).status_code == 200
    assert mark(han, "公安", "审", police).status_code == 200
    answer = mark(han, "税务", "审", tax)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "“银行预约开户”税务一格现在是“协”" in html
    assert "周建国" in html
    assert f'data-row="{row.id}"' in html
    assert kinds(listed, "银行预约开户", "税务") == {"assist"}
    assert mark(han, "税务", "审", "协").status_code == 200


def test_a_region_in_which_somebody_changed_a_cell_is_not_written(listed, han):
    row = listed.duty("银行预约开户")
    address = f"{listed.url}duties/block/"
    cells = [[str(row.id), str(unit("人行")), "牵主", "空"]]
    answer = han.post(address, {"cells": json.dumps(cells)})
    assert answer.status_code == 409
    assert "人行一格现在是“主”" in answer.content.decode()
    assert kinds(listed, "银行预约开户", "人行") == {"do"}


def test_the_form_of_a_cell_says_what_stands_there_by_now(listed, han):
    row = listed.duty("银行预约开户")
    address = f"{listed.url}duties/{row.id}/{unit('人行')}/"
    given = {"kinds": ["assist"], "post": "", "was": "空", "seen": row.version}
    answer = han.post(address, given)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "这一格现在是“主”" in html
    assert 'name="was" value="主"' in html
    assert han.post(address, {**given, "was": "主"}).status_code == 303
    assert kinds(listed, "银行预约开户", "人行") == {"assist"}


def test_a_proposal_is_taken_with_one_click(listed, han, browser, cast):
    html = han.get(f"{listed.url}duties/").content.decode()
    assert "由人行牵头并主办" in html
    gap = f"gap:{listed.duty('银行预约开户').id}"
    address = f"{listed.url}duties/adopt/?finding={gap}"
    assert browser(cast("王海涛")).post(address, {"key": "w"}).status_code == 403
    assert han.post(address, {"key": "a", "seen": listed.row.version}).status_code == 303
    assert kinds(listed, "银行预约开户", "人行") == {"lead", "do"}
    answer = han.post(address, {"key": "b", "seen": listed.row.version})
    assert answer.status_code == 422
    assert "这处问题已经不存在" in answer.content.decode()


def test_whoever_does_and_reviews_gives_up_the_review_with_one_click(startup, browser):
    s = startup("listed")
    tax = {"unit": str(unit("税务")), "kinds": ["do", "review"]}
    s.do("韩雪", "duty.mark", s.duty("数据"), tax)
    han, page = browser(s.cast("韩雪")), f"/c/{s.row.number}/duties/"
    html = han.get(page).content.decode()
    address = html.split(f'action="{page}adopt/', 1)[1].split('"', 1)[0]
    assert "finding=self_review:" in address
    assert han.post(f"{page}adopt/{address}", {"key": "a", "seen": s.row.version}).status_code == 303
    assert set(DutyCell.objects.get(duty=s.duty("数据"), unit=unit("税务")).kinds) == {"do"}


def test_a_region_is_written_whole_or_not_at_all(listed, han):
    row = listed.duty("银行预约开户")
    one, none = [str(row.id), str(unit("人行")), "牵主"], [str(row.id), str(unit("市监")), ""]
    bad = [str(row.id), "00000000-0000-4000-8000-000000000000", "协"]
    address = f"{listed.url}duties/block/"
    assert han.post(address, {"cells": json.dumps([one, bad])}).status_code == 422
    assert han.post(address, {"cells": "[1"}).status_code == 422
    assert kinds(listed, "银行预约开户", "人行") == {"do"}
    assert han.post(address, {"cells": json.dumps([one, none])}).status_code == 204
    assert kinds(listed, "银行预约开户", "人行") == {"lead", "do"}
    assert kinds(listed, "银行预约开户", "市监") == set()


def test_a_row_form_fills_text_and_cells_without_js(listed, han):
    row = listed.duty("银行预约开户")
    address = f"{listed.url}duties/{row.id}/"
    html = han.get(address).content.decode()
    assert f"{address}{unit('人行')}/" in html
    done = han.post(f"{address}{unit('人行')}/", {"kinds": ["lead", "do"], "seen": row.version, "key": "a"})
    assert (done.status_code, done.headers["Location"]) == (303, address)
    assert kinds(listed, "银行预约开户", "人行") == {"lead", "do"}
    done = han.post(address, {**PLAIN, "title": "银行开户", "ground": "", "outcome": "", "seen": row.version, "key": "b"})
    assert done.status_code == 303
    assert DutyRow.objects.get(id=row.id).title == "银行开户"


def test_a_refused_form_keeps_what_was_typed(listed, han):
    answer = han.post(f"{listed.url}duties/add/", {**PLAIN, "title": "印", "seen": "1", "key": "a"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "从申请到备案" in html
    assert 'href="#f-title"' in html
    row = listed.duty("银行预约开户")
    answer = han.post(f"{listed.url}duties/{row.id}/", {**PLAIN, "title": "", "seen": row.version, "key": "b"})
    assert answer.status_code == 422
    assert "备案回执" in answer.content.decode()


def test_a_pasted_table_with_mistakes_names_the_lines_and_stays(fresh, han):
    text = "工作事项\t市监\t公安\n印章备案\t牵主\t甲\n\t协\t协"
    answer = han.post(f"{fresh.url}duties/paste/", {"text": text, "module": "project", "seen": fresh.row.version, "key": "a"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 行" in html
    assert "第 3 行：缺工作事项名称" in html
    assert "印章备案\t牵主\t甲" in html
    assert not fresh.row.duty_rows.exists()


def test_a_finding_is_kept_with_a_reason_by_the_lead_only(listed, han, browser, cast):
    row = listed.duty("银行预约开户")
    address = f"{listed.url}duties/keep/?finding=gap:{row.id}"
    zhou = browser(cast("周建国", "officer"))
    seen = listed.row.version
    answer = zhou.post(address, {"reason": "人行正在定岗", "seen": seen, "key": "a"})
    assert answer.status_code == 422
    assert "人行正在定岗" in answer.content.decode()
    assert "哪一天补齐" in answer.content.decode()
    assert zhou.post(address, {"reason": "人行正在定岗", "until": day(5), "seen": seen, "key": "b"}).status_code == 303
    assert AcceptedFinding.objects.get().finding == f"gap:{row.id}"
    assert "人行正在定岗" in han.get(f"{listed.url}duties/").content.decode()
    assert han.get(f"{listed.url}duties/keep/?finding=gap:gone").status_code == 404


def test_a_reason_for_a_finding_that_was_settled_meanwhile_is_refused_and_stays(startup, browser):
    s = startup("listed")
    mark = {"unit": str(unit("税务")), "kinds": ["do"]}
    s.do("韩雪", "duty.mark", s.duty("税务"), mark)
    zhou, address = browser(s.cast("周建国", "officer")), f"/c/{s.row.number}/duties/keep/?finding=gap:{s.duty('税务').id}"
    assert zhou.get(address).status_code == 200
    s.do("韩雪", "duty.mark", s.duty("税务"), {**mark, "kinds": ["lead", "do"]})
    answer = zhou.post(address, {"reason": "税务正在定岗", "until": str(day(5)), "seen": s.row.version, "key": "a"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "这处问题已经不存在" in html
    assert "税务正在定岗" in html
    assert str(day(5)) in html
    assert zhou.get(address).status_code == 404


def test_the_columns_are_sent_and_each_unit_confirms_its_own_only(settled, han, browser, cast):
    assert han.post(f"{settled.url}duties/send/", {"seen": settled.row.version, "key": "a"}).status_code == 303
    chen = browser(cast("陈晓燕", "liaison"))
    page = chen.get(f"{settled.url}duties/confirm/")
    html = page.content.decode()
    assert "税务局的职责和任务" in html
    assert " checked" not in html
    party = settled.party("税务")
    answer = chen.post(f"{settled.url}duties/confirm/", {"confirmed": "false", "words": "", "seen": party.version, "key": "a"})
    assert answer.status_code == 422
    assert "写明哪一项" in answer.content.decode()
    assert chen.post(f"{settled.url}duties/confirm/", {"seen": party.version, "key": "b"}).status_code == 422
    done = chen.post(f"{settled.url}duties/confirm/", {"confirmed": "true", "seen": party.version, "key": "c"})
    assert done.status_code == 303
    assert list(ColumnConfirmation.objects.values_list("unit", flat=True)) == [unit("税务")]
    assert "已确认" in han.get(f"{settled.url}duties/").content.decode()


def test_who_does_not_answer_for_a_unit_cannot_confirm(settled, browser, cast):
    han = browser(cast("韩雪"))
    party = settled.party("市监")
    assert han.post(f"{settled.url}duties/confirm/", {"confirmed": "true", "seen": party.version}).status_code == 403
    lin = browser(cast("林志远"))
    assert lin.get(f"{settled.url}duties/confirm/").status_code == 404
    assert not ColumnConfirmation.objects.exists()


def test_a_liaison_officer_reads_the_list_and_changes_nothing(listed, browser, cast):
    chen = browser(cast("陈晓燕", "liaison"))
    html = chen.get(f"{listed.url}duties/").content.decode()
    assert "data-cell" not in html
    assert "duties/add/" not in html
    row = listed.duty("银行预约开户")
    given = {"row": row.id, "unit": unit("税务"), "kinds": "牵", "seen": row.version}
    assert chen.post(f"{listed.url}duties/cell/", given).status_code == 403
    assert chen.post(f"{listed.url}duties/{row.id}/{unit('税务')}/", {"kinds": "lead", "seen": row.version}).status_code == 403


def test_who_does_not_take_part_finds_nothing_and_rows_stay_below_their_own_collaboration(listed, han, browser, cast):
    row = listed.duty("银行预约开户")
    given = {"scenario": "service", "title": "不动产登记一件事"}
    other = perform(cast("周建国", "officer"), "collaboration.start", Ref("unit", unit("市监")), given)
    chen, zhou = browser(cast("陈晓燕")), browser(cast("周建国", "officer"))
    for page in ("", "add/", "paste/", "confirm/", "send/"):
        assert chen.get(f"/c/{other.id}/duties/{page}").status_code == 404, page
    assert zhou.get(f"/c/{other.id}/duties/").status_code == 200
    assert zhou.get(f"/c/{other.id}/duties/{row.id}/").status_code == 404
    assert zhou.get(f"/c/{other.id}/duties/{row.id}/{unit('税务')}/").status_code == 404


def test_the_matter_in_the_inbox_leads_to_the_own_column(settled, cast, browser):
    story.consult(settled.walk)
    settled.do("韩雪", "column.send")
    chen = browser(cast("陈晓燕"))
    where = f"{settled.url}duties/confirm/"
    assert f'href="{where}"' in chen.get("/inbox/").content.decode()
    page = chen.get(where).content.decode()
    assert "提交答复" in page
    assert "还没有发送确认" not in page


def test_after_the_approval_is_asked_for_the_list_is_only_read(settled, han):
    story.consult(settled.walk)
    settled.do("韩雪", "column.send")
    for short in UNITS:
        settled.do(LIAISONS[short], "column.confirm", {"confirmed": True}, settled.party(short).ref)
    settled.do("韩雪", "design.submit")
    html = han.get(f"{settled.url}duties/").content.decode()
    assert "已报批，不能直接修改" in html
    assert "data-cell" not in html
    row = settled.duty("银行预约开户")
    answer = han.post(f"{settled.url}duties/cell/", {"row": row.id, "unit": unit("人行"), "kinds": "", "seen": row.version})
    assert answer.status_code == 422
    assert "已报批" in answer.content.decode()


def test_a_proposal_says_what_it_will_write(startup, browser):
    s = startup("listed")
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("数据")), "kinds": ["lead", "review"]})
    html = browser(s.cast("韩雪")).get(f"/c/{s.row.number}/duties/").content.decode()
    assert "由税务牵头，数据改为审核" in html
    s.do("韩雪", "finding.adopt", None, {"finding": next(f.key for f in design(s.c).findings if f.sort == "overlap")})
    assert DutyCell.objects.get(duty=s.duty("税务"), unit=unit("数据")).kinds == ["review"]


def test_days_of_another_year_carry_it_and_the_version_reads_as_a_sentence(startup, browser):
    s = startup("approved")
    plant("approved a year ago", s.row.baselines.all(), at=now() - timedelta(days=365))
    then = day_of(now() - timedelta(days=365))
    html = browser(s.cast("周建国", "officer")).get(f"/c/{s.row.number}/duties/").content.decode()
    assert f"以<b>第 1 版（{then:%Y-%m-%d} 终审生效）</b>为准。" in html


def test_the_parts_of_a_row_read_in_the_order_of_the_kinds(startup):
    s = startup("listed")
    row, card = s.duty("税务"), find("collaboration", s.c, visible_to=s.cast("韩雪"))
    for short, kind in (("市监", "review"), ("数据", "assist")):
        s.do("韩雪", "duty.mark", row, {"unit": str(unit(short)), "kinds": [kind]})
    assert [c.letters for c in matrix(s.cast("韩雪"), card).row(row.id).filled] == ["牵主", "协", "审"]


def test_the_pages_say_in_each_stage_why_nothing_changes_as_the_acts_do(startup, browser):
    words = {"submitted": "牵头单位确认需求后", "handed_up": "审批退回后在流程设计阶段修改", "approved": "要改的，按变更办理"}
    for step, said in words.items():
        s = startup(step)
        page = f"/c/{s.row.number}/duties/"
        html = browser(s.cast("周建国", "officer")).get(page).content.decode()
        assert said in html
        assert ("审批退回后" in html) == (step == "handed_up")
        assert said in browser(s.cast("周建国", "officer")).get(f"{page}add/").content.decode()
        with refuses("1.2.3.a", said):
            s.do("周建国", "duty.add", None, PLAIN)


def test_the_list_takes_the_same_queries_however_long_it_is(listed, cast):
    actor = cast("韩雪")
    card = find("collaboration", listed.row.id, visible_to=actor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            matrix(actor, card)
        return len(taken)

    before = queries()
    for n in range(5):
        made = listed.do("韩雪", "duty.add", {**PLAIN, "title": f"印章备案 {n}"})
        for short in UNITS:
            listed.do("韩雪", "duty.mark", {"unit": str(unit(short)), "kinds": ["assist"]}, made)
    assert queries() == before <= 24
