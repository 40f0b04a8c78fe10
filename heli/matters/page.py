"""Reading one matter: its line, what was answered, and what the reader can do about it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from heli.acts.forms import Choice
from heli.acts.halts import against, reason_of, with_halts
from heli.acts.registry import find_act
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.conditions import sees
from heli.kernel.errors import Absent, Reason
from heli.kernel.ids import random_id
from heli.kernel.time import now
from heli.matters import rules, urging, wording
from heli.matters.conditions import OfOwnersLiaison, OwnsMatter, RaisedMatter, SeesMatter
from heli.matters.granting import GRANTS
from heli.matters.granting import against as stands_against
from heli.matters.kinds import matter_kind
from heli.matters.models import Answer, ExtensionRequest, Matter, Urging
from heli.matters.queries import MatterLine, lines_of
from heli.matters.queries.lines import named, raised_by
from heli.people.queries import PostLine, posts
from heli.people.then import Then, deed, lines_then


@dataclass(frozen=True)
class AnswerLine:
    """An answer, and why it was returned if it was."""

    nth: int
    text: str
    who: str
    at: datetime
    late: str
    returned: str = ""


@dataclass(frozen=True)
class Asked:
    """A request for more time that waits for the raiser."""

    days: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class Offer:
    """Something that the reader can do. `direct`: one click; else `href` leads to its form. `why`: why not right now."""

    verb: str
    label: str
    href: str
    direct: bool = False
    primary: bool = False
    why: str = ""
    key: str = ""


@dataclass(frozen=True)
class MatterPage:
    """A matter as its own page and the preview beside the inbox show it."""

    line: MatterLine
    answers: tuple[AnswerLine, ...]
    asked: Asked | None
    urged: int
    offers: tuple[Offer, ...]
    halted: Reason | None = None

    @property
    def first(self) -> tuple[Offer, ...]:
        """What stands as buttons; the rest under 更多."""
        return tuple(o for o in self.offers if o.primary)

    @property
    def rest(self) -> tuple[Offer, ...]:
        return tuple(o for o in self.offers if not o.primary)


def matter_page(actor: Actor, id_: UUID) -> MatterPage:
    """One matter, or `Absent` when it is hidden or not there. Nine queries and one for each kind of thing named."""
    rows = with_halts(Matter.objects.filter(sees(actor, Matter, SeesMatter()), pk=id_))
    found = rows.select_related("root").first()
    if found is None:
        raise Absent
    (line,) = lines_of([found], actor)
    answers = list(Answer.objects.filter(matter=found).order_by("nth").select_related("refusal"))
    people = lines_then(deed(a) for a in answers if a.post_id)
    request = ExtensionRequest.objects.filter(matter=found, extension__isnull=True, refusal__isnull=True).first()
    urgings = list(Urging.objects.filter(matter=found).order_by("-at").values_list("at", flat=True))
    halted = reason_of(found) if found.state in rules.WAITING else None
    offers = _offers(found, line, actor, request, urgings[0] if urgings else None)
    return MatterPage(
        line=replace(line, raiser=raised_by(found)),
        answers=tuple(_answer(a, people) for a in answers),
        asked=Asked(request.days, request.reason, request.at) if request else None,
        urged=len(urgings),
        offers=tuple(offers) if halted is None else tuple(o for o in offers if _goes_on(found, o)),
        halted=halted,
    )


def _goes_on(matter: Matter, offer: Offer) -> bool:
    """Whether a deed is offered although the whole is halted: the act itself says so."""
    return offer.verb != "go" and not against(find_act(f"matter.{offer.verb}"), matter)


def _answer(answer: Answer, people: Mapping[Then, PostLine]) -> AnswerLine:
    refusal = getattr(answer, "refusal", None)
    return AnswerLine(
        nth=answer.nth,
        text=answer.text,
        who=named(people[deed(answer)]) if answer.post_id else "系统",
        at=answer.at,
        late=wording.lateness(answer.due_at, answer.at) if answer.at > answer.due_at else "",
        returned=refusal.reason if refusal is not None else "",
    )


def _offers(
    matter: Matter, line: MatterLine, actor: Actor, request: ExtensionRequest | None, urged: datetime | None
) -> list[Offer]:
    """What the state and the reader's side allow, the most likely first. `perform` decides afresh."""
    kind = matter_kind(matter.kind)
    state: rules.State = matter.state  # type: ignore[assignment]
    owns = OwnsMatter().holds(actor, matter)
    near = owns or OfOwnersLiaison().holds(actor, matter)
    raised = RaisedMatter().holds(actor, matter)
    pending, offers = request is not None, list[Offer]()

    def offer(mine: bool, verb: rules.Verb, label: str, *, act: str = "", direct: bool = False, primary: bool = False) -> None:
        if mine and not rules.against(state, verb):
            name = act or verb
            offers.append(Offer(name, label, f"{line.href}{name}/", direct, primary, key=random_id().hex))

    offer(near, "sign", "签收", direct=True, primary=True)
    if owns and state == "open" and not kind.answered_here:
        offers.append(Offer("go", kind.verb, line.url, primary=True))
    offer(owns and kind.answered_here, "answer", kind.verb, direct=kind.read_only, primary=True)
    offer(raised, "confirm", "确认", direct=True, primary=True)
    offer(raised, "refuse", "退回重办", primary=True)
    offer(near and kind.movable, "hand_over", "转本单位其他人", primary=True)
    grants = GRANTS.holds(actor, matter) and not rules.against(state, "extend") and not stands_against(actor, matter, request)
    offer(grants and pending, "extend", "同意延期", primary=True)
    offer(grants and pending, "extend", "不同意延期", act="decline_extension", primary=True)
    offer(urging.offered(actor, matter), "urge", "催办", direct=True, primary=True)
    offer(owns and not pending, "ask_extension", "申请延期")
    offer(grants and not pending, "extend", "延长期限")
    offer(raised and kind.answered_here, "take_back", "撤回")
    return [_resting(o, urged) for o in offers]


def _resting(offer: Offer, urged: datetime | None) -> Offer:
    reasons = rules.urged_too_soon(urged, now()) if offer.verb == "urge" else ()
    if not reasons:
        return offer
    return Offer(offer.verb, offer.label, offer.href, True, offer.primary, f"{reasons[0].sentence}，{reasons[0].todo}")


def colleagues(actor: Actor, card: Card) -> list[Choice]:
    """The posts of the actor's organisation to which a matter may be passed on, with what lies there already. Two queries."""
    if actor.organisation is None:
        return []
    held = [p for p in posts(units=[actor.organisation]) if p.person_id is not None]
    waiting = Matter.objects.filter(owner_post__in=[p.id for p in held], state__in=("unsigned", "open"))
    load = dict(waiting.order_by().values_list("owner_post").annotate(n=Count("pk")))
    return [Choice(str(p.id), f"{p.person} · {p.title}", f"手上 {load.get(p.id, 0)} 项") for p in held]
