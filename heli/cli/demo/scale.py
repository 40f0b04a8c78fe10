"""Large worlds for benchmarks: plain bulk inserts through the generator's door, which records itself.

The rows look like those that acts write, but have no entries of their own: what is measured are reads and the size of tables.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Model

from heli.acts import worker
from heli.acts.doors import generator
from heli.acts.models import Root
from heli.collaborations.models import Collaboration, Lead, NormBinding, Outcome, Party, StagePassage
from heli.collaborations.plan.models import Task
from heli.kernel.calendar import national
from heli.kernel.ids import random_id
from heli.kernel.time import at, now, today
from heli.matters.models import Closing, Handled, Matter
from heli.people.models import Person, Post, Unit
from heli.people.queries import posts

CHUNK = 200
"""Collaborations written together, so that memory stays small."""
TASKS, WAITING, DONE = 12, 4, 8
"""For each collaboration: tasks, matters of other people, and matters that the persona has done."""
PERSONA = "陈晓燕"
SUBJECTS = ("企业变更", "水电气报装", "社保转移", "公积金提取", "门诊报销", "车辆过户", "招工备案", "破产信息核查")


def enlarge(count: int) -> str:
    """Write `count` collaborations with all that hangs on them; returns in words what was made."""
    maker = _Maker()
    with generator(f"bin/heli demo --scale {count}"):
        for first in range(0, count, CHUNK):
            maker.make(range(first, min(first + CHUNK, count)))
    worker.settle()
    return f"{count} 件协作事项、{count * TASKS} 项任务、{count * (WAITING + DONE)} 条待办和已办"


def _insert(model: type[Model], rows: list[Any]) -> None:
    # the manager of state rows wants an open act; this door has none
    plain: models.QuerySet[Any] = models.QuerySet(model)
    plain.bulk_create(rows, batch_size=2000)


class _Maker:
    """The units and posts that the generated matters belong to, and the numbers given so far."""

    def __init__(self) -> None:
        self.units = list(Unit.objects.filter(is_organisation=True).order_by("order").values_list("id", flat=True))
        self.posts: dict[UUID, list[UUID]] = {}
        for unit, post in Post.objects.order_by("order").values_list("root", "id"):
            self.posts.setdefault(unit, []).append(post)
        person = Person.objects.get(name=PERSONA)
        line = posts(person=person.id)[0]
        self.persona, self.persona_unit = line.id, Post.objects.values_list("root", flat=True).get(id=line.id)
        self.starter = person.id
        self.taken = Collaboration.objects.count()
        self.days = [national().add(today(), n) for n in range(-200, 61)]
        self.now = now()

    def make(self, numbers: range) -> None:
        """Write the collaborations with these numbers."""
        rows: dict[type[Model], list[Any]] = {
            m: [] for m in (Root, Collaboration, NormBinding, Lead, StagePassage, Party, Outcome, Task, Matter, Closing, Handled)
        }
        for number in numbers:
            for row in self._collaboration(number):
                rows[type(row)].append(row)
        for model, made in rows.items():
            _insert(model, made)

    def _day(self, number: int) -> date:
        """The working day `number`, counted from today."""
        return self.days[max(0, min(number + 200, len(self.days) - 1))]

    def _collaboration(self, number: int) -> list[Model]:
        root = Root(id=random_id(), kind="collaboration")
        begun = -10 - number % 150
        begun_on = self._day(begun)
        units = [self.units[(number + i) % len(self.units)] for i in range(5)]
        lead = units[0]
        subject = SUBJECTS[number % len(SUBJECTS)]
        c = Collaboration(
            id=root.id, root=root, title=f"{subject}“一件事”（第 {number + 1} 件）",
            number=f"CS-{today().year}-{number + self.taken:05}",
            scenario="service", initiator_id=lead, initiated_by_id=self._post(lead), drafted_by=self.starter, in_charge_id=lead,
            first_reviewer_id=self._post(lead), starts_on=begun_on, due_on=self._day(begun + 60), stage=4, state="active",
            problem="手续多、跑动多。", goal="一次申请、并联办理。", scope="从申请到办结。",
        )  # fmt: skip
        own: dict[str, Any] = {"root": root, "collaboration": c}
        rows: list[Model] = [
            root,
            c,
            NormBinding(id=random_id(), norm_version="1.0", valid_from=begun_on, **own),
            Lead(id=random_id(), unit_id=lead, post_id=self._post(lead), valid_from=begun_on, **own),
        ]
        rows += [StagePassage(id=random_id(), stage=s, entered_at=at(self._day(begun + 20)), **own) for s in (4, 5)]
        rows += [
            Party(id=random_id(), unit_id=u, role="lead" if u == lead else "cooperating", state="accepted",
                  valid_from=begun_on, **own)
            for u in units
        ]  # fmt: skip
        outcome = Outcome(
            id=random_id(), order=1, title=f"{subject}并联办理", kind="service", indicator="办理时限", baseline="20 个工作日",
            target="5 个工作日", maker_id=lead, receiver_id=units[1], due_on=c.due_on, **own,
        )  # fmt: skip
        return [*rows, outcome, *self._tasks(c, outcome, units, begun), *self._matters(c, units, begun)]

    def _tasks(self, c: Collaboration, outcome: Outcome, units: list[UUID], begun: int) -> list[Model]:
        states = ("accepted", "accepted", "handed", "doing", "doing", "ready")
        return [
            Task(
                id=random_id(), root_id=c.root_id, collaboration=c, order=i + 1, title=f"环节 {i + 1} 接口改造",
                goal="按期交出成果",
                outcome=outcome, unit_id=units[i % 5], post_id=self._post(units[i % 5]), receiver_id=units[(i + 1) % 5],
                deliverable="联调报告", criterion="推送无差错", starts_on=self._day(begun + 20 + i),
                due_on=self._day(begun + 25 + i),
                baseline_due=self._day(begun + 25 + i), state=states[i % len(states)],
            )
            for i in range(TASKS)
        ]  # fmt: skip

    def _matters(self, c: Collaboration, units: list[UUID], begun: int) -> list[Model]:
        rows: list[Model] = []
        for i in range(WAITING + DONE):
            done = i >= WAITING
            unit = self.persona_unit if done else units[i]
            opened = min(at(self._day(begun + 20 + i)), self.now - timedelta(days=1))
            answered = opened + timedelta(hours=6)
            matter = Matter(
                id=random_id(), root_id=c.root_id, kind="need.confirm", about_kind="collaboration", about_id=c.id,
                title=f"确认需求：{c.title}", raiser_unit_id=units[0], raiser_post_id=self._post(units[0]), owner_unit_id=unit,
                owner_post_id=self.persona if done else self._post(unit), opened_at=opened, due_at=opened + timedelta(days=5),
                term="3 wd", state="closed" if done else "open", done_at=answered if done else None,
            )  # fmt: skip
            rows.append(matter)
            if done:
                rows.append(Closing(id=random_id(), root_id=c.root_id, matter=matter, at=answered, how="settled"))
                rows.append(Handled(holder=self.persona, matter=matter, at=answered, did="matter.settle"))
        return rows

    def _post(self, unit: UUID) -> UUID:
        return self.posts[unit][0]
