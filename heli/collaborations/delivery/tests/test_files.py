"""Handing an outcome over with its files; the receiver finds them; the archive takes them with their own digests."""

from __future__ import annotations

import hashlib
import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heli.collaborations.delivery.models import HandOver
from heli.collaborations.tests.startup import refuses
from heli.documents import store
from heli.documents.models import Attachment
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db
ONE, TWO = b"%PDF-1", b"%PDF-2"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)


def text(response):
    return response.content.decode()


def hidden(page, action):
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]+)">', form))


@pytest.mark.postgres
def test_an_outcome_is_handed_over_with_files_and_all_is_filed_with_kind_level_retention_and_digest(startup, cast):
    s = startup("executed")
    item, maker = s.item("表单"), cast("许文静")
    made = attach(maker, item.ref, received(ONE, "一张表单.pdf")).result
    foreign = attach(cast("傅杰"), s.item("结果").ref, received(TWO, "办理结果.pdf")).result
    with pytest.raises(InvalidInput):
        s.do("许文静", "delivery.hand_over", item, {"actual": "61 项", "files": [str(foreign.id)]})
    s.do("许文静", "delivery.hand_over", item, {"actual": "61 项", "files": [str(made.id)]})
    s.do("傅杰", "delivery.hand_over", s.item("结果"), {"actual": "4 个工作日", "files": [str(foreign.id)]})
    assert [f["digest"] for f in HandOver.objects.get(item=item).files] == [hashlib.sha256(ONE).hexdigest()]
    with refuses("", "存档"):
        s.do("许文静", "document.remove", made)
    s.done += 1
    s.reach("filed")
    filed = {i.title: i for i in s.row.archive.filter(source="file")}
    assert {t: (i.kind, i.level, i.retention_months, i.digest) for t, i in filed.items()} == {
        "一张表单.pdf": ("project", "内部", 360, hashlib.sha256(ONE).hexdigest()),
        "办理结果.pdf": ("project", "内部", 360, hashlib.sha256(TWO).hexdigest()),
    }


def test_a_file_comes_with_the_form_and_the_receiver_finds_it(startup, cast, browser):
    s = startup("executed")
    item = s.item("表单")
    where = f"/c/{s.row.number}/delivery/"
    over = f"{where}{item.id}/hand_over/"
    maker, receiver = browser(cast("许文静")), browser(cast("周建国", "officer"))
    given = hidden(text(maker.get(where)), over)
    file = SimpleUploadedFile("一张表单.pdf", ONE, "application/pdf")
    refused = maker.post(over, {**given, "actual": "", "words": "已公布", "file": file})
    made = Attachment.objects.get()
    assert refused.status_code == 422
    assert re.search(rf'name="files" value="{made.id}" checked', text(refused))
    assert "已公布" in text(refused)
    done = maker.post(over, {**given, "actual": "61 项", "words": "已公布", "files": [str(made.id)]})
    assert done.status_code == 303
    said = text(receiver.get(where)).split("<b>移交</b>", 1)[1].split("</details>", 1)[0]
    assert f'href="/files/{made.id}/"' in said


def test_the_archive_shows_the_files_own_digest_and_notices_a_lost_one(startup, cast, browser):
    s = startup("executed")
    made = attach(cast("许文静"), s.item("表单").ref, received(ONE, "一张表单.pdf")).result
    s.reach("filed")
    reader = browser(cast("周建国", "officer"))
    page = text(reader.get(f"/c/{s.row.number}/evaluation/"))
    assert f'<a href="/files/{made.id}/" download>一张表单.pdf</a>' in page
    assert f'title="{made.digest}"' in page
    assert "一张表单.pdf" in text(reader.get("/search/?q=一张表单.pdf"))
    assert "一张表单.pdf" in text(reader.get("/archive/?q=一张表单.pdf"))
    assert "没有找到" in text(browser(cast("安维新")).get("/archive/?q=一张表单.pdf"))
    store.place(made.digest).unlink()
    assert "有内容与归档时不一致" in text(reader.get(f"/c/{s.row.number}/evaluation/"))
