"""A small collaboration of the demo city as far as a test or a world needs it: three parties, one duty and one task each.

`Startup(cast).reach("confirmed")` does every step up to that one; what stands in `roles`, `outcomes`, `schedule`, `tasks`
replaces parts of what is written. The words are those of tests/walk/story.py, where the whole matter is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from heli.acts.doors import generator
from heli.acts.pipeline import perform
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.plan.models import Task
from heli.kernel.errors import Denied, HeliError, RuleBroken
from heli.kernel.ref import Ref
from heli.matters.models import Matter
from heli.matters.rules import WAITING
from heli.people.models import Unit
from tests import tape
from tests.walk.story import DOERS, LIAISONS, agreement, day, describing, outcomes, post, roles, schedule, unit

THREE = ("市监", "税务", "数据")
EIGHT = ("市监", "公安", "税务", "人社", "医保", "公积金", "人行", "数据")
DUTY_OF = {"周建国": "officer", "李敏": "coordination"}
"""Who holds two posts acts in the one that the collaboration names."""
PASS = {"accepted": True, "complete": True, "good": True}


@dataclass
class Startup:
    """The collaboration in progress; `done` counts the steps."""

    cast: Any
    units: tuple[str, ...] = THREE
    roles: Mapping[str, Any] = field(default_factory=dict)
    outcomes: list[dict[str, Any]] | None = None
    schedule: Mapping[str, Any] = field(default_factory=dict)
    tasks: Mapping[str, Any] = field(default_factory=dict)
    c: UUID = field(default_factory=lambda: UUID(int=0))
    done: int = 0

    def reach(self, step: str) -> Startup:
        """Do every step up to and with `step`."""
        names = [s.__name__ for s in STEPS]
        while self.done <= names.index(step):
            self.c = tape.once((names[self.done], self.c, *self._parts()), self._next)
            self.done += 1
        return self

    def _next(self) -> UUID:
        STEPS[self.done](self)
        return self.c

    def _parts(self) -> tuple[Any, ...]:
        return self.units, *(repr(part) for part in (self.roles, self.outcomes, self.schedule, self.tasks))

    def do(self, who: str, act: str, subject: Any = None, given: Mapping[str, Any] | None = None) -> Any:
        """One deed, on the collaboration unless said otherwise; refusals come as the errors of the house."""
        actor = self.cast(who, DUTY_OF.get(who, ""))
        return perform(actor, act, self.ref if subject is None else subject, dict(given) if given is not None else None)

    @property
    def ref(self) -> Ref:
        """The collaboration."""
        return Ref("collaboration", self.c)

    @property
    def row(self) -> Collaboration:
        """The collaboration as it stands."""
        return Collaboration.objects.get(id=self.c)

    def party(self, short: str) -> Party:
        """The party that a unit is."""
        return Party.objects.get(collaboration=self.c, unit=unit(short))

    def duty(self, short: str) -> Any:
        """The duty of a unit."""
        return self.row.duty_rows.get(title=f"{short}环节")

    def task(self, short: str) -> Task:
        """The task of a unit."""
        return Task.objects.exclude(state="dropped").get(collaboration=self.c, unit=unit(short))

    def asked(self, short: str) -> Any:
        """The newest consultation of a unit."""
        return self.row.consultations.filter(unit=unit(short)).order_by("-round").first()

    def item(self, title: str) -> Any:
        """The delivery item of an outcome whose title ends so."""
        return self.row.delivery_items.get(outcome__title__endswith=title)

    def approval(self) -> Ref:
        """The approval of the newest submission."""
        return Ref("approval", self.row.designs.order_by("-version_no")[0].approval)

    def waiting(self, kind: str) -> list[Matter]:
        """The open matters of a kind."""
        return list(Matter.objects.filter(root=self.c, kind=kind, state__in=WAITING).order_by("opened_at", "id"))

    def sign(self, short: str) -> None:
        """The doer of a unit signs for its task."""
        matter = Matter.objects.get(kind="task.do", about_id=self.task(short).id, state="unsigned")
        self.do(DOERS[short], "matter.sign", matter, {})

    def hand_in(self, short: str) -> None:
        """The doer of a unit signs for its task, starts it and hands it in."""
        self.sign(short)
        self.do(DOERS[short], "task.start", self.task(short))
        self.do(DOERS[short], "task.hand_in", self.task(short), {"words": "已办结，结果已推送"})

    def receiver(self, short: str) -> str:
        """Who receives for the unit that receives the task of a unit."""
        return LIAISONS[other(short)]


@contextmanager
def refuses(clause: str, words: str = "", error: type[HeliError] = RuleBroken) -> Iterator[None]:
    """The deed inside is refused by this clause, and the sentence contains `words`."""
    with pytest.raises(error) as caught:
        yield
    told = [(r.clause, str(r.sentence)) for r in caught.value.reasons]
    assert any(c == clause and words in sentence for c, sentence in told), told


def denies(clause: str = "", words: str = "") -> AbstractContextManager[None]:
    """Whoever does the deed inside may not, and is told why."""
    return refuses(clause, words, Denied)


def plant(why: str, rows: Any, **values: Any) -> None:
    """Write what no act would, through the recorded door of the generator; `why` says which lapse it stands for."""
    with generator(why):
        models.QuerySet(rows.model).filter(id__in=[r.id for r in rows]).update(**values)


def other(short: str) -> str:
    """Who receives what a unit makes: market supervision, and for its own work the data bureau."""
    return "数据" if short == "市监" else "市监"


def task_of(s: Startup, short: str) -> dict[str, Any]:
    """The task of a unit as it is planned."""
    own = Outcome.objects.get(collaboration=s.c, title__endswith="表单" if short == "数据" else "结果")
    return {
        "title": f"{short}办理", "goal": "试点企业办结本环节", "duty": str(s.duty(short).id), "outcome": str(own.id),
        "unit": str(unit(short)), "post": str(post(DOERS[short])), "receiver": str(unit(other(short))),
        "deliverable": f"{short}结果", "criterion": "结果已推送且可查", "starts_on": str(day(10)), "due_on": str(day(12)),
        **s.tasks,
    }  # fmt: skip


# ── the steps, in their order ───────────────────────────────────────────────────────────────────


def begun(s: Startup) -> None:
    made = s.do("周建国", "collaboration.start", Unit.objects.get(code="bjsj"), {"scenario": "service", "title": "企业开办上线"})
    s.c = made.id


def drafted(s: Startup) -> None:
    s.do("周建国", "need.describe", None, describing("企业开办上线"))
    s.do("周建国", "need.outcomes", None, {"outcomes": outcomes() if s.outcomes is None else s.outcomes})
    cooperating = [str(unit(u)) for u in s.units if u != "市监"]
    s.do("周建国", "need.roles", None, {**roles(), "cooperating": cooperating, **s.roles})
    s.do("周建国", "need.schedule", None, {**schedule(), **s.schedule})


def submitted(s: Startup) -> None:
    s.do("周建国", "need.submit")


def confirmed(s: Startup) -> None:
    s.do("郑国强", "need.rule", None, {"confirmed": True, "opinion": "需求属实"})


def joined(s: Startup) -> None:
    for short in s.units:
        if short != "市监":
            s.do(LIAISONS[short], "party.answer", s.party(short), {"accepted": True})


def listed(s: Startup) -> None:
    """A duty for each unit, led by it, the others assisting; each serves an outcome."""
    lines = ["工作事项\t" + "\t".join(s.units) + "\t边界\t应交成果"]
    for short in s.units:
        cells = ["牵主" if u == short else "协" for u in s.units]
        lines.append("\t".join([f"{short}环节", *cells, "到结果推送为止", f"{short}结果"]))
    s.do("韩雪", "duty.paste", None, {"text": "\n".join(lines), "module": "project"})
    for short, title in (("数据", "表单"), ("市监", "结果")):
        own = Outcome.objects.filter(collaboration=s.c, title__endswith=title).first()
        row = s.duty(short)
        given = {k: getattr(row, k) for k in ("module", "title", "boundary", "deliverable")}
        s.do("韩雪", "duty.edit", row, {**given, "outcome": str(own.id) if own else None})


def planned(s: Startup) -> None:
    for short in s.units:
        s.do("韩雪", "task.plan", None, task_of(s, short))


def weighed(s: Startup) -> None:
    s.do("韩雪", "risk.name", None, {"title": "接口联调滞后", "level": "high", "response": "每周联调"})


def consulted(s: Startup) -> None:
    s.do("韩雪", "consult.ask")
    for short in s.units:
        s.do(LIAISONS[short], "consult.answer", s.asked(short), {"objects_to": False})


def designed(s: Startup) -> None:
    s.do("韩雪", "column.send")
    for short in s.units:
        s.do(LIAISONS[short], "column.confirm", s.party(short), {"confirmed": True})


def handed_up(s: Startup) -> None:
    s.do("韩雪", "design.submit")


def approved(s: Startup) -> None:
    for name in ("郑国强", "李敏", "林志远"):
        s.do(name, "approval.decide", s.approval(), agreement())


def handed_in(s: Startup) -> None:
    for short in s.units:
        s.hand_in(short)


def accepted(s: Startup) -> None:
    for short in s.units:
        s.do(s.receiver(short), "task.accept", s.task(short), PASS)


def executed(s: Startup) -> None:
    s.do("周建国", "stage.leave")


def handed_over(s: Startup) -> None:
    s.do("许文静", "delivery.hand_over", s.item("表单"), {"actual": "61 项"})
    s.do("傅杰", "delivery.hand_over", s.item("结果"), {"actual": "4 个工作日"})


def delivered(s: Startup) -> None:
    s.do("唐宁", "delivery.receive", s.item("表单"), {"received": True})
    s.do("丁一", "delivery.receive", s.item("结果"), {"received": True})
    s.do("周建国", "stage.leave")


def viewed(s: Startup) -> None:
    for short in s.units:
        s.do(LIAISONS[short], "evaluation.view", s.row.asked.get(unit=unit(short)), {"satisfaction": "good"})


def evaluated(s: Startup) -> None:
    for dimension in ("goal", "process", "quality", "improvement"):
        s.do("李敏", "evaluation.judge", None, {"dimension": dimension, "verdict": "good", "words": "有记录支撑"})
    s.do("周建国", "lesson.write", None, {"title": "一次告知", "why": "首次漏了回执", "next_time": "受理时一次告知"})


def filed(s: Startup) -> None:
    s.do("周建国", "archive.file", None, {})


def closed(s: Startup) -> None:
    s.do("周建国", "collaboration.close")


STEPS: tuple[Callable[[Startup], None], ...] = (
    begun, drafted, submitted, confirmed, joined, listed, planned, weighed, consulted, designed, handed_up, approved, handed_in,
    accepted, executed, handed_over, delivered, viewed, evaluated, filed, closed,
)  # fmt: skip
