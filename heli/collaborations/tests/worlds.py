"""Worlds of the need, the roles and the modules (chapters 1 and 2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.models import Outcome
from heli.collaborations.tests.startup import LIAISONS, Startup, plant
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.people.models import Holding, Unit
from tests.walk.story import outcomes, post, roles, unit


@world("1.1.2", "1.2.1.a", "1.2.5.b", "1.3.8", "2.1.2", "2.1.3", "2.1.4", "2.2.1", kept=True)
def a_confirmed_need(cast: Any) -> Ref:
    return Startup(cast).reach("confirmed").ref


@world("1.1.2", kept=False)
def the_only_cooperating_unit_declines(cast: Any) -> Ref:
    s = Startup(cast, units=("市监", "税务")).reach("confirmed")
    s.do(LIAISONS["税务"], "party.answer", s.party("税务"), {"accepted": False, "reason": "不属于本单位职责"})
    return s.ref


@world("1.1.2", kept=False)
def a_party_whose_kind_nobody_registered(cast: Any) -> Ref:
    """Planted: an organisation cannot be loaded without a kind."""
    s = Startup(cast).reach("confirmed")
    plant("a unit without a kind", type(s.party("税务").unit).objects.filter(id=unit("税务")), org_kind="")
    return s.ref


@world("1.2.1.a", kept=False)
def the_leader_owns_a_module(cast: Any) -> Ref:
    return Startup(cast, roles=roles(risk="林志远")).reach("submitted").ref


def planted_leader(cast: Any, who: str) -> Ref:
    """Planted: `need.roles` refuses a leader who does not stand above the lead."""
    s = Startup(cast).reach("confirmed")
    plant("a leader who is none", s.row.leaders.all(), post_id=post(who))
    return s.ref


@world("1.2.1.a", kept=False)
def the_leader_is_in_no_post_that_leads(cast: Any) -> Ref:
    return planted_leader(cast, "郑国强")


@world("1.2.1.a", kept=False)
def the_leader_runs_the_matter(cast: Any) -> Ref:
    return planted_leader(cast, "周建国")


@world("1.2.1.a", kept=False)
def the_leader_is_of_a_lower_level_than_the_lead(cast: Any) -> Ref:
    """Planted: no act changes the level of a unit."""
    s = Startup(cast).reach("confirmed")
    plant("a lead of the province", Unit.objects.filter(id=unit("市监")), level="province")
    return s.ref


@world("1.2.1.a", kept=False)
def nobody_leads_from_above(cast: Any) -> Ref:
    return Startup(cast, roles={"leader": None}).reach("drafted").ref


@world("1.2.1.a", kept=False)
def no_unit_leads(cast: Any) -> Ref:
    return Startup(cast).reach("begun").ref


@world("1.2.1.a", kept=False)
def nobody_holds_the_post_of_the_leader(cast: Any) -> Ref:
    """Planted: who held a post in the past cannot be changed by an act."""
    s = Startup(cast).reach("confirmed")
    plant("the leader's post left vacant", Holding.objects.filter(post=post("林志远")), valid_to=today())
    return s.ref


@world("1.2.5.b", kept=False)
def a_party_without_deputy(cast: Any) -> Ref:
    """Planted: the deputy left before the collaboration began, and an act cannot change who held a post in the past."""
    s = Startup(cast).reach("confirmed")
    plant("a post left vacant", Holding.objects.filter(post=post("胡波")), valid_to=today())
    return s.ref


@world("1.2.5.b", kept=False)
def liaison_and_deputy_are_one_person(cast: Any) -> Ref:
    """By acts: the administrator of the tax bureau gives both posts to one person."""
    s = Startup(cast).reach("confirmed")
    person = Holding.objects.get(post=post("陈晓燕")).person_id
    deputy = Holding.objects.get(post=post("胡波")).post
    s.do("黎维新", "post.assign", deputy, {"person": str(person), "reason": "人员调整"})
    return s.ref


@world("1.3.8", "2.2.1", kept=False)
def an_outcome_without_target(cast: Any) -> Ref:
    first, second = outcomes()
    return Startup(cast, outcomes=[first, {**second, "target": ""}]).reach("drafted").ref


@world("2.2.1", kept=False)
def a_confirmed_need_whose_outcome_lost_its_target(cast: Any) -> Ref:
    """Planted: a need is not submitted without targets, and outcomes do not change afterwards."""
    s = Startup(cast).reach("confirmed")
    plant("an outcome without target", Outcome.objects.filter(collaboration=s.c), target="")
    return s.ref


@world("1.3.8", kept=False)
def an_outcome_of_no_kind(cast: Any) -> Ref:
    """Planted: the form offers the kinds of the norm only."""
    s = Startup(cast).reach("confirmed")
    plant("an outcome of no kind", Outcome.objects.filter(collaboration=s.c), kind="")
    return s.ref


@world("1.3.8", kept=False)
def no_outcome_at_all(cast: Any) -> Ref:
    return Startup(cast).reach("begun").ref


@world("2.2.1", kept=False)
def a_need_that_waits_for_the_lead(cast: Any) -> Ref:
    return Startup(cast).reach("submitted").ref


@world("2.2.1", kept=False)
def a_need_that_the_lead_returned(cast: Any) -> Ref:
    s = Startup(cast).reach("submitted")
    s.do("郑国强", "need.rule", None, {"confirmed": False, "opinion": "请补充基线数据"})
    return s.ref


@world("2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", kept=False)
def modules_without_owners(cast: Any) -> Ref:
    return Startup(cast, roles={"modules": []}).reach("drafted").ref


def late_goal(cast: Any) -> Startup:
    """A goal of the stage of design whose day was yesterday."""
    yesterday = str(today() - timedelta(days=1))
    goals = [{"stage": 2, "goal": "各单位确认职责清单", "due_on": yesterday}]
    return Startup(cast, schedule={"goals": goals}).reach("planned")


@world("2.1.1", kept=False)
def a_goal_passed_its_day(cast: Any) -> Ref:
    return late_goal(cast).ref


@world("2.1.1", kept=True)
def a_goal_passed_its_day_with_a_measure(cast: Any) -> Ref:
    s = late_goal(cast)
    s.do("周建国", "goal.explain", s.row.stage_goals.get(), {"words": "人行接口人更换，本周补齐"})
    return s.ref


@world("2.1.1", kept=False)
def a_goal_was_reached_after_its_day(cast: Any) -> Ref:
    return late_goal(cast).reach("approved").ref


@world("2.1.1", kept=False)
def there_is_no_plan_yet(cast: Any) -> Ref:
    return Startup(cast).reach("listed").ref


@world("2.1.1", kept=False)
def no_goal_has_a_day(cast: Any) -> Ref:
    return Startup(cast, schedule={"goals": []}).reach("drafted").ref


@world("2.1.4", kept=False)
def who_controls_quality_does_a_task(cast: Any) -> Ref:
    modules = [m for m in roles()["modules"] if m["code"] != "quality"]
    doer = {"code": "quality", "unit": str(unit("税务")), "post": str(post("马骏"))}
    return Startup(cast, roles={"modules": [*modules, doer]}).reach("planned").ref


@world("2.1.4", kept=False)
def who_controls_quality_makes_an_outcome(cast: Any) -> Ref:
    modules = [m for m in roles()["modules"] if m["code"] != "quality"]
    maker = {"code": "quality", "unit": str(unit("数据")), "post": str(post("丁一"))}
    return Startup(cast, roles={"modules": [*modules, maker]}).reach("drafted").ref


@world("2.1.5", kept=True)
def a_risk_is_named(cast: Any) -> Ref:
    return Startup(cast).reach("weighed").ref


@world("2.1.5", kept=True)
def a_search_found_no_risk(cast: Any) -> Ref:
    s = Startup(cast).reach("confirmed")
    s.do("韩雪", "risk.none", None, {"words": "逐项排查，没有发现"})
    return s.ref


@world("2.1.5", kept=False)
def nothing_is_said_of_risks(cast: Any) -> Ref:
    return Startup(cast).reach("confirmed").ref
