"""What waits for a post, as programs read it: the inbox of the page, with what can be done about each matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from heli.acts.halts import with_halts
from heli.acts.offers import Offered, offered
from heli.kernel.actor import Actor
from heli.kernel.ref import Ref
from heli.matters.models import Matter
from heli.matters.queries import MatterLine, inbox
from heli.matters.queries.lists import LAST_PAGE

Tab = Literal["sign", "todo", "read", "confirm", "mine", "done"]
QUIET = ("matter.sign", "matter.answer", "matter.hand_over", "matter.confirm", "matter.refuse", "matter.take_back")
"""The acts that are decided without a query, so that a whole page can be asked about them."""


@dataclass(frozen=True)
class Waiting:
    """A matter. `about` is what it is about, on which the deed of another room settles it; `owner` and `raiser` are in words;
    `due` says in words until when, under 已办 which day it was done."""

    ref: Ref
    version: int
    number: str
    title: str
    kind: str
    label: str
    about: Ref
    about_number: str
    about_title: str
    root: Ref
    where: str
    state: str
    state_label: str
    owner: str
    raiser: str
    opened_at: datetime
    due_at: datetime
    due: str
    late: bool
    did: str
    url: str
    acts: tuple[Offered, ...]


@dataclass(frozen=True)
class WaitingPage:
    """A page of one tab. `counts` are those of all tabs, 100 for more than 99; `more`: another page follows."""

    tab: str
    kind: str
    page: int
    more: bool
    counts: Mapping[str, int]
    matters: tuple[Waiting, ...]


def read_inbox(
    actor: Actor,
    tab: Annotated[Tab, Field(title="分类")] = "todo",
    kind: Annotated[str, Field(title="事项类别", max_length=80)] = "",
    page: Annotated[int, Field(title="页码", ge=1, le=LAST_PAGE)] = 1,
) -> WaitingPage:
    """What waits for your post, as the page 我的工作台 shows it.

    tab: sign 待签收, todo 待办, read 待阅, confirm 待确认, mine 我发起, done 已办. Each matter names the acts about it that are
    decided at once, with the reasons against each; of all others, such as 催办 and 延期, `GET /api/acts?subject=matter:ID` says
    the same. What another room settles is done by the acts about `about`.

    The queries of the page, and one more.
    """
    found = inbox(actor, tab, kind, page)
    rows = {m.id: m for m in with_halts(Matter.objects.filter(id__in=[x.id for x in found.lines]))} if found.lines else {}
    return WaitingPage(
        tab=found.tab,
        kind=found.kind,
        page=found.page,
        more=found.more,
        counts={t.key: t.count for t in found.tabs},
        matters=tuple(_waiting(x, rows[x.id], actor) for x in found.lines),
    )


def _waiting(line: MatterLine, row: Matter, actor: Actor) -> Waiting:
    return Waiting(
        ref=line.ref,
        version=row.version,
        number=line.number,
        title=line.title,
        kind=line.kind,
        label=line.label,
        about=line.about,
        about_number=line.about_number,
        about_title=line.about_title,
        root=line.root,
        where=line.where,
        state=line.state,
        state_label=line.state_label,
        owner=line.owner,
        raiser=line.raiser,
        opened_at=line.opened_at,
        due_at=line.due_at,
        due=line.due,
        late=line.late,
        did=line.did,
        url=line.href,
        acts=tuple(offered(name, actor, row) for name in QUIET),
    )
