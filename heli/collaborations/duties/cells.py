"""Writing cells of the duty list, and telling one that somebody changed meanwhile. Called by the verbs in `acts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from heli.collaborations.duties.models import DutyCell, DutyRow
from heli.collaborations.duties.rules import letters_of
from heli.collaborations.models import Collaboration
from heli.kernel.dated import in_force
from heli.kernel.errors import Conflict
from heli.kernel.time import today
from heli.people.models import Post
from heli.people.queries import unit_names

EMPTY = "空"
Place = tuple[UUID, UUID]
"""Row and unit."""


def usual_posts(units: Iterable[UUID]) -> dict[UUID, UUID]:
    """The post that each unit usually gives work to: a handler, else its liaison officer. One query."""
    found: dict[UUID, UUID] = {}
    posts = list(Post.objects.filter(root_id__in=list(units)).order_by("order"))
    for duty in ("handler", "liaison"):
        for post in posts:
            if duty in post.duties and post.root_id not in found:
                found[post.root_id] = post.id
    return found


def held(c: Collaboration) -> dict[Place, DutyCell]:
    """The cells of today by their place. One query."""
    return {(x.duty_id, x.unit_id): x for x in DutyCell.objects.filter(in_force(today()), collaboration=c)}


def said(cell: DutyCell | None) -> str:
    """What stands in a cell, in letters; 空 where nothing does."""
    return letters_of(frozenset(cell.kinds)) if cell is not None else EMPTY


def check_unchanged(rows: Mapping[UUID, DutyRow], seen: Mapping[Place, str], now: Mapping[Place, DutyCell]) -> None:
    """`Conflict` that names each cell which is no longer as the page showed it (`seen`, in letters): cell by cell, so that
    people who fill in other cells of the same row do not stand in each other's way."""
    changed = {place: said(now.get(place)) for place, was in seen.items() if said(now.get(place)) != was}
    if not changed:
        return
    units = unit_names({unit for _row, unit in changed})
    words = "；".join(f"“{rows[row].title}”{units[unit].short}一格现在是“{value}”" for (row, unit), value in changed.items())
    version = max(rows[row].version for row, _unit in changed)
    raise Conflict(_("他人先改了这些内容：{cells}").format(cells=words), seen=version, now=version, changed=list(changed))


def write(c: Collaboration, wanted: Mapping[Place, list[str]], now: Mapping[Place, DutyCell], usual: Mapping[UUID, UUID]) -> None:
    """Bring the cells at `wanted` to these kinds; none empties a cell. A cell that keeps its unit keeps its person."""
    emptied = [now[place].id for place, kinds in wanted.items() if not kinds and place in now]
    DutyCell.objects.filter(id__in=emptied).delete()
    changed = [now[place] for place, kinds in wanted.items() if kinds and place in now]
    for cell in changed:
        cell.kinds = wanted[cell.duty_id, cell.unit_id]
    if changed:
        DutyCell.write_all(changed, fields=["kinds"])
    fresh = [
        DutyCell(duty_id=duty, collaboration=c, unit_id=unit, kinds=kinds, post_id=usual.get(unit), valid_from=today())
        for (duty, unit), kinds in wanted.items()
        if kinds and (duty, unit) not in now
    ]
    if fresh:
        DutyCell.objects.bulk_create(fresh)
