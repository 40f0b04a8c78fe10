"""A collaboration in the design stage, told by the story of the walk: 韩雪 designs, 周建国 runs it, 陈晓燕 answers for tax."""

from __future__ import annotations

from typing import Any

import pytest

from heli.acts.pipeline import perform
from heli.collaborations.models import Collaboration, Party
from heli.kernel.errors import HeliError
from tests.walk import story
from tests.walk.story import Refused, Story, unit

PLAIN = {"module": "project", "title": "印章备案", "boundary": "从申请到备案", "deliverable": "备案回执"}


class World:
    """The collaboration and how one acts in it."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.walk = Story(self._way)

    def _way(self, who: str, act: str, subject: Any, given: Any = None) -> Any:
        refusal: HeliError | None = None
        for actor in self.cast.in_every_post(who):
            try:
                made = perform(actor, act, subject, dict(given) if given is not None else None)
                return getattr(made, "ref", None)
            except HeliError as error:
                refusal = error if refusal is None or error.code != "denied" else refusal
                if error.code != "denied":
                    break
        assert refusal is not None
        raise Refused({r.clause for r in refusal.reasons}, str(refusal))

    @property
    def row(self) -> Collaboration:
        """The collaboration as it stands."""
        return self.walk.row

    @property
    def url(self) -> str:
        """Its pages."""
        return f"/c/{self.row.number}/"

    def do(self, who: str, act: str, given: Any = None, on: Any = None) -> Any:
        """A deed, about the collaboration unless said otherwise."""
        return self.walk.do(who, act, on, given)

    def duty(self, title: str) -> Any:
        """A row of its list."""
        return self.row.duty_rows.get(title=title)

    def party(self, short: str) -> Any:
        """A unit as a party."""
        return Party.objects.get(collaboration=self.row, unit=unit(short))


@pytest.fixture
def fresh(cast: Any) -> World:
    """The need is confirmed, every unit takes part, nothing is designed yet."""
    world = World(cast)
    story.need(world.walk)
    for short in story.UNITS:
        if short != "市监":
            world.do(story.LIAISONS[short], "party.answer", {"accepted": True}, world.party(short).ref)
    return world


@pytest.fixture
def listed(fresh: World) -> World:
    """The duty list is pasted; one row has no lead, two outcomes have no row."""
    fresh.do("韩雪", "duty.paste", {"text": story.duty_table(), "module": "project"})
    return fresh


@pytest.fixture
def planned(listed: World) -> World:
    """Tasks and a risk too; the row without lead is still open."""
    story.plan(listed.walk, {r.title: r for r in listed.row.duty_rows.all()})
    listed.do("韩雪", "risk.name", {"title": "接口联调滞后", "level": "high", "response": "每周联调"})
    return listed


@pytest.fixture
def settled(planned: World) -> World:
    """Nothing is red any more; nobody has been asked to confirm."""
    bank = planned.duty("银行预约开户")
    planned.do("韩雪", "duty.mark", {"unit": str(unit("人行")), "kinds": ["lead", "do"]}, bank.ref)
    return planned
