"""Playing stories: the right post for a deed, the rows that a story speaks of by name, and several stories in one time."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from heli.acts.pipeline import allowed, as_ref, perform
from heli.acts.registry import find_act
from heli.approvals.models import Approval
from heli.cli.demo.days import Days
from heli.cli.demo.script import Script
from heli.collaborations.consult.models import Consultation
from heli.collaborations.delivery.models import DeliveryItem
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.plan.models import Task
from heli.kernel.actor import Actor
from heli.kernel.ref import Ref
from heli.kernel.time import clock_at
from heli.matters.models import Matter
from heli.people.models import Person, Unit, UnitName
from heli.people.queries import PostLine, actor_for, posts

Story = Iterator[datetime]
"""A story gives the moment of its next deed, and does it when it is resumed."""


def play(stories: Iterable[Story]) -> None:
    """Play stories together, always the one whose next deed is the earliest, with the clock held at its moment."""
    waiting = [(moment, i, story) for i, story in enumerate(stories) if (moment := next(story, None))]
    heapq.heapify(waiting)
    while waiting:
        moment, i, story = heapq.heappop(waiting)
        with clock_at(moment):
            following = next(story, None)
        if following is not None:
            if following < moment:
                raise ValueError(f"story {i} goes back from {moment} to {following}")
            heapq.heappush(waiting, (following, i, story))


class City:
    """The people and units of the demo city by name."""

    def __init__(self) -> None:
        self._persons = dict(Person.objects.values_list("name", "id"))
        organisations = Unit.objects.filter(is_organisation=True)
        self._units = dict(UnitName.objects.filter(unit__in=organisations).values_list("short", "unit"))
        self._posts: dict[UUID, list[PostLine]] = {}
        for line in posts(people=self._persons.values()):
            if line.person_id is not None:
                self._posts.setdefault(line.person_id, []).append(line)

    def unit(self, short: str) -> UUID:
        """The organisation with this short name."""
        return self._units[short]

    def post(self, name: str, duty: str = "") -> UUID:
        """The first post of a person, or the first with a duty."""
        return next(p.id for p in self._posts[self._persons[name]] if not duty or duty in p.duties)

    def actors(self, name: str) -> list[Actor]:
        """A person in each post held, the first post first."""
        person = self._persons[name]
        return [actor_for(person, p.id, via="demo", factor="none") for p in self._posts[person]]


class Tale:
    """A story being told: its script, its collaboration, and words for what is done in it."""

    def __init__(self, city: City, days: Days, script: Script) -> None:
        self.city, self.days, self.script = city, days, script
        self._ref: Ref | None = None

    def at(self, number: int, clock: str) -> datetime:
        """A moment of the story's days."""
        return self.days.at(number, clock)

    def do(self, who: str, act: str, subject: Any = None, given: Mapping[str, Any] | None = None) -> Any:
        """A deed of `who` in whichever of the person's posts may do it, on the collaboration unless said otherwise."""
        declared = find_act(act)
        ref = as_ref(declared, subject or self.ref)
        reasons = None
        for actor in self.city.actors(who):
            reasons = allowed(actor, declared, ref)
            if not reasons:
                return perform(actor, act, ref, dict(given) if given is not None else None)
        raise ValueError(f"{who}: {act}: {reasons}")

    @property
    def ref(self) -> Ref:
        """The collaboration."""
        assert self._ref is not None
        return self._ref

    def begin(self, who: str, unit: str, given: Mapping[str, Any]) -> None:
        """Start the collaboration that this story is about."""
        self._ref = self.do(who, "collaboration.start", Ref("unit", self.city.unit(unit)), given).ref

    @property
    def row(self) -> Collaboration:
        """The collaboration as it stands."""
        return Collaboration.objects.get(id=self.ref.id)

    def party(self, unit: str) -> Party:
        """A unit's participation."""
        return Party.objects.get(collaboration=self.ref.id, unit=self.city.unit(unit))

    def duty(self, title: str) -> DutyRow:
        """A row of the duty list."""
        return DutyRow.objects.get(collaboration=self.ref.id, title=title)

    def product(self, number: int) -> Outcome:
        """An expected outcome, by its place from 0."""
        return Outcome.objects.get(collaboration=self.ref.id, order=number + 1)

    def task(self, title: str) -> Task:
        """A task."""
        return Task.objects.get(collaboration=self.ref.id, title=title)

    def asked(self, unit: str) -> Consultation:
        """The consultation of a unit."""
        return Consultation.objects.get(collaboration=self.ref.id, unit=self.city.unit(unit))

    def approval(self) -> Approval:
        """The approval in progress."""
        id_ = self.row.designs.order_by("-version_no")[0].approval
        assert id_ is not None
        return Approval.objects.get(id=id_)

    def item(self, number: int) -> DeliveryItem:
        """A line of the delivery list, by the place of its outcome."""
        return DeliveryItem.objects.get(collaboration=self.ref.id, outcome=self.product(number))

    def matter(self, kind: str, about: Ref) -> Matter:
        """The matter of a kind that waits about something."""
        return Matter.objects.get(kind=kind, about_id=about.id, state__in=("unsigned", "open", "answered"))
