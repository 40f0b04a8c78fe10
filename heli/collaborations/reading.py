"""协作事项 as programs read them: the list of the page with its filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from heli.collaborations.listing import Asked, Line, listing
from heli.kernel.actor import Actor


@dataclass(frozen=True)
class CollaborationPage:
    """A page of the list; `total` counts all that the filters leave, `more`: another page follows."""

    total: int
    page: int
    more: bool
    collaborations: tuple[Line, ...]


def read_collaborations(
    actor: Actor,
    state: Annotated[Literal["open", "draft", "ended", "all"], Field(title="状态")] = "open",
    stage: Annotated[int, Field(title="阶段", ge=0, le=7)] = 0,
    lead: Annotated[bool, Field(title="只看我单位牵头")] = False,
    q: Annotated[str, Field(title="名称或编号", max_length=80)] = "",
    page: Annotated[int, Field(title="页码", ge=1, le=9999)] = 1,
) -> CollaborationPage:
    """The collaborations that your organisation leads, takes part in or has begun, as the page 协作事项 shows them.

    state: open 在办, draft 草稿, ended 已结束, all 全部; stage 0 is any, 4 and 5 run side by side under 4; lead: only those that
    your organisation leads; a page beyond the last is the last. The queries of the page.
    """
    found = listing(actor, Asked(state=state, stage=stage, mine=lead, words=q, page=page))
    return CollaborationPage(total=found.total, page=found.page, more=bool(found.older), collaborations=found.lines)
