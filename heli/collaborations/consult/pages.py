"""Reading the consultation for its page: a fixed number of queries whatever the number of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from heli.acts.forms import Choice
from heli.acts.halts import moment_of
from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.clauses.catalogue import clause, period
from heli.collaborations.consult.models import ConsultAnswer, Consultation, ConsultReply
from heli.collaborations.consult.queries import concerned, newest, rounds
from heli.collaborations.duties.pages import why_closed
from heli.collaborations.head import day_words, planned_day
from heli.collaborations.plan.documents import design_document
from heli.collaborations.plan.rules import digest
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.clock import Due, Term, remaining
from heli.kernel.time import day_of
from heli.people.queries import PostLine, UnitLabel, liaisons, unit_names
from heli.people.then import Then, deed, lines_then

CLAUSE = "1.2.6.a"


@dataclass(frozen=True)
class Said:
    """Words of a unit, or of whoever replied: what kind of words, by whom and when."""

    label: str
    text: str
    who: str
    at: datetime
    reply: bool = False


@dataclass(frozen=True)
class UnitView:
    """A unit and how far its consultation is. `answers` and `replies`: the actor may do this now; `earlier`: former rounds."""

    id: UUID | None
    unit: str
    short: str
    contact: str
    asked: datetime | None
    said: tuple[Said, ...]
    lamp: str
    word: str
    note: str
    answers: bool = False
    replies: bool = False
    earlier: tuple[Said, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether the actor has something to do here."""
        return self.answers or self.replies


@dataclass(frozen=True)
class Missing:
    """Something that still lacks before the submission, and who settles it."""

    what: str
    who: str


@dataclass(frozen=True)
class ConsultPage:
    """The page: those first in whom the actor has something to do. `fine` of the units with a duty lack nothing."""

    units: tuple[UnitView, ...]
    missing: tuple[Missing, ...]
    fine: int
    closed: str
    asks: bool
    askable: int
    again: bool
    asked: int
    answered: int
    unanswered: str
    objections: int
    settled: str
    due: datetime | None
    left: str
    term: Term
    silence_counts: bool
    asked_days: str


def consult_page(actor: Actor, card: Card) -> ConsultPage:
    """Everything that the page of the consultation shows to `actor`. About fourteen queries."""
    units, every = concerned(card.root), rounds(card.root)
    asked = {c.unit_id: c for c in every}
    everyone = tuple(dict.fromkeys((*units, *asked)))
    names, held = unit_names(everyone), liaisons(everyone)
    posts = lines_then([deed(x) for c in every for x in (_answer(c), _reply(c)) if x is not None])
    closed = why_closed(card)
    designs = not closed and not allowed(actor, find_act("consult.ask"), card.ref)
    silence = clause(CLAUSE).params.get("on_silence") != "none"
    moment = moment_of(card.root)
    missing = _missing(units, asked, names, held, silence, moment)
    views = []
    own = asked.get(actor.organisation) if actor.organisation else None
    # whoever was asked may still answer, whatever became of its duty: what waits must not wait for ever
    speaks = own is not None and _answer(own) is None and not allowed(actor, find_act("consult.answer"), own.ref)
    replies = bool(every) and not allowed(actor, find_act("consult.reply"), every[0].ref)
    for unit in everyone:
        contact = held.get(unit, {}).get("liaison")
        one = asked.get(unit)
        view = _unit(names[unit], contact, one, posts, moment, replies, speaks and one is own)
        before = [c for c in every if c.unit_id == unit and c is not one]
        views.append(replace(view, earlier=tuple(s for c in before for s in _said(c, posts, f"第 {c.round} 次"))))
    views.sort(key=lambda v: not v.waits)
    objections = [v for v in asked.values() if (a := _answer(v)) and a.objects_to]
    due = max((c.due_at for c in asked.values()), default=None)
    return ConsultPage(
        units=tuple(views),
        missing=missing,
        fine=len(units) - len(missing),
        closed=closed,
        asks=designs,
        askable=len([u for u in units if u not in asked]),
        again=designs and any(_is_settled(c) for c in asked.values()),
        asked=len(asked),
        answered=sum(_answer(c) is not None for c in asked.values()),
        unanswered="、".join(names[u].short for u, c in asked.items() if _answer(c) is None),
        objections=len(objections),
        settled=_settled(objections),
        due=due,
        left=_left(due, moment),
        term=period(CLAUSE, "answer_within"),
        silence_counts=silence,
        asked_days="、".join(day_words(d) for d in sorted({day_of(c.asked_at) for c in asked.values()})),
    )


def _answer(one: Consultation | None) -> ConsultAnswer | None:
    return getattr(one, "answer", None)


def _reply(one: Consultation) -> ConsultReply | None:
    return getattr(_answer(one), "reply", None)


def _unit(
    unit: UnitLabel,
    contact: PostLine | None,
    one: Consultation | None,
    posts: dict[Then, PostLine],
    moment: datetime,
    may_reply: bool,
    answers: bool,
) -> UnitView:
    who = _contact(contact)
    if one is None:
        return UnitView(None, unit.name, unit.short, who, None, (), "off", "未征求", "职责清单里有职责")
    answer, reply = _answer(one), _reply(one)
    lamp, word, note = _standing(one, answer, reply, moment)
    if answer is not None and (then := posts.get(deed(answer))) is not None:
        unit = then.unit
    said = _said(one, posts)
    replies = may_reply and answer is not None and answer.objects_to and reply is None
    return UnitView(one.id, unit.name, unit.short, who, one.asked_at, said, lamp, word, note, answers, replies)


def _said(one: Consultation, posts: dict[Then, PostLine], which: str = "") -> tuple[Said, ...]:
    """Answer and reply of one asking; `which` names a former round."""
    answer, reply = _answer(one), _reply(one)
    said = []
    if answer:
        label = "意见" if answer.objects_to else "同意"
        said.append(Said(which + label, answer.words or "无意见", _who(posts, deed(answer)), answer.at))
    if reply:
        words = f"{ConsultReply.ADOPTED[reply.adopted]}。{reply.words}"
        said.append(Said(which + "答复", words, _who(posts, deed(reply)), reply.at, True))
    return tuple(said)


def _is_settled(one: Consultation) -> bool:
    """Whether a unit has answered, and its objection, if any, was replied to."""
    answer = _answer(one)
    return answer is not None and (not answer.objects_to or _reply(one) is not None)


def askable_again(collaboration: UUID) -> list[UUID]:
    """The units whose answer was to another scheme than that of now, and whose objection, if any, was replied to."""
    settled = [c for c in newest(collaboration).values() if _is_settled(c)]
    if not settled:
        return []
    scheme, known = digest(design_document(collaboration)), concerned(collaboration)
    return [c.unit_id for c in settled if c.digest != scheme and c.unit_id in known]


def again_choices(actor: Actor, card: Card) -> list[Choice]:
    """The units that can be asked once more, for the form."""
    units = askable_again(card.root)
    names = unit_names(units)
    return [Choice(str(u), names[u].name) for u in units]


def _who(posts: dict[Then, PostLine], done: Then) -> str:
    line = posts.get(done)
    return f"{line.title} {line.person or '空缺'}" if line else ""


def _standing(
    one: Consultation, answer: ConsultAnswer | None, reply: ConsultReply | None, moment: datetime
) -> tuple[str, str, str]:
    if answer is None:
        if moment >= one.due_at:
            return "bad", "逾期未复", f"应在 {planned_day(day_of(one.due_at))} 前答复"
        return "warn", "未答复", _left(one.due_at, moment)
    if not answer.objects_to:
        return "ok", "同意", "无意见"
    if reply is None:
        return "bad", "意见待答复", f"{day_words(day_of(answer.at))} 提出"
    return "ok", {"yes": "已采纳", "partly": "部分采纳", "no": "已说明"}[reply.adopted], f"{day_words(day_of(reply.at))} 答复"


def _missing(
    units: Sequence[UUID],
    asked: Mapping[UUID, Consultation],
    names: Mapping[UUID, UnitLabel],
    held: Mapping[UUID, Mapping[str, PostLine]],
    silence_counts: bool,
    moment: datetime,
) -> tuple[Missing, ...]:
    """What the gate of stage 2 will ask for (1.2.6.a), in words: of the `units` that have a duty, and of no other."""
    found = []
    for unit in units:
        one, short = asked.get(unit), names[unit].short
        answer = _answer(one)
        if one is None:
            found.append(Missing(f"征求{short}的意见", "流程设计人"))
        elif answer is None and not (silence_counts and one.due_at <= moment):
            contact = _contact(held.get(unit, {}).get("liaison"))
            found.append(Missing(f"{short}答复", f"{contact}，{planned_day(day_of(one.due_at))} 前"))
        elif answer is not None and answer.objects_to and _reply(one) is None:
            found.append(Missing(f"答复{short}的意见", "流程设计人"))
    return tuple(found)


def _settled(objections: list[Consultation]) -> str:
    counts: dict[str, int] = {}
    for one in objections:
        reply = _reply(one)
        word = ConsultReply.ADOPTED[reply.adopted] if reply else "待答复"
        counts[word] = counts.get(word, 0) + 1
    return " · ".join(f"{word} {n}" for word, n in counts.items())


def _left(due: datetime | None, moment: datetime) -> str:
    """还剩 n 个工作日 until `due`; nothing before the first asking."""
    if due is None:
        return ""
    if moment >= due:
        return "期限已过"
    days = remaining(Due(due), moment)
    return f"还剩 {days} 个工作日" if days > 0 else "今天到期"


def _contact(line: PostLine | None) -> str:
    return f"联络员 {line.person or '空缺'}" if line else "没有联络员"
