"""Delivery (2.2.6, 4.3.b): who may not, when not, and what is refused."""

from __future__ import annotations

import pytest

from heli.collaborations.tests.startup import PASS, denies, executed, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ACTUAL = {"actual": "61 项"}
BACK = {"received": False, "words": "还差 2 项没有归并"}


def test_the_list_has_every_outcome_with_maker_and_receiver(startup):
    s = startup("executed")
    assert {(i.maker.code, i.receiver.code) for i in s.row.delivery_items.all()} == {("bjsjj", "bjsj"), ("bjsj", "bjsjj")}
    assert len(s.waiting("delivery.hand_over")) == 2


def test_only_the_maker_hands_over_and_only_the_receiver_receives(startup):
    s = startup("executed")
    for who in ("唐宁", "陈晓燕", "林志远"):
        with denies("1.2.3"):
            s.do(who, "delivery.hand_over", s.item("表单"), ACTUAL)
    s.reach("handed_over")
    for who in ("丁一", "陈晓燕", "林志远"):
        with denies("1.2.3"):
            s.do(who, "delivery.receive", s.item("表单"), {"received": True})


def test_what_was_not_handed_over_is_not_received(startup):
    s = startup("executed")
    with refuses("2.2.6", "还没有等待签收"):
        s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})


def test_an_outcome_is_handed_over_once_until_it_is_refused(startup):
    s = startup("handed_over")
    with refuses("2.2.6", "已经移交"):
        s.do("许文静", "delivery.hand_over", s.item("表单"), ACTUAL)
    with refuses("2.2.6", "退回时写明"):
        s.do("唐宁", "delivery.receive", s.item("表单"), {"received": False})
    s.do("唐宁", "delivery.receive", s.item("表单"), BACK)
    assert len(s.waiting("delivery.hand_over")) == 1
    s.do("许文静", "delivery.hand_over", s.item("表单"), ACTUAL)
    s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})
    with refuses("2.2.6"):
        s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})


def test_an_outcome_is_received_after_its_tasks_were_accepted(startup):
    s = startup("handed_in")
    executed(s)
    s.do("许文静", "delivery.hand_over", s.item("表单"), ACTUAL)
    with refuses("4.3.b", "还没有通过阶段验收"):
        s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})
    s.do("唐宁", "task.accept", s.task("数据"), PASS)
    s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})


def test_delivery_is_over_when_its_stage_is_left(startup):
    s = startup("delivered")
    with refuses("2.2", "成果交付"):
        s.do("许文静", "delivery.hand_over", s.item("表单"), ACTUAL)
