"""The design as a document: what is submitted, approved and frozen; and what changed since the version before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heli.collaborations import cards
from heli.collaborations.consult.queries import rounds
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.duties.queries import accepted_findings, cells_of, needs_of
from heli.collaborations.models import Module, Outcome
from heli.collaborations.plan import comparison
from heli.collaborations.plan.models import DesignSubmission, NoRisk, Risk, StageGoal, Task
from heli.collaborations.plan.rules import Node, digest
from heli.documents.queries import address as file_address
from heli.people.queries import post_lines, unit_names


def _planned(collaboration: UUID) -> list[Task]:
    """The tasks of the plan in their order. One query."""
    return list(Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order"))


def nodes(collaboration: UUID) -> tuple[Node, ...]:
    """The tasks of the plan as its rules see them. Two queries."""
    needs = needs_of(collaboration)
    return tuple(
        Node(
            str(t.id), t.title, t.starts_on, t.due_on, str(t.unit_id), str(t.receiver_id), t.deliverable, t.criterion,
            _id(t.post_id), tuple(needs.get(t.id, ())),
        )
        for t in _planned(collaboration)
    )  # fmt: skip


def _id(value: UUID | None) -> str:
    return str(value) if value else ""


def design_document(collaboration: UUID) -> dict[str, Any]:
    """Duty list and plan in canonical form, with everything that was filled in; its digest is what every level approves."""
    cells: dict[UUID, list[list[Any]]] = {}
    for cell in cells_of(collaboration):
        cells.setdefault(cell.duty_id, []).append([str(cell.unit_id), sorted(cell.kinds), _id(cell.post_id)])
    needs, accepted = needs_of(collaboration), accepted_findings(collaboration)
    return {
        "duties": [
            {
                **{name: getattr(r, name) for name in ("module", "title", "boundary", "deliverable", "ground")},
                "id": str(r.id),
                "outcome": _id(r.outcome_id),
                "cells": sorted(cells.get(r.id, [])),
            }
            for r in DutyRow.objects.filter(collaboration=collaboration).order_by("order")
        ],
        "tasks": [
            {
                **{name: getattr(t, name) for name in ("title", "goal", "deliverable", "criterion", "basis")},
                **{name: _id(getattr(t, f"{name}_id")) for name in ("duty", "outcome", "unit", "post", "receiver")},
                "id": str(t.id),
                "starts_on": str(t.starts_on),
                "due_on": str(t.due_on),
                "needs": needs.get(t.id, []),
            }
            for t in _planned(collaboration)
        ],
        "modules": sorted([m.code, _id(m.unit_id), _id(m.post_id)] for m in Module.objects.filter(collaboration=collaboration)),
        "goals": [
            [g.stage, g.goal, str(g.due_on)] for g in StageGoal.objects.filter(collaboration=collaboration).order_by("stage")
        ],
        "risks": sorted(
            [r.title, r.level, r.response, r.trigger, _id(r.post_id)] for r in Risk.objects.filter(collaboration=collaboration)
        ),
        "no_risk": NoRisk.objects.filter(collaboration=collaboration).exists(),
        "accepted": sorted([key, a.reason, str(a.until or "")] for key, a in accepted.items()),
    }


def with_files(document: dict[str, Any], files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document with the files that go along: the digest that every level approves covers theirs."""
    return {**document, "files": list(files)} if files else document


def as_submitted(submission: DesignSubmission) -> bool:
    """Whether duty list and plan still are what was submitted; the files that went along cannot change."""
    now = with_files(design_document(submission.collaboration_id), submission.document.get("files", ()))
    return digest(now) == submission.digest


def materials(submission: DesignSubmission) -> list[dict[str, Any]]:
    """What is to be approved, for the approval page: duty list and plan with their digest, and the files that go along."""
    home = cards.address(submission.collaboration)
    version = f"第 {submission.version_no} 版"
    return [
        {"name": f"职责清单 {version}", "href": f"{home}duties/", "digest": submission.digest},
        {"name": f"任务计划 {version}", "href": f"{home}plan/", "digest": submission.digest},
        *(
            {"name": f["name"], "href": file_address(f["id"]), "size": f["size"], "digest": f["digest"]}
            for f in submission.document.get("files", ())
        ),
    ]


@dataclass(frozen=True)
class Changes:
    """What is compared with what, in words; the lines for the approval page; how many differences there are, 0 where there is
    no earlier version to compare with."""

    summary: str
    lines: tuple[Mapping[str, str], ...]
    total: int = 0


def changed(submission: DesignSubmission) -> Changes:
    """The submission beside the version before: both frozen documents are compared by content. Four queries."""
    now, number = submission.document, submission.version_no - 1
    earlier = DesignSubmission.objects.filter(collaboration=submission.collaboration_id, version_no=number).first()
    if earlier is None:
        return Changes("首次报批", tuple(_first(now)))
    found = comparison.differences(earlier.document, now, _names(submission.collaboration_id, earlier.document, now))
    said = comparison.sentence(found)
    lines = tuple({"name": line.name, "before": line.before, "after": line.after} for _part, line in found)
    return Changes(f"与第 {number} 版相比，{said}" if found else said, lines, len(found))


def _names(collaboration: UUID, *texts: Mapping[str, Any]) -> dict[str, str]:
    """What the ids in the documents stand for: units, posts, outcomes, duties. Three queries."""
    units, people = set[str](), set[str]()
    for text in texts:
        for unit, post in comparison.sides(text):
            units.add(unit)
            people.add(post)
    lines = post_lines({UUID(i) for i in people if i})
    called = {str(i): label.short for i, label in unit_names({UUID(i) for i in units if i}).items()}
    outcomes = Outcome.objects.filter(collaboration=collaboration).values_list("id", "title")
    return {
        **called,
        **{str(i): f"{line.title} {line.person or '空缺'}" for i, line in lines.items()},
        **{str(i): title for i, title in outcomes},
        **{d["id"]: d["title"] for text in texts for d in text["duties"]},
    }


def _first(now: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": "职责清单", "before": "", "after": f"{len(now['duties'])} 项职责"},
        {"name": "任务计划", "before": "", "after": f"{len(now['tasks'])} 项任务"},
        {"name": "阶段目标", "before": "", "after": f"{len(now['goals'])} 个"},
        {"name": "风险", "before": "", "after": f"{len(now['risks'])} 项" if now["risks"] else "排查后没有发现"},
    ]


def asked(collaboration: UUID) -> str:
    """How the consultation went, in one line."""
    every = rounds(collaboration)
    objections = [r for r in every if getattr(getattr(r, "answer", None), "objects_to", False)]
    units, objecting = ({r.unit_id for r in rows} for rows in (every, objections))
    return f"征求 {len(units)} 个单位意见，{len(objecting)} 个单位提出意见" + ("，均已答复" if objections else "")
