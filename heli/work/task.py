"""Reading one task: what it is, how its days run, what was handed in and judged, and what the reader can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from heli.acts.forms import Choice
from heli.acts.halts import against, reason_of, with_halts
from heli.acts.pages import DeedButton, DeedForm, deed_form
from heli.acts.registry import find_act
from heli.collaborations.cards import address
from heli.collaborations.monitoring.models import LeftOver, Problem, Solution
from heli.collaborations.plan.models import DelayReason, Task, TaskLink
from heli.documents.along import choices, waiting
from heli.documents.queries import FileLine, bound_lines, lines_on
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import today
from heli.people.queries import PostLine, post_lines, posts
from heli.people.then import Then, deed, lines_then
from heli.work import attaching, board, rules
from heli.work.board import TaskLine
from heli.work.models import HandIn
from heli.work.queries import signed_late

STATE_LAMPS = {"handed": "warn", "accepted": "ok", "doing": "ok"}
VERBS = {
    "start": "task.start",
    "hand_in": "task.hand_in",
    "accept": "task.accept",
    "explain": "task.explain",
    "assign": "task.assign",
}


@dataclass(frozen=True)
class Verdict:
    """The receiving unit's answer to a hand-in: three points and the conclusion."""

    accepted: bool
    points: tuple[tuple[str, bool], ...]
    words: str
    who: str
    at: datetime


@dataclass(frozen=True)
class HandInLine:
    """What was handed in, with the files as they were then, and its verdict once there is one."""

    words: str
    gaps: str
    who: str
    at: datetime
    files: tuple[FileLine, ...]
    verdict: Verdict | None


@dataclass(frozen=True)
class Late:
    """A reason on record why the task is late."""

    cause: str
    words: str
    new_date: Any
    who: str
    at: datetime


@dataclass(frozen=True)
class ProblemLine:
    """A problem registered on this task."""

    number: str
    title: str
    lamp: str
    words: str


@dataclass(frozen=True)
class TaskPage:
    """A task as its page shows it. `buttons` and `forms` are what this reader can do now, by the last part of the verb.

    `files` are all that lie on the task; `upload` is why the reader may not add one, empty when the reader may.
    """

    line: TaskLine
    facts: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str, str], ...]
    needed_by: tuple[tuple[str, str], ...]
    strip: tuple[rules.Cell, ...]
    hand_ins: tuple[HandInLine, ...]
    files: tuple[FileLine, ...]
    upload: str
    late: tuple[Late, ...]
    problems: tuple[ProblemLine, ...]
    buttons: Mapping[str, DeedButton]
    forms: Mapping[str, DeedForm]
    why: Mapping[str, str]
    halted: Reason | None = None


def task_page(actor: Actor, card: Card) -> TaskPage:
    """The page of the task that `card` is about. Queries: those of one line, row, links (two), hand-ins, reasons,
    problems, files, posts (of then and of today), and the posts of the own unit where it can be passed on."""
    line = board.line(actor, card.ref.id)
    row = with_halts(Task.objects.select_related("collaboration", "duty", "outcome")).get(id=card.ref.id)
    hand_ins = list(HandIn.objects.filter(task=row).select_related("acceptance").order_by("-at"))
    late = list(DelayReason.objects.filter(task=row).order_by("-at"))
    people = lines_then({d for h in hand_ins for d in _deeds_of(h)} | {deed(d) for d in late})
    files = lines_on("task", {row.id: _handed_in(hand_ins)}, actor).get(row.id, ())
    tasks = f"{address(row.collaboration)}tasks/"
    return TaskPage(
        line=line,
        facts=_facts(row, line, _doer(row, hand_ins, people)),
        needs=tuple(
            (f"{n.number} {n.title}", f"{tasks}{n.id}/", "ok" if n.state == "accepted" else "off")
            for n in (k.needs for k in TaskLink.objects.filter(task=row).select_related("needs").order_by("needs__order"))
        ),
        needed_by=tuple(
            (f"{k.task.number} {k.task.title}", f"{tasks}{k.task_id}/")
            for k in TaskLink.objects.filter(needs=row).select_related("task").order_by("task__order")
        ),
        strip=rules.strip(row.starts_on, row.due_on, today()) if row.state in Task.OPEN else (),
        hand_ins=tuple(_hand_in(h, people) for h in hand_ins),
        files=files,
        upload=next((str(r.sentence) for r in attaching.against(actor, row)), ""),
        late=tuple(Late(DelayReason.CAUSES[d.cause], d.words, d.new_date, _brief(people.get(deed(d))), d.at) for d in late),
        problems=_problems(row.id),
        buttons=_buttons(line),
        forms=_forms(actor, card, row, line, files),
        why={m.to: m.why for m in line.moves if m.reasons},
        halted=reason_of(row),
    )


def _deeds_of(hand_in: HandIn) -> set[Then]:
    verdict = getattr(hand_in, "acceptance", None)
    return {deed(hand_in)} | ({deed(verdict)} if verdict is not None else set())


def _doer(row: Task, hand_ins: Sequence[HandIn], people: Mapping[Then, PostLine]) -> PostLine | None:
    """Who handed it in, as of that day; while it still is to be done, who holds its post today."""
    if row.state in board.DONE and hand_ins:
        return people.get(deed(hand_ins[0]))
    return post_lines([row.post_id]).get(row.post_id) if row.post_id else None


def _handed_in(rows: Sequence[HandIn]) -> datetime | None:
    """When the task last was handed in or answered: files from before stay."""
    return max((m for h in rows for m in (h.at, getattr(getattr(h, "acceptance", None), "at", h.at))), default=None)


def _brief(post: PostLine | None) -> str:
    return f"{post.unit.short} {post.person or post.title}" if post else ""


def _hand_in(row: HandIn, people: Mapping[Then, PostLine]) -> HandInLine:
    found = getattr(row, "acceptance", None)
    verdict = None
    if found is not None:
        points = (("完成情况", found.complete), ("质量达标", found.good), ("时间控制", found.in_time))
        verdict = Verdict(found.accepted, points, found.words, _brief(people.get(deed(found))), found.at)
    return HandInLine(row.words, row.gaps, _brief(people.get(deed(row))), row.at, bound_lines(row.files), verdict)


def _facts(row: Task, line: TaskLine, does: PostLine | None) -> tuple[tuple[str, str], ...]:
    said = (
        ("承办", f"{does.unit.name} {does.title} {does.person or '空缺'}" if does else f"{line.unit}，承办人待定"),
        ("接收", line.receiver),
        ("要求", row.goal),
        ("应交成果", row.deliverable),
        ("验收标准", row.criterion),
        ("职责", row.duty.title if row.duty else ""),
        ("对应成果", row.outcome.title if row.outcome else ""),
        ("计划", f"{row.starts_on:%Y-%m-%d} 至 {row.due_on:%Y-%m-%d}"),
        ("批准的期限", f"{row.baseline_due:%Y-%m-%d}" if row.baseline_due and row.baseline_due != row.due_on else ""),
        ("时限依据", row.basis),
    )
    return tuple((name, words) for name, words in said if words)


def _problems(task: UUID) -> tuple[ProblemLine, ...]:
    rows: Any = Problem.objects.filter(task=task, withdrawal__isnull=True).order_by("order")
    rows = rows.annotate(
        solved=Exists(Solution.objects.filter(problem=OuterRef("pk"))),
        left=Exists(LeftOver.objects.filter(problem=OuterRef("pk"))),
    )
    return tuple(
        ProblemLine(
            p.number, p.title, "ok" if p.solved else "off" if p.left else "warn",
            "已解决" if p.solved else "列为遗留" if p.left else "待解决",
        )
        for p in rows
    )  # fmt: skip


def _buttons(line: TaskLine) -> dict[str, DeedButton]:
    """Signing and starting are one click."""
    found = {}
    for verb, to in (("sign", "ready"), ("start", "doing")):
        if rules.DIRECT.get((line.state, to)) and not line.reasons(to):
            label = str(find_act(rules.DIRECT[line.state, to]).label)
            found[verb] = DeedButton(label, f"{line.url}{verb}/", line.key, line.matter_seen if verb == "sign" else line.seen)
    return found


def _forms(actor: Actor, card: Card, row: Task, line: TaskLine, files: Sequence[FileLine]) -> dict[str, DeedForm]:
    """The forms of what the reader can do now; the rest is not shown, the reasons stand beside."""
    found: dict[str, DeedForm] = {}
    if rules.ASKING.get((row.state, "handed")) and not line.reasons("handed"):
        options = {"files": choices([f for f in files if f.own])}
        found["hand_in"] = _form(actor, "hand_in", card, line, options, {"files": waiting(files)})
    if rules.ASKING.get((row.state, "accepted")) and not line.reasons("accepted"):
        found["accept"] = _form(actor, "accept", card, line)
    running = row.collaboration.state == "active" and row.collaboration.stage in rules.GOING
    if not _against(actor, "task.explain", row) and (line.past or signed_late(row.root_id, row.id)):
        found["explain"] = _form(actor, "explain", card, line)
    if row.state in Task.OPEN and running and not _against(actor, "task.assign", row):
        found["assign"] = _form(actor, "assign", card, line, {"post": colleagues(actor, row.post_id)})
    return found


def _against(actor: Actor, act: str, row: Task) -> Reasons:
    return find_act(act).allow.against(actor, row) or against(find_act(act), row)


def _form(actor: Actor, verb: str, card: Card, line: TaskLine, options: Any = None, initial: Any = None) -> DeedForm:
    return deed_form(actor, VERBS[verb], card, action=f"{line.url}{verb}/", options=options, initial=initial, mark=verb)


def colleagues(actor: Actor, now: UUID | None = None) -> list[Choice]:
    """The posts of the reader's own organisation to which a task can be passed on. One query."""
    if actor.organisation is None:
        return []
    held = [p for p in posts(units=[actor.organisation]) if p.person_id is not None and p.id != now]
    return [Choice(str(p.id), f"{p.person} · {p.title}") for p in held]
