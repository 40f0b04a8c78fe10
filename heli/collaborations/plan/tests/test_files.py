"""What goes along with duty list and plan: the digest that is approved covers it, and every approver finds it."""

from __future__ import annotations

import hashlib
import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heli.clauses.registry import gate
from heli.collaborations.plan.documents import as_submitted
from heli.collaborations.tests.startup import plant, refuses
from heli.documents.models import Attachment
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from tests.walk.story import agreement

pytestmark = pytest.mark.django_db
ONE = b"%PDF-1"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


def text(response):
    return response.content.decode()


@pytest.mark.postgres
def test_the_digest_that_is_approved_covers_the_files(startup, cast):
    s = startup("designed")
    made = attach(cast("韩雪"), s.ref, received(ONE, "流程说明.pdf")).result
    sent = s.do("韩雪", "design.submit", None, {"files": [str(made.id)]})
    assert sent.document["files"][0]["digest"] == hashlib.sha256(ONE).hexdigest()
    assert as_submitted(sent)
    with refuses("", "存档"):
        s.do("韩雪", "document.remove", made)
    plant("a file exchanged after the submission", type(sent).objects.filter(id=sent.id),
          document={**sent.document, "files": [{**sent.document["files"][0], "digest": "0" * 64}]})  # fmt: skip
    sent.refresh_from_db()
    assert not as_submitted(sent)
    for name in ("郑国强", "李敏", "林志远"):
        s.do(name, "approval.decide", s.approval(), agreement())
    assert (s.row.stage, s.row.baselines.count()) == (3, 0)
    assert any("在报批后有改动" in r.sentence for r in gate(s.ref, 3))


def test_approvers_find_list_plan_and_files_with_their_digests(startup, cast, browser):
    s = startup("designed")
    designer = browser(cast("韩雪"))
    plan = f"/c/{s.row.number}/plan/"
    assert "报批材料" in text(designer.get(plan))
    file = SimpleUploadedFile("流程说明.pdf", ONE, "application/pdf")
    up = designer.post(f"/files/attach/collaboration/{s.c}/", {"file": file, "next": f"{plan}#files"})
    assert (up.status_code, up.headers["Location"]) == (303, f"{plan}#files")
    made = Attachment.objects.get()
    page = text(designer.get(plan))
    button = page.split(f'action="{plan}submit/"', 1)[1].split("</form>", 1)[0]
    assert f'<input type="hidden" name="files" value="{made.id}">' in button
    assert f'name="files" value="{made.id}" checked' in text(designer.get(f"{plan}submit/"))
    given = dict(re.findall(r'name="(key|seen)" value="([^"]+)">', button))
    sent = designer.post(f"{plan}submit/", {**given, "files": [str(made.id)]})
    assert sent.status_code == 303
    submission = s.row.designs.get()
    approver = browser(cast("郑国强"))
    page = text(approver.get(sent.headers["Location"]))
    for name, digest in (
        ("职责清单 第 1 版", submission.digest),
        ("任务计划 第 1 版", submission.digest),
        ("流程说明.pdf", made.digest),
    ):
        assert name in page
        assert f"校验值 {digest}" in page
    assert f'href="/files/{made.id}/"' in page
    opinion = SimpleUploadedFile("初审意见.pdf", b"%PDF-9", "application/pdf")
    where = f"/files/attach/approval/{submission.approval}/"
    assert f'action="{where}"' in page
    assert approver.post(where, {"file": opinion}).status_code == 303
    assert "初审意见.pdf" in text(browser(cast("李敏", "coordination")).get(sent.headers["Location"]))
    assert f'action="{where}"' not in text(designer.get(sent.headers["Location"]))
