"""T12 along the matter: a file leaves exactly to whom its subject is visible; hidden and absent answer alike at every exit.

The canary is a file name and a content that occur nowhere else.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest

from heli.documents.queries import download
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref

pytestmark = pytest.mark.django_db
CANARY = "金丝雀七三一九"
CONTENT = b"%PDF-1 canary-7319"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


def body(response):
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    return whole.decode(errors="replace")


def addresses(number, task, about, file):
    """Every address through which the file, its name or its digest could leave."""
    found = [f"/files/{file}/", f"/api/kinds/attachment/{file}", f"/log/attachment/{file}/", f"/api/timeline/attachment/{file}"]
    found += [f"/api/acts?subject=attachment:{file}", f"/do/document.remove/attachment:{file}/"]
    for ref in about:
        found += [f"/files/of/{ref.kind}/{ref.id}/", f"/files/attach/{ref.kind}/{ref.id}/", f"/api/timeline/{ref.kind}/{ref.id}"]
        found += [f"/log/{ref.kind}/{ref.id}/"]
    home = f"/c/{number}/"
    found += [home, f"{home}tasks/", f"{home}tasks/{task}/", f"{home}tasks/{task}/hand_in/", f"{home}delivery/", f"{home}plan/"]
    return [*found, f"{home}plan/submit/", f"{home}evaluation/", f"{home}archive/", f"/approvals/{about[2].id}/"]


LISTS = ("/", "/inbox/", "/tasks/", "/c/", f"/search/?q={CANARY}", f"/archive/?q={CANARY}", "/archive/", "/notices/")


def test_a_file_leaves_to_whom_its_subject_is_visible_and_to_nobody_else(startup, cast, browser):
    s = startup("designed")
    name = f"{CANARY}.pdf"
    material = attach(cast("韩雪"), s.ref, received(CONTENT, name)).result
    s.do("韩雪", "design.submit", None, {"files": [str(material.id)]})
    s.done += 1
    s.reach("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    task = s.task("税务")
    made = attach(cast("马骏"), task.ref, received(CONTENT, name)).result
    s.do("马骏", "task.hand_in", task, {"words": "已办结，结果已推送", "files": [str(made.id)]})

    about = (s.ref, task.ref, s.approval())
    receiver, stranger = browser(cast("唐宁")), browser(cast("安维新"))
    assert body(receiver.get(f"/files/{made.id}/")).encode() == CONTENT
    for shown in (f"/c/{s.row.number}/tasks/{task.id}/", f"/files/of/task/{task.id}/", f"/log/task/{task.id}/"):
        assert CANARY in body(receiver.get(shown)), shown
    assert CANARY in body(browser(cast("林志远")).get(f"/approvals/{s.approval().id}/"))

    unknown = addresses("XZ-1999-001", uuid4(), tuple(Ref(r.kind, uuid4()) for r in about), uuid4())
    for hidden, absent in zip(addresses(s.row.number, task.id, about, made.id), unknown, strict=True):
        one, two = stranger.get(hidden), stranger.get(absent)
        assert (one.status_code, two.status_code) == (404, 404), hidden
        assert body(one) == body(two), hidden
    for address in LISTS:
        told = body(stranger.get(address)).replace(f'value="{CANARY}"', "").replace(f"“{CANARY}”", "")
        assert f"{CANARY}.pdf" not in told, address
    hand_in = {"subject": f"task:{task.id}", "input": {"words": "已办结，结果已推送", "files": [str(made.id)]}}
    answer = stranger.post("/api/acts/task.hand_in", json.dumps(hand_in), content_type="application/json")
    assert answer.status_code == 404
    with pytest.raises(Absent):
        download(made.id, cast("安维新"))
