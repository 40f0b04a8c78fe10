"""Tasks as programs read them: the boards of the pages, with the acts that move each task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from heli.acts.offers import Offered
from heli.kernel.actor import Actor
from heli.kernel.cards import find
from heli.kernel.ref import Ref
from heli.work import rules
from heli.work.board import Board, TaskLine, board, my_board

Show = Annotated[Literal["", "own", "late", "accept"], Field(title="筛选")]


@dataclass(frozen=True)
class TaskRead:
    """A task. `waits` names the tasks that must be accepted first; `acts` are those that lead to the next column."""

    ref: Ref
    version: int
    number: str
    title: str
    url: str
    where: str
    state: str
    unit: str
    person: str
    receiver: str
    due_on: date
    due: str
    late: bool
    waits: tuple[str, ...]
    accepted_at: datetime | None
    acts: tuple[Offered, ...]


@dataclass(frozen=True)
class ColumnRead:
    """A column with all its tasks."""

    key: str
    label: str
    tasks: tuple[TaskRead, ...]


@dataclass(frozen=True)
class BoardRead:
    """A board. `planned` tasks wait for the plan's approval and stand in no column."""

    planned: int
    total: int
    columns: tuple[ColumnRead, ...]


def read_tasks(
    actor: Actor, collaboration: Annotated[str, Field(title="协作事项", min_length=1, max_length=80)], show: Show = ""
) -> BoardRead:
    """The board of a collaboration, by its number or id.

    show: empty for all, own for those of your unit, late for those late or soon due, accept for those that you can accept.
    Each task names the acts that move it, with the reasons against each; `GET /api/acts?subject=task:ID` says all.

    The queries of the board, and one for the collaboration.
    """
    card = find("collaboration", collaboration, visible_to=actor, open_root=True)
    return _board(board(actor, card.root, show, whole=True))


def read_mine(actor: Actor, show: Show = "") -> BoardRead:
    """The tasks of all collaborations that wait for you: to do in your post, to hand on for your unit, to accept.

    At most 300. The queries of the board.
    """
    return _board(my_board(actor, show, whole=True))


def _board(found: Board) -> BoardRead:
    columns = tuple(ColumnRead(c.key, c.label, tuple(_task(x) for x in c.lines)) for c in found.columns)
    return BoardRead(found.planned, found.total, columns)


def _task(line: TaskLine) -> TaskRead:
    return TaskRead(
        ref=line.ref,
        version=line.seen,
        number=line.number,
        title=line.title,
        url=line.url,
        where=line.where,
        state=line.state,
        unit=line.unit,
        person=line.person,
        receiver=line.receiver,
        due_on=line.due_on,
        due=line.lamp.words,
        late=line.past,
        waits=line.waits,
        accepted_at=line.accepted_at,
        acts=_acts(line),
    )


def _acts(line: TaskLine) -> tuple[Offered, ...]:
    """Each act once: accepting and returning are one. A task that nobody is asked to sign for has nothing to sign."""
    found: dict[str, Offered] = {}
    for move in line.moves:
        name = rules.MOVES[line.state, move.to]
        if name != "matter.sign":
            found[name] = Offered.of(name, line.ref, line.seen, move.reasons)
        elif line.matter is not None:
            found[name] = Offered.of(name, Ref("matter", line.matter), line.matter_seen, move.reasons)
    return tuple(found.values())
