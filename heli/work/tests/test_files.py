"""A hand-in with its files: what the deed takes along, what it refuses, and one submission of words and files."""

from __future__ import annotations

import hashlib
import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heli.acts.pipeline import perform
from heli.acts.timeline import timeline
from heli.collaborations.tests.startup import PASS
from heli.documents.models import Attachment
from heli.documents.queries import files
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.documents.tests.samples import HTML
from heli.kernel.errors import InvalidInput
from heli.ledger.models import Entry
from heli.ledger.queries import openings
from heli.work.models import HandIn

pytestmark = pytest.mark.django_db
ONE, TWO = b"%PDF-1", b"%PDF-2"
DIGEST = hashlib.sha256(ONE).hexdigest()
LONG = "企业开办一件事印章刻制备案系统接口联调测试用例及结果说明（第三轮补充）" * 4 + ".pdf"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


@pytest.fixture
def doing(startup):
    s = startup("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    return s


def bring(actor, about, content=ONE, name="回执.pdf"):
    return attach(actor, about.ref, received(content, name)).result


def told(id_):
    """The opening of the newest entry of an act."""
    entry = Entry.objects.filter(act=id_).order_by("-at").first()
    return openings([entry.id])[entry.id]


@pytest.mark.postgres
def test_a_hand_in_names_its_files_by_their_digests(doing, cast):
    task = doing.task("税务")
    made, draft = bring(cast("马骏"), task), bring(cast("马骏"), task, TWO, "草稿.pdf")
    row = doing.do("马骏", "task.hand_in", task, {"words": "已办结，结果已推送", "files": [str(made.id)]})
    kept = [{"id": str(made.id), "name": "回执.pdf", "size": len(ONE), "digest": DIGEST}]
    assert HandIn.objects.get(id=row.id).files == kept
    assert told("task.hand_in")["facts"]["files"] == kept
    line = next(x for x in timeline(task.ref, cast("唐宁")).lines if x.act == "task.hand_in")
    assert line.text.endswith(f"已办结，结果已推送；附件“回执.pdf”校验值 {DIGEST[:8]}")
    assert "草稿" not in line.text
    assert draft.id != made.id


@pytest.mark.postgres
def test_only_files_of_the_own_unit_on_this_very_task_go_along(doing, cast):
    task = doing.task("税务")
    removed, foreign = bring(cast("马骏"), task), bring(cast("周建国"), doing, TWO)
    perform(cast("马骏"), "document.remove", removed)
    of_receiver = bring(cast("唐宁"), task, b"%PDF-3", "要求.pdf")
    for wrong in (removed.id, foreign.id, of_receiver.id, uuid4()):
        with pytest.raises(InvalidInput) as refused:
            doing.do("马骏", "task.hand_in", task, {"words": "已办结，结果已推送", "files": [str(wrong)]})
        assert list(refused.value.fields) == ["files"]
    assert not HandIn.objects.exists()


@pytest.mark.postgres
def test_what_is_judged_later_is_not_what_was_accepted(doing, cast):
    task = doing.task("税务")
    first = bring(cast("马骏"), task)
    doing.do("马骏", "task.hand_in", task, {"words": "已办结，结果已推送", "files": [str(first.id)]})
    back = {"accepted": False, "complete": False, "good": True, "words": "缺备案回执"}
    doing.do("唐宁", "task.accept", task, back)
    again = bring(cast("马骏"), task, TWO, "备案回执.pdf")
    last = doing.do("马骏", "task.hand_in", task, {"words": "补交备案回执", "files": [str(first.id), str(again.id)]})
    verdict = doing.do("唐宁", "task.accept", task, PASS)
    assert verdict.hand_in_id == last.id
    assert [[f["name"] for f in h.files] for h in HandIn.objects.order_by("at")] == [["回执.pdf"], ["回执.pdf", "备案回执.pdf"]]


def test_the_same_through_the_api(doing, cast, browser):
    import json

    task, me = doing.task("税务"), browser(cast("马骏"))
    file = SimpleUploadedFile("回执.pdf", ONE, "application/pdf")
    made = me.post(f"/api/files?about=task:{task.id}", {"file": file}).json()["result"]["id"]

    def hand_in(files):
        body = {"subject": f"task:{task.id}", "input": {"words": "已办结，结果已推送", "files": files}}
        return me.post("/api/acts/task.hand_in", json.dumps(body), content_type="application/json")

    refused = hand_in([str(uuid4())])
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["input.files"])
    assert hand_in([made]).status_code == 200
    assert [f["digest"] for f in HandIn.objects.get().files] == [DIGEST]


def text(response):
    return response.content.decode()


def hidden(page, action):
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


def pdf(name, content=ONE):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_words_and_files_in_one_submission_and_nothing_chosen_is_lost(doing, cast, browser, django_assert_max_num_queries):
    task, me = doing.task("税务"), browser(cast("马骏"))
    page_url = f"/c/{doing.row.number}/tasks/{task.id}/"
    where = f"{page_url}hand_in/"
    sheet = text(me.get(page_url))
    assert "还没有附件" in sheet
    assert (
        'enctype="multipart/form-data"' in sheet.split(f'action="{where}"', 1)[0].rsplit("<form", 1)[1] + sheet.split(where, 1)[1]
    )
    given = hidden(sheet, where)
    # the words are too short: the file is taken in and stands ticked in the form that comes back
    short = me.post(where, {**given, "words": "办", "file": pdf(LONG)})
    assert (short.status_code, HandIn.objects.count()) == (422, 0)
    first = Attachment.objects.get()
    assert re.search(rf'name="files" value="{first.id}" checked', text(short))
    # one file is refused: it is named, the other is kept, the words too
    mixed = {**given, "words": "已办结，结果已推送", "files": [str(first.id)], "file": [pdf("假.pdf", HTML), pdf("真.pdf", TWO)]}
    refused = me.post(where, mixed)
    assert (refused.status_code, HandIn.objects.count()) == (422, 0)
    assert "“假.pdf”要重新选择：文件内容不是“.pdf”" in text(refused)
    assert "已办结，结果已推送" in text(refused)
    second = Attachment.objects.get(name="真.pdf")
    for id_ in (first.id, second.id):
        assert re.search(rf'name="files" value="{id_}" checked', text(refused))
    # sent once more with the same file chosen again, and then twice: one hand-in, no file twice
    last = {**given, "words": "已办结，结果已推送", "files": [str(first.id)]}
    for _again in range(2):
        done = me.post(where, {**last, "file": pdf("真.pdf", TWO)})
        assert (done.status_code, done.headers["Location"]) == (303, page_url)
    assert [f["id"] for f in HandIn.objects.get().files] == [str(first.id), str(second.id)]
    assert Attachment.objects.count() == 2
    # the receiver finds what was handed in beside the verdict
    receiver = browser(cast("唐宁"))
    with django_assert_max_num_queries(32):
        sheet = text(receiver.get(page_url))
    beside = sheet.split('id="h-accept"', 1)[1].split(f'action="{page_url}accept/"', 1)[0]
    for id_ in (first.id, second.id):
        assert f'href="/files/{id_}/"' in beside
    assert b"".join(receiver.get(f"/files/{first.id}/").streaming_content) == ONE


def test_a_deed_that_is_not_the_actors_takes_no_file_in(doing, cast, browser):
    task, other = doing.task("税务"), browser(cast("丁一"))
    answer = other.post(
        f"/c/{doing.row.number}/tasks/{task.id}/hand_in/", {"words": "已办结，结果已推送", "file": pdf("回执.pdf")}
    )
    assert answer.status_code == 403
    assert not Attachment.objects.exists()


def test_nothing_is_attached_once_the_matter_has_ended(doing, cast):
    task = doing.task("税务")
    assert files(task.ref, cast("马骏")).why == ""
    doing.do("林志远", "collaboration.cancel", None, {"reason": "上级已统一建设"})
    assert "没有在办理中" in files(task.ref, cast("马骏")).why
