"""The consumer that turns entries into notices."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from heli.acts.consumers import Entries, consumer
from heli.kernel.ref import Ref
from heli.kernel.time import day_of
from heli.ledger.models import Entry
from heli.ledger.queries import openings
from heli.notices.models import Notice
from heli.people.queries import liaisons


@consumer("notices")
def tell(entries: Entries) -> None:
    """Write a notice for each post that an entry tells. Entry and post are the key, so a second reading adds nothing."""
    done = {entry.id: (idx, entry) for idx, entry in entries if entry.decision == "done"}
    told = {id_: [Ref.parse(t) for t in o["tells"]] for id_, o in openings(done, path="tells").items()}
    speakers = _liaisons_of(told, done)
    rows = []
    for id_, refs in told.items():
        idx, entry = done[id_]
        posts = {p for ref in refs for p in ([ref.id] if ref.kind == "post" else speakers[day_of(entry.at), ref.id])}
        rows += [_notice(idx, entry, post) for post in sorted(posts - {entry.post})]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _liaisons_of(told: dict[UUID, list[Ref]], done: dict[UUID, tuple[int, Entry]]) -> dict[tuple[date, UUID], set[UUID]]:
    """The posts that speak for each unit on the day of the entry; one query a day."""
    wanted: dict[date, set[UUID]] = {}
    for id_, refs in told.items():
        wanted.setdefault(day_of(done[id_][1].at), set()).update(r.id for r in refs if r.kind == "unit")
    result: dict[tuple[date, UUID], set[UUID]] = {}
    for day, units in wanted.items():
        found = liaisons(units, day) if units else {}
        for unit in units:
            result[day, unit] = {line.id for line in found.get(unit, {}).values()}
    return result


def _notice(idx: int, entry: Entry, post: UUID) -> Notice:
    made = entry.subject_kind == "root" and entry.result is not None
    about = Ref(entry.result_kind, entry.result) if made and entry.result else Ref(entry.subject_kind, entry.subject)
    return Notice(entry=entry.id, post=post, idx=idx, act=entry.act, about_kind=about.kind, about_id=about.id, at=entry.at)
