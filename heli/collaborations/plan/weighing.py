"""What an approver of the design should weigh, as it stands at submission: what was knowingly left, and what the system found."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from heli.approvals.facts import MOST, Finding, Findings, Point
from heli.collaborations.consult.models import Consultation, ConsultReply
from heli.collaborations.consult.queries import newest
from heli.collaborations.duties.queries import design
from heli.collaborations.duties.rules import Finding as DutyFinding
from heli.collaborations.plan.models import Risk
from heli.people.queries import unit_names

TITLE, TEXT = 120, 500
JUDGE = "由你判断"


def weigh(collaboration: UUID) -> tuple[tuple[Point, ...], Findings]:
    """The open points, and the findings on the principles; for a design whose gate holds. About nine queries."""
    left = [f for f in design(collaboration).findings if f.accepted is not None]
    points = [*_accepted(left), *_not_adopted(collaboration)]
    findings = Findings(
        compliance=Finding(state="ok", note="提交时流程设计的关口都符合"),
        duties=Finding(state="warn", note=f"{len(left)} 处职责问题写明理由保留") if left
        else Finding(state="ok", note="职责没有交叉和空白"),
        risks=_risks(collaboration),
    )  # fmt: skip
    return tuple(points[:MOST]), findings


def _accepted(left: list[DutyFinding]) -> Iterator[Point]:
    for found in left:
        if found.accepted is not None:
            until = f"，{found.accepted.until:%m-%d} 前补齐" if found.accepted.until else ""
            text = f"保留的理由：{found.accepted.reason}{until}"
            yield Point(
                state="warn",
                word="保留的职责问题",
                title=found.sentence[:TITLE],
                text=text[:TEXT],
                clause=found.clause,
                who=JUDGE,
            )


def _not_adopted(collaboration: UUID) -> Iterator[Point]:
    """Objections that were not adopted, or only in part."""
    asked = newest(collaboration)
    names = unit_names(set(asked))
    for unit, row in asked.items():
        reply = _reply(row)
        if reply is None or reply.adopted == "yes":
            continue
        text = f"意见：{reply.answer.words}。答复：{reply.words}"
        word = ConsultReply.ADOPTED[reply.adopted]
        yield Point(
            state="warn", word=word, title=f"{names[unit].short}的意见{word}", text=text[:TEXT], clause="1.2.6.a", who=JUDGE
        )


def _reply(row: Consultation) -> ConsultReply | None:
    found: ConsultReply | None = getattr(getattr(row, "answer", None), "reply", None)
    return found


def _risks(collaboration: UUID) -> Finding:
    rows = list(Risk.objects.filter(collaboration=collaboration))
    if not rows:
        return Finding(state="ok", note="排查后没有发现风险")
    if bare := [r for r in rows if not r.response]:
        return Finding(state="warn", note=f"登记 {len(rows)} 项风险，{len(bare)} 项没有应对措施")
    return Finding(state="ok", note=f"登记 {len(rows)} 项风险，都有应对措施")
