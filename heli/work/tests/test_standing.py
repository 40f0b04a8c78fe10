"""What speaks against a deed about a task or a collaboration is known before it is done: the same that refuses it."""

from __future__ import annotations

import pytest
from django.db import transaction

from heli.kernel.errors import Denied, RuleBroken
from tests.walk.story import DOERS

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DOER = DOERS["税务"]

GIVEN = {
    "task.start": {},
    "task.hand_in": {"words": "已办结，结果已推送"},
    "task.accept": {"accepted": True, "complete": True, "good": True},
    "task.explain": {"cause": "other", "words": "承办人出差"},
}


@pytest.mark.parametrize("suspended", [False, True], ids=["running", "suspended"])
@pytest.mark.parametrize("step", ["approved", "handed_in", "accepted"])
def test_what_the_api_says_against_a_deed_is_what_refuses_it(startup, browser, cast, step, suspended):
    s = startup(step)
    if suspended:
        s.do("周建国", "collaboration.suspend", None, {"reason": "上级另有部署"})
    ref = s.task("税务").ref
    for who in (DOER, "周建国", "唐宁"):
        client = browser(cast(who))
        for act, given in GIVEN.items():
            said = reasons(client, ref, act)
            assert [r["sentence"] for r in said] == refused(s, who, act, ref, given), (who, act)


def refused(s, who, act, ref, given):
    """The sentences that refuse it; what was done is undone again."""
    with transaction.atomic():
        try:
            s.do(who, act, ref, given)
            return []
        except (Denied, RuleBroken) as error:
            return [str(r.sentence) for r in error.reasons]
        finally:
            transaction.set_rollback(True)


def reasons(client, ref, act):
    listed = client.get("/api/acts", {"subject": str(ref)}).json()["acts"]
    return next(a["reasons"] for a in listed if a["name"] == act)


def test_a_halt_and_its_end_are_said_with_whom_to_ask(startup, browser, cast):
    s = startup("approved")
    me, why = browser(cast("周建国", "officer")), {"reason": "上级另有部署"}
    assert reasons(me, s.ref, "collaboration.suspend") == []
    assert reasons(me, s.ref, "collaboration.resume")[0]["sentence"] == "事项没有中止，无需恢复"
    s.do("周建国", "collaboration.suspend", None, why)
    assert "已中止" in reasons(me, s.ref, "collaboration.suspend")[0]["sentence"]
    assert reasons(me, s.ref, "collaboration.resume") == reasons(me, s.ref, "collaboration.cancel") == []
    task = reasons(browser(cast(DOER)), s.task("税务").ref, "task.start")
    assert "已中止" in task[0]["sentence"]
    assert task[0]["ask"]
    s.do("周建国", "collaboration.cancel", None, why)
    for act in ("collaboration.suspend", "collaboration.resume", "collaboration.cancel"):
        assert "已经结束" in reasons(me, s.ref, act)[0]["sentence"]
