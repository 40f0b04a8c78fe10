"""What speaks against a deed about a matter is known before it is done: the same that refuses it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from heli.acts.pipeline import perform
from heli.acts.registry import all_acts
from heli.kernel.errors import Conflict, Denied, InvalidInput, RuleBroken
from heli.kernel.time import at, clock_at
from heli.matters.models import Urging

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MONDAY = at(date(2031, 11, 24), 10)


@pytest.fixture(autouse=True)
def _monday():
    with clock_at(MONDAY):
        yield


GIVEN = {
    "matter.answer": {"text": "无意见"},
    "matter.refuse": {"reason": "请补充依据"},
    "matter.ask_extension": {"days": 2, "reason": "须会商"},
    "matter.extend": {"days": 2, "reason": "须会商"},
    "matter.decline_extension": {"reason": "时限紧"},
    "matter.take_back": {"reason": "不再需要"},
}
"""What makes each deed complete where it asks for anything; 转办 is left out, it asks for a colleague."""
VERBS = [a.name for a in all_acts() if a.name.startswith("matter.") and a.offered and a.name != "matter.hand_over"]
BEFORE = {
    "unsigned": [],
    "open": [("chen", "matter.sign", {})],
    "urged": [("zhou", "matter.urge", {})],
    "asked": [("chen", "matter.ask_extension", {"days": 2, "reason": "须会商"})],
    "closed": [("chen", "matter.sign", {}), ("chen", "matter.answer", {"text": "已知悉"})],
    "withdrawn": [("zhou", "matter.take_back", {"reason": "不再需要"})],
}


@pytest.mark.parametrize("who", ["chen", "zhou"])
@pytest.mark.parametrize("before", BEFORE)
def test_what_the_api_says_against_a_deed_is_what_refuses_it(browser, ask, chen, zhou, before, who):
    people = {"chen": chen, "zhou": zhou}
    for name in VERBS:
        (matter,) = ask(chen.organisation, kind="duty")
        for by, act, given in BEFORE[before]:
            perform(people[by], act, matter, given)
        listed = browser(people[who]).get("/api/acts", {"subject": f"matter:{matter.id}"}).json()["acts"]
        said = next(a["reasons"] for a in listed if a["name"] == name)
        try:
            perform(people[who], name, matter, GIVEN.get(name, {}))
            refused = []
        except (Denied, RuleBroken) as error:
            refused = [str(r.sentence) for r in error.reasons]
        assert [r["sentence"] for r in said] == refused, name


def test_the_state_comes_after_who_may_and_a_stale_version_before_it(chen, zhou, ask):
    (matter,) = ask(chen.organisation, kind="duty")
    perform(chen, "matter.sign", matter, {})
    with pytest.raises(Denied):
        perform(zhou, "matter.sign", matter, {})
    with pytest.raises(RuleBroken, match="已经签收"):
        perform(chen, "matter.sign", matter, {}, seen=2)
    with pytest.raises(Conflict):
        perform(chen, "matter.sign", matter, {}, seen=1)
    # what is only wrongly filled in is still said at the field, where nothing else speaks against it
    with pytest.raises(InvalidInput):
        perform(chen, "matter.answer", matter, {"text": ""})


def test_the_two_hours_of_urging_are_counted_from_the_present(browser, chen, zhou, ask):
    (matter,) = ask(chen.organisation)
    perform(zhou, "matter.urge", matter, {})

    def against():
        listed = browser(zhou).get("/api/acts", {"subject": f"matter:{matter.id}"}).json()["acts"]
        return next(a["reasons"] for a in listed if a["name"] == "matter.urge")

    assert against()[0]["todo"] == "12:00 以后可再次催办"
    with clock_at(MONDAY + timedelta(hours=2)):
        assert against() == []
        perform(zhou, "matter.urge", matter, {})
    assert Urging.objects.count() == 2
