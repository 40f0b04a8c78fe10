"""The closing evaluation as a check (2.2.7), and asking the parties when stage 7 begins."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heli.acts.deed import Deed
from heli.acts.halts import moment_of
from heli.acts.hooks import on
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.hooks import collaboration
from heli.collaborations.models import Collaboration
from heli.evaluation.models import DIMENSIONS, Asked, Judgement, Lesson, View
from heli.evaluation.queries import questions, to_ask, unanswered
from heli.kernel.ref import Ref
from heli.matters.opening import withdraw
from heli.people.queries import unit_names


@on("stage.leave")
def ask_the_parties(deed: Deed) -> None:
    """On entering stage 7, ask every party."""
    c = Collaboration.objects.get(id=deed.ref.id)
    if c.stage == 7:
        deed.child("evaluation.ask", c)


@on("collaboration.resume")
def give_the_time_back(deed: Deed) -> None:
    """The time of a suspension does not count against who is asked for a view."""
    if unanswered(deed.ref.id).exists():
        deed.child("evaluation.push", Ref("collaboration", deed.ref.id), {"since": deed.result.started_at})


@on("party.answer")
def ask_who_joins_late(deed: Deed) -> None:
    """A unit that answers the invitation only in stage 7 is asked now, or no more: its question would wait for ever."""
    party = deed.subject
    if party.collaboration.stage < 7:
        return
    if deed.input.accepted:
        deed.child("evaluation.ask", party.collaboration)
        return
    for one in Asked.objects.filter(collaboration=party.collaboration_id, unit=party.unit_id, view__isnull=True):
        withdraw(one.ref, "evaluation.view", reason=_("该单位谢绝参加"))


@check("2.2.7", looks="四个方面的判断、各单位的评价、经验与不足")
def evaluated_with_lessons(root: Ref) -> Answer:
    """All four dimensions judged, every party asked and answered, a lesson written."""
    if collaboration(root).stage < 7:
        return NOT_APPLICABLE
    judged = set(Judgement.objects.filter(collaboration=root.id).values_list("dimension", flat=True))
    found: list[Finding | Evidence] = [
        Finding(f"“{name}”还没有写判断", "协调小组成员", "对照数字写判断")
        for code, name in DIMENSIONS.items()
        if code not in judged
    ]
    asked, unasked = list(questions(root.id)), to_ask(root.id)
    answered = set(View.objects.filter(asked__in=asked).values_list("asked", flat=True))
    names, moment = unit_names({*unasked, *(a.unit_id for a in asked)}), moment_of(root.id)
    found += [Finding(f"还没有请{names[u].short}评价", "牵头单位经办人", "转入反馈评估时逐家询问") for u in unasked]
    for one in asked:
        if one.id not in answered:
            short = names[one.unit_id].short
            found.append(Finding(f"{short}还没有评价", f"{short}联络员", "作出评价", (one.ref,), lapsed=one.due_at < moment))
    if not Lesson.objects.filter(collaboration=root.id).exists():
        found.append(Finding("还没有写经验与不足", "牵头单位经办人", "至少写一条"))
    return found or [Evidence(f"四个方面都有判断，{len(asked)} 个单位都已评价")]
