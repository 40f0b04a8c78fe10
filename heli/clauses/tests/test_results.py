"""What two clauses ask alike is one thing to do."""

from __future__ import annotations

from uuid import UUID

from heli.clauses.results import Lack, lacks
from heli.kernel.errors import Reason, RuleBroken
from heli.kernel.ref import Ref

HERE, THERE = Ref("task", UUID(int=1)), Ref("task", UUID(int=2))
COLUMN = Reason("税务还没有确认本方职责和任务", "1.2.3", "税务联络员", "请该单位确认", (HERE,))
FLOW = Reason("税务还没有确认本方职责和任务", "2.2.2", "税务联络员", "", (THERE,))
OTHER = Reason("税务还没有确认本方职责和任务", "1.2.3", "牵头单位经办人")


def test_a_lack_that_two_clauses_name_is_shown_once_with_both():
    words = "税务还没有确认本方职责和任务"
    assert lacks((COLUMN, FLOW)) == (Lack(words, ("1.2.3", "2.2.2"), "税务联络员", "请该单位确认", (HERE, THERE)),)


def test_what_another_has_to_settle_stays_apart_and_the_order_is_kept():
    assert [(x.clauses, x.ask) for x in lacks((OTHER, COLUMN, OTHER))] == [
        (("1.2.3",), "牵头单位经办人"),
        (("1.2.3",), "税务联络员"),
    ]
    assert lacks(()) == ()


def test_a_refusal_says_it_once_and_keeps_both_clauses():
    refused = RuleBroken("1.2.3", more=(COLUMN, FLOW))
    assert refused.sentence == COLUMN.sentence
    assert [r.clause for r in refused.reasons] == ["1.2.3", "2.2.2"]
