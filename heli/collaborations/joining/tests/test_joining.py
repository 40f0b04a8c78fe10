"""Joining: a decline is put before who runs the matter, and another unit can be invited while it is still of use (1.2.1.c)."""

from __future__ import annotations

import pytest

from heli.collaborations.tests.startup import LIAISONS, denies, refuses
from tests.walk.story import unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NO = {"accepted": False, "reason": "本单位没有这项职能，建议由人社承担"}


def inviting(short: str, **more: str) -> dict[str, str]:
    return {"unit": str(unit(short)), "reason": "有单位谢绝参加", **more}


def decline(s) -> None:
    s.do(LIAISONS["税务"], "party.answer", s.party("税务"), NO)


def test_a_decline_is_put_before_who_runs_the_matter_once(startup):
    s = startup("confirmed")
    decline(s)
    decline(s)
    (matter,) = s.waiting("party.replace")
    assert matter.owner_post_id == s.cast("周建国", "officer").post
    assert "谢绝参加，请调整职责或另邀单位" in matter.title
    s.do("周建国", "matter.answer", matter, {"text": "理由成立，职责改由数据局承担"})
    assert not s.waiting("party.replace")


def test_inviting_a_substitute_settles_the_decline_and_the_unit_answers(startup):
    s = startup("confirmed")
    decline(s)
    with denies("1.2.1.d"):
        s.do("陈晓燕", "party.invite", None, inviting("人社"))
    s.do("周建国", "party.invite", None, inviting("人社", instead=str(unit("税务"))))
    assert not s.waiting("party.replace")
    s.do(LIAISONS["人社"], "party.answer", s.party("人社"), {"accepted": True})
    assert s.party("人社").state == "accepted"


def test_a_unit_that_declined_is_asked_again_and_its_consent_settles_the_point(startup):
    s = startup("confirmed")
    decline(s)
    s.do("周建国", "party.invite", None, inviting("税务"))
    assert s.party("税务").state == "invited"
    assert not s.waiting("party.replace")


def test_who_takes_part_is_not_invited_again_nor_a_stranger_replaced(startup):
    s = startup("joined")
    with refuses("1.2.1.c", "已在参与单位中"):
        s.do("周建国", "party.invite", None, inviting("数据"))
    with refuses("1.2.1.c", "没有谢绝参加"):
        s.do("周建国", "party.invite", None, inviting("人社", instead=str(unit("数据"))))


def test_a_unit_is_invited_during_execution_on_the_page_and_the_baseline_stays(startup, browser):
    s = startup("approved")
    before = list(s.row.baselines.values_list("digest", flat=True))
    page = browser(s.cast("周建国", "officer")).get(f"/c/{s.row.number}/parties/")
    assert "另邀单位" in page.content.decode()
    s.do("周建国", "party.invite", None, inviting("人社"))
    assert list(s.row.baselines.values_list("digest", flat=True)) == before
    s.reach("handed_in").do("周建国", "stage.leave")
    with refuses("2.2", "成果交付"):
        s.do("周建国", "party.invite", None, inviting("医保"))


def test_nobody_is_invited_beside_a_need_that_is_not_confirmed_yet(startup, browser):
    s = startup("submitted")
    page = f"/c/{s.row.number}/parties/"
    zhou = browser(s.cast("周建国", "officer"))
    assert "另邀单位" not in zhou.get(page).content.decode()
    with refuses("2.2", "流程设计"):
        s.do("周建国", "party.invite", None, inviting("人社"))
    s.reach("confirmed")
    assert "另邀单位" in zhou.get(page).content.decode()


def test_an_answer_that_is_not_asked_for_is_told_why(startup):
    s = startup("submitted")
    with refuses("1.2.1.c", "还没有邀请你单位"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})
    s.reach("joined")
    with refuses("1.2.1.c", "你单位已参加本事项"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})


def test_a_decline_on_the_page_leads_to_the_inbox_and_sent_twice_too(startup, browser):
    s = startup("confirmed")
    chen, page = browser(s.cast("陈晓燕", "liaison")), f"/c/{s.row.number}/parties/"
    assert "你单位是否参加" in chen.get(page).content.decode()
    given = {"accepted": "false", "reason": NO["reason"], "seen": s.party("税务").version, "key": "a"}
    for _again in range(2):
        answer = chen.post(page, given)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/")
        assert chen.get("/inbox/").status_code == 200
    assert s.party("税务").answers.count() == 1
    assert chen.post(page, {**given, "key": "b"}).status_code == 404
    ding = browser(s.cast("丁一", "liaison"))
    given = {"accepted": "true", "seen": s.party("数据").version, "key": "c"}
    assert ding.post(page, given).headers["Location"] == page
