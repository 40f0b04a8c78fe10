"""What is still missing in a need, and its document as submitted. Pure reading; used by acts, pages and checks."""

from __future__ import annotations

from typing import Any

from heli.collaborations.inputs import MODULES
from heli.collaborations.models import Collaboration, GroupMember, Lead, Leader, Module, Outcome, Party
from heli.collaborations.plan.models import StageGoal
from heli.kernel.dated import in_force
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import today

Missing = tuple[int, Reason]
"""The wizard's step at which something is missing, and what."""


def missing(collaboration: Collaboration) -> tuple[Missing, ...]:
    """What the need lacks before it can be submitted (2.2.1, 1.2.1.a, 1.3.8), by step of the wizard."""
    return (*_words(collaboration), *_outcomes(collaboration), *_roles(collaboration), *_dates(collaboration))


def reasons(collaboration: Collaboration) -> Reasons:
    """The same without the steps."""
    return tuple(reason for _, reason in missing(collaboration))


def _words(c: Collaboration) -> list[Missing]:
    asked = (("现在的问题", c.problem), ("要达到的目标", c.goal), ("从哪里到哪里", c.scope))
    return [(1, Reason(f"补写“{name}”", "2.2.1", todo=f"在第 1 步补写“{name}”")) for name, value in asked if not value]


def _outcomes(c: Collaboration) -> list[Missing]:
    outcomes = list(Outcome.objects.filter(collaboration=c).order_by("order"))
    if not outcomes:
        return [(2, Reason("至少写一件预期成果", "1.3.8", todo="在第 2 步登记预期成果"))]
    found: list[Missing] = []
    for o in outcomes:
        lacking = [
            name
            for name, value in (
                ("指标", o.indicator),
                ("目标值", o.target),
                ("承办单位", o.maker_id),
                ("签收单位", o.receiver_id),
            )
            if not value
        ]
        if lacking:
            found.append((2, Reason(f"成果“{o.title}”还缺{'、'.join(lacking)}", "1.3.8", todo="在第 2 步补齐")))
        elif o.maker_id == o.receiver_id:
            found.append((2, Reason(f"成果“{o.title}”的签收单位不能是承办单位自己", "4.3.b", todo="在第 2 步改签收单位")))
    return found


def _roles(c: Collaboration) -> list[Missing]:
    found: list[Missing] = []
    day = today()
    if not Lead.objects.filter(in_force(day), collaboration=c).exists():
        found.append((3, Reason("确定牵头单位和牵头经办", "1.2.1.a", todo="在第 3 步选择牵头单位")))
    if Party.objects.filter(in_force(day), collaboration=c, role="cooperating").exclude(state="declined").count() < 1:
        found.append((3, Reason("至少有一个配合单位", "1.1.2", todo="在第 3 步选择配合单位")))
    leader = Leader.objects.filter(in_force(day), collaboration=c).first()
    if leader is None:
        found.append((3, Reason("确定分管领导", "1.2.1.a", todo="在第 3 步选择分管领导")))
    named = dict(GroupMember.objects.filter(in_force(day), collaboration=c).values_list("role", "post"))
    lacking = [GroupMember.ROLES[r] for r in ("head", "designer", "reviewer") if r not in named]
    if lacking:
        found.append((3, Reason(f"协调小组还缺{'、'.join(lacking)}", "2.2.2", todo="在第 3 步补齐协调小组")))
    if c.first_reviewer_id is None:
        found.append((3, Reason("确定初审人", "2.2.3", todo="在第 3 步选择发起单位的初审人")))
    return found + _modules(c)


def _modules(c: Collaboration) -> list[Missing]:
    owned = set(Module.objects.filter(collaboration=c, unit__isnull=False, post__isnull=False).values_list("code", flat=True))
    lacking = [name for code, name in MODULES.items() if code not in owned]
    if not lacking:
        return []
    return [(3, Reason(f"{'、'.join(lacking)}模块还没有单位和负责人", "2.1.1", todo="在第 3 步补齐五个模块"))]


def _dates(c: Collaboration) -> list[Missing]:
    if c.starts_on is None or c.due_on is None:
        return [(4, Reason("定下开始日和全部办结日", "2.1.1", todo="在第 4 步填写起止日期"))]
    return []


def document(c: Collaboration) -> dict[str, Any]:
    """The need in canonical form: what the lead confirms and the digest covers."""
    day = today()
    lead = Lead.objects.filter(in_force(day), collaboration=c).first()
    leader = Leader.objects.filter(in_force(day), collaboration=c).first()
    parties = Party.objects.filter(in_force(day), collaboration=c).exclude(state="declined").order_by("unit__order")
    return {
        "title": c.title,
        "scenario": c.scenario,
        "level": c.level,
        "problem": c.problem,
        "goal": c.goal,
        "scope": c.scope,
        "excludes": c.excludes,
        "basis": c.basis,
        "initiator": str(c.initiator_id),
        "starts_on": str(c.starts_on),
        "due_on": str(c.due_on),
        "lead": str(lead.unit_id) if lead else None,
        "leader": str(leader.post_id) if leader else None,
        "parties": [[str(p.unit_id), p.role] for p in parties],
        "group": sorted([str(m.post_id), m.role] for m in GroupMember.objects.filter(in_force(day), collaboration=c)),
        "modules": sorted([m.code, str(m.unit_id), str(m.post_id)] for m in Module.objects.filter(collaboration=c)),
        "outcomes": [
            {
                "title": o.title,
                "kind": o.kind,
                "indicator": o.indicator,
                "baseline": o.baseline,
                "target": o.target,
                "maker": str(o.maker_id),
                "receiver": str(o.receiver_id),
                "due_on": str(o.due_on),
            }
            for o in Outcome.objects.filter(collaboration=c).order_by("order")
        ],
        "goals": [[g.stage, g.goal, str(g.due_on)] for g in StageGoal.objects.filter(collaboration=c).order_by("stage")],
    }
