"""The whole walk of 企业开办“一件事” as its six people do it, on pages of a running Heli; everybody else acts through its API.

HELI_SHOTS=FOLDER keeps a picture of each telling moment.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import Cast
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE
from tests.browser.deeds import DESIGNER, SIX, through_pages
from tests.browser.desk import Desk
from tests.walk import story
from tests.walk.story import Story
from tests.walk.test_walk import GATES, STAGES
from tests.walk.ways import through_api

pytestmark = pytest.mark.browser
TITLE = "企业开办“一件事”全市推开"


TELLING = {
    ("need.roles", "filled"), ("need.submit", "refused"), ("need.rule", "refused"), ("design.submit", "refused"),
    ("column.confirm", "filled"), ("stage.leave", "refused"), ("approval.decide", "refused"), ("approval.decide", "filled"),
    ("task.hand_in", "filled"), ("delivery.receive", "filled"), ("evaluation.judge", "done"), ("collaboration.close", "refused"),
    ("collaboration.close", "done"),
}  # fmt: skip


def picture(desk: Desk, act: str, moment: str) -> None:
    """Keep what is on the screen at telling moments, where pictures are wanted."""
    folder = os.environ.get("HELI_SHOTS")
    if folder and (act, moment) in TELLING:
        made = Path(folder)
        made.mkdir(parents=True, exist_ok=True)
        number = len(list(made.glob("*.png"))) + 1
        desk.page.evaluate("scrollTo(0, 0)")
        desk.page.screenshot(path=made / f"{number:03}-{act}-{desk.who}-{moment}.png", full_page=True)


def test_six_people_walk_the_seven_stages_on_pages(sign_in, clients, served):
    desks: dict[str, Desk] = {}

    def desk_of(who: str) -> Desk | None:
        if who in SIX and who not in desks:
            desks[who] = Desk(sign_in(who, PHONE if who == "林志远" else DESKTOP), who, TITLE)
        if who == DESIGNER and who not in desks:
            desks[who] = Desk(sign_in("han.xue", password=PASSWORD), who, TITLE)
        return desks.get(who)

    walk = Story(through_pages(desk_of, through_api(Cast(), clients), picture), TITLE)
    assert list(story.whole(walk)) == STAGES
    assert set(GATES) <= set(walk.refusals)
    assert set(desks) == {*SIX, DESIGNER}
