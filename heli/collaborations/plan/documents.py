"""The design as a document: what is submitted, approved and frozen; and what changed since the version before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from heli.collaborations import cards
from heli.collaborations.consult.queries import rounds
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.duties.queries import accepted_findings, cells_of
from heli.collaborations.models import Module
from heli.collaborations.plan import comparison
from heli.collaborations.plan.models import DesignSubmission, NoRisk, Risk, StageGoal, Task, TaskLink
from heli.collaborations.plan.rules import Node, digest
from heli.documents.queries import address as file_address


def nodes(collaboration: UUID) -> tuple[Node, ...]:
    """The tasks of the plan as its rules see them. Two queries."""
    needs: dict[UUID, list[str]] = {}
    for task, need in TaskLink.objects.filter(task__collaboration=collaboration).values_list("task", "needs"):
        needs.setdefault(task, []).append(str(need))
    return tuple(
        Node(
            str(t.id), t.title, t.starts_on, t.due_on, str(t.unit_id), str(t.receiver_id), t.deliverable, t.criterion,
            str(t.post_id) if t.post_id else "", tuple(sorted(needs.get(t.id, ()))),
        )
        for t in Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order")
    )  # fmt: skip


def design_document(collaboration: UUID) -> dict[str, Any]:
    """Duty list and plan in canonical form; its digest is what every level approves."""
    cells: dict[UUID, list[list[Any]]] = {}
    for cell in cells_of(collaboration):
        cells.setdefault(cell.duty_id, []).append([str(cell.unit_id), sorted(cell.kinds), str(cell.post_id)])
    accepted = accepted_findings(collaboration)
    return {
        "duties": [
            {
                "id": str(r.id),
                "module": r.module,
                "title": r.title,
                "boundary": r.boundary,
                "deliverable": r.deliverable,
                "outcome": str(r.outcome_id),
                "cells": sorted(cells.get(r.id, [])),
            }
            for r in DutyRow.objects.filter(collaboration=collaboration).order_by("order")
        ],
        "tasks": [
            {
                "id": n.id,
                "title": n.title,
                "unit": n.unit,
                "post": n.post,
                "receiver": n.receiver,
                "deliverable": n.deliverable,
                "criterion": n.criterion,
                "starts_on": str(n.starts_on),
                "due_on": str(n.due_on),
                "needs": list(n.needs),
            }
            for n in nodes(collaboration)
        ],
        "modules": sorted([m.code, str(m.unit_id), str(m.post_id)] for m in Module.objects.filter(collaboration=collaboration)),
        "goals": [
            [g.stage, g.goal, str(g.due_on)] for g in StageGoal.objects.filter(collaboration=collaboration).order_by("stage")
        ],
        "risks": sorted([r.title, r.level, r.response] for r in Risk.objects.filter(collaboration=collaboration)),
        "no_risk": NoRisk.objects.filter(collaboration=collaboration).exists(),
        "accepted": sorted([key, a.reason, str(a.until)] for key, a in accepted.items()),
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


def changed(submission: DesignSubmission) -> tuple[str, list[dict[str, str]]]:
    """What is compared with what and the outcome in words, then the lines for the approval page: name, before, after.

    Both frozen documents are compared by content. One query.
    """
    now, number = submission.document, submission.version_no - 1
    earlier = DesignSubmission.objects.filter(collaboration=submission.collaboration_id, version_no=number).first()
    if earlier is None:
        return "首次报批", _first(now)
    found = comparison.differences(earlier.document, now)
    said = comparison.sentence(found)
    lines = [{"name": line.name, "before": line.before, "after": line.after} for _part, line in found]
    return (f"与第 {number} 版相比，{said}" if found else said), lines


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
