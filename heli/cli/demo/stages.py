"""The stages of a matter as parts of stories; each gives the moment of a deed before doing it (see `teller.Story`)."""

from __future__ import annotations

from typing import Any

from heli.cli.demo.script import LIAISONS
from heli.cli.demo.teller import Story, Tale
from heli.evaluation.models import Asked

HOURS = ("09:12", "10:05", "10:48", "14:20", "15:06", "15:47", "16:25", "16:58")
"""When on a day people get round to it."""


def need(tale: Tale, first: int) -> Story:
    """Stage 1 until the need is submitted, within two days."""
    script = tale.script
    officer = script.roles.officer
    yield tale.at(first, "09:18")
    tale.begin(officer, script.initiator or script.units[0], {"scenario": "service", "title": script.title})
    yield tale.at(first, "10:02")
    words = {k: getattr(script, k) for k in ("title", "problem", "goal", "scope", "excludes", "basis")}
    tale.do(officer, "need.describe", None, {**words, "scenario": "service"})
    yield tale.at(first, "15:35")
    tale.do(officer, "need.outcomes", None, {"outcomes": _outcomes(tale)})
    yield tale.at(first + 1, "09:40")
    tale.do(officer, "need.roles", None, _roles(tale))
    yield tale.at(first + 1, "10:26")
    tale.do(officer, "need.schedule", None, _schedule(tale))
    yield tale.at(first + 1, "14:30")
    tale.do(officer, "need.submit")


def _outcomes(tale: Tale) -> list[dict[str, Any]]:
    return [
        {
            "title": p.title, "kind": p.kind, "indicator": p.indicator, "baseline": p.baseline, "target": p.target,
            "maker": str(tale.city.unit(p.maker)), "receiver": str(tale.city.unit(p.receiver)),
            "due_on": str(tale.days.day(tale.script.ends - 10)),
        }
        for p in tale.script.products
    ]  # fmt: skip


def _roles(tale: Tale) -> dict[str, Any]:
    city, script, roles = tale.city, tale.script, tale.script.roles
    lead = str(city.unit(script.units[0]))
    lead_post = str(city.post(lead_officer(tale)))
    return {
        "lead": lead, "lead_post": lead_post, "in_charge": lead, "beneficiaries": [], "beneficiary_words": script.beneficiary,
        "cooperating": [str(city.unit(u)) for u in script.units[1:]], "leader": str(city.post(roles.leader)),
        "head": str(city.post(roles.head)), "designer": str(city.post(roles.designer)),
        "reviewer": str(city.post(roles.second, "coordination")), "first_reviewer": str(city.post(roles.first)),
        "communication": lead_post,
        "modules": [
            {"code": code, "unit": str(city.unit(unit)), "post": str(city.post(name))}
            for code, (unit, name) in roles.modules.items()
        ],
    }  # fmt: skip


def lead_officer(tale: Tale) -> str:
    """Who runs the matter at the lead: whoever owns project management."""
    return tale.script.roles.modules["project"][1]


def _schedule(tale: Tale) -> dict[str, Any]:
    day, script = tale.days.day, tale.script
    return {
        "starts_on": str(day(script.begins)),
        "due_on": str(day(script.ends)),
        "goals": [{"stage": stage, "goal": goal, "due_on": str(day(n))} for stage, goal, n in script.goals],
    }


def confirmed(tale: Tale, on: int, opinion: str) -> Story:
    """The lead confirms the need, and the parties join on the two days after."""
    yield tale.at(on, "10:20")
    tale.do(tale.script.roles.confirmer, "need.rule", None, {"confirmed": True, "opinion": opinion})
    for i, unit in enumerate(tale.script.units[1:]):
        yield tale.at(on + 1 + i // 4, HOURS[i % 4 * 2])
        tale.do(LIAISONS[unit], "party.answer", tale.party(unit), {"accepted": True})


def design(tale: Tale, first: int) -> Story:
    """Stage 2 until every unit has confirmed its column, within ten days."""
    script, designer = tale.script, tale.script.roles.designer
    for i, module in enumerate(dict.fromkeys(d.module for d in script.duties)):
        yield tale.at(first, HOURS[i])
        tale.do(designer, "duty.paste", None, {"module": module, "text": _table(tale, module)})
    yield tale.at(first + 1, "09:05")
    for row in (d for d in script.duties if d.product is not None):
        given = {k: getattr(row, k) for k in ("module", "title", "boundary", "deliverable")}
        tale.do(designer, "duty.edit", tale.duty(row.title), {**given, "outcome": str(tale.product(row.product or 0).id)})
    for i in range(len(script.jobs)):
        yield tale.at(first + 1, f"{9 + i // 3 + (2 if i >= 9 else 0):02}:{12 + i % 3 * 15}")
        tale.do(designer, "task.plan", None, _task(tale, i))
    for i, risk in enumerate(script.risks):
        yield tale.at(first + 2, HOURS[i])
        given = {"title": risk.title, "level": risk.level, "response": risk.response, "trigger": risk.trigger}
        tale.do(designer, "risk.name", None, {**given, "post": risk_owner(tale)})
    yield from _consultation(tale, first + 2)
    yield tale.at(first + 7, "16:40")
    tale.do(designer, "column.send")
    for i, unit in enumerate(script.units):
        yield tale.at(first + 8 + i // 4, HOURS[i % 4 * 2 + 1])
        tale.do(LIAISONS[unit], "column.confirm", tale.party(unit), {"confirmed": True})


def risk_owner(tale: Tale) -> str:
    """The post of whoever owns risk management, and so the risks."""
    return str(tale.city.post(tale.script.roles.modules["risk"][1]))


def _table(tale: Tale, module: str) -> str:
    lines = ["\t".join(["工作事项", *tale.script.units, "边界", "应交成果"])]
    for row in (d for d in tale.script.duties if d.module == module):
        cells = [c.replace("·", "") for c in row.cells.split()]
        lines.append("\t".join([row.title, *cells, row.boundary, row.deliverable]))
    return "\n".join(lines)


def _task(tale: Tale, number: int) -> dict[str, Any]:
    job, city, day = tale.script.jobs[number], tale.city, tale.days.day
    return {
        "title": job.title, "goal": f"按期交出“{job.deliverable}”", "duty": str(tale.duty(job.duty).id),
        "outcome": str(tale.product(job.product).id), "unit": str(city.unit(job.unit)), "post": str(city.post(job.doer)),
        "receiver": str(city.unit(job.receiver)), "deliverable": job.deliverable, "criterion": job.criterion,
        "starts_on": str(day(job.starts)), "due_on": str(day(job.due)), "needs": [str(tale.task(n).id) for n in job.needs],
    }  # fmt: skip


def _consultation(tale: Tale, first: int) -> Story:
    script, designer = tale.script, tale.script.roles.designer
    yield tale.at(first, "16:30")
    tale.do(designer, "consult.ask")
    for i, unit in enumerate(script.concerned()):
        yield tale.at(first + 1 + i // 3, HOURS[i % 3 * 2])
        objection = script.objections.get(unit)
        given = {"objects_to": objection is not None, "words": objection.words if objection else ""}
        tale.do(LIAISONS[unit], "consult.answer", tale.asked(unit), given)
    for i, (unit, objection) in enumerate(script.objections.items()):
        yield tale.at(first + 4, HOURS[i])
        given = {"adopted": objection.adopted, "words": objection.reply}
        tale.do(designer, "consult.reply", tale.asked(unit), given)


def submitted(tale: Tale, on: int) -> Story:
    """Duty list and plan go to approval."""
    yield tale.at(on, "09:30")
    tale.do(tale.script.roles.designer, "design.submit")


def agreed(tale: Tale, who: str, on: int, clock: str) -> Story:
    """An approver agrees, with an entry on each focus point."""
    opinion, reasonable, feasible, risk = tale.script.opinions[who]
    yield tale.at(on, clock)
    given = {
        "verdict": "agree",
        "opinion": opinion,
        "focus": {"reasonable": reasonable, "feasible": feasible, "risk": risk},
        "principles": {p: {"state": "ok", "note": ""} for p in ("compliance", "duties", "risks", "improvable")},
    }
    tale.do(who, "approval.decide", tale.approval(), given)


def returned(tale: Tale, who: str, on: int, reason: str) -> Story:
    """An approver returns it to who submitted it."""
    yield tale.at(on, "11:15")
    given = {"verdict": "return", "return_to": "submitter", "reason": reason, "opinion": "退回补充"}
    tale.do(who, "approval.decide", tale.approval(), given)


def signed(tale: Tale, title: str) -> None:
    """The doer signs for a task."""
    job = next(j for j in tale.script.jobs if j.title == title)
    tale.do(job.doer, "matter.sign", tale.matter("task.do", tale.task(title).ref), {})


def started(tale: Tale, title: str) -> None:
    """The doer begins."""
    job = next(j for j in tale.script.jobs if j.title == title)
    tale.do(job.doer, "task.start", tale.task(title))


def handed_in(tale: Tale, title: str, words: str) -> None:
    """The doer hands the result in."""
    job = next(j for j in tale.script.jobs if j.title == title)
    tale.do(job.doer, "task.hand_in", tale.task(title), {"words": words})


def accepted(tale: Tale, title: str, words: str = "") -> None:
    """The receiving unit accepts."""
    job = next(j for j in tale.script.jobs if j.title == title)
    given = {"accepted": True, "complete": True, "good": True, "words": words}
    tale.do(LIAISONS[job.receiver], "task.accept", tale.task(title), given)


def all_signed(tale: Tale, on: int) -> Story:
    """Every doer signs for what was given out, on the day after."""
    for i, job in enumerate(tale.script.jobs):
        yield tale.at(on, f"{9 + i // 4:02}:{3 + i % 4 * 14:02}")
        signed(tale, job.title)


def evaluated(tale: Tale, first: int, views: dict[str, str], lesson: dict[str, str], judgements: dict[str, str]) -> Story:
    """Stage 7: every unit answers, a lesson is written, and with all that on record the four dimensions are judged."""
    for i, unit in enumerate(tale.script.units):
        yield tale.at(first + i // 4, HOURS[i % 4 * 2])
        asked = Asked.objects.get(collaboration=tale.ref.id, unit=tale.city.unit(unit))
        tale.do(LIAISONS[unit], "evaluation.view", asked, {"satisfaction": "good", "words": views.get(unit, "")})
    yield tale.at(first + 1, "17:20")
    tale.do(tale.script.roles.officer, "lesson.write", None, lesson)
    for i, (dimension, words) in enumerate(judgements.items()):
        yield tale.at(first + 2, HOURS[i])
        given = {"dimension": dimension, "verdict": "good", "words": words}
        tale.do(tale.script.roles.second, "evaluation.judge", None, given)
