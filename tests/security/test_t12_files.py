"""T12, first part, and the uploads of security.md §6: files come in checked, and go out only as something to save.

T27 for files: what a browser would run is never taken in and never shown.
"""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heli.documents.attachable import forget, register_attachable
from heli.documents.models import Attachment
from heli.documents.rules import MAX_SIZE
from heli.documents.tests.conftest import only_the_maker
from heli.documents.tests.samples import GOOD, HTML, PDF, SVG
from heli.kernel.cards import Kind, kind, register_kind
from heli.scratch.acts import MadeIt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def _private_things():
    """Things that only their maker sees, and that take files."""
    before = kind("thing")
    register_kind(Kind("thing", "物件", before.model, before.card, MadeIt(), number="code", search="title"))
    register_attachable("thing", only_the_maker)
    yield
    forget("thing")
    register_kind(before)


@pytest.fixture
def own(browser, zhou):
    return browser(zhou)


@pytest.fixture
def other(browser, wang):
    return browser(wang)


def upload(client, thing, content=PDF, name="说明.pdf", declared="application/pdf", **more):
    file = SimpleUploadedFile(name, content, declared)
    return client.post(f"/files/attach/thing/{thing.id}/", {"file": file, "key": uuid4().hex, **more})


def left(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "lock")


def test_a_file_comes_in_and_goes_out_as_something_to_save(own, thing):
    answer = upload(own, thing, name="企业开办 说明\u202e.pdf")
    assert answer.status_code == 303
    row = Attachment.objects.get()
    assert row.name == "企业开办 说明.pdf"
    out = own.get(f"/files/{row.id}/")
    assert b"".join(out.streaming_content) == PDF
    disposition = out.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%E4%BC%81")
    assert disposition.isascii()
    assert out.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert out.headers["X-Content-Type-Options"] == "nosniff"
    assert out.headers["Content-Type"] == "application/pdf"
    assert out.headers["Content-Length"] == str(len(PDF))
    assert "no-store" in out.headers["Cache-Control"]


@pytest.mark.parametrize("extension", GOOD)
def test_no_kind_is_ever_shown_in_place(own, thing, extension):
    assert upload(own, thing, GOOD[extension], f"a.{extension}", "").status_code == 303
    out = own.get(f"/files/{Attachment.objects.get().id}/")
    assert out.headers["Content-Disposition"].startswith("attachment;")
    assert "html" not in out.headers["Content-Type"]
    assert "svg" not in out.headers["Content-Type"]


@pytest.mark.parametrize(("content", "name", "declared"), [
    (HTML, "a.html", "text/html"), (HTML, "a.pdf", "application/pdf"), (HTML, "a.txt", "text/plain"),
    (SVG, "a.svg", "image/svg+xml"), (SVG, "a.png", "image/png"), (SVG, "a.xml", "application/xml"),
    (PDF, "a.pdf", "text/html"), (PDF, "绝密.pdf", "application/pdf"), (b"", "a.pdf", "application/pdf"),
])  # fmt: skip
def test_what_is_refused_says_why_at_the_field_and_leaves_nothing(own, thing, folder, content, name, declared):
    answer = upload(own, thing, content, name, declared)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="f-file-e"' in page
    assert "没有保存" in page or "不接收" in page
    assert not Attachment.objects.exists()
    assert left(folder) == []


def test_more_than_fifty_megabytes_are_refused_and_not_stored(own, thing, folder):
    answer = upload(own, thing, b"%PDF-" + b"\0" * MAX_SIZE)
    assert answer.status_code == 422
    assert "50 MB" in answer.content.decode()
    assert left(folder) == []


def test_a_form_without_a_file_is_answered_at_the_field(own, thing):
    answer = own.post(f"/files/attach/thing/{thing.id}/", {})
    assert (answer.status_code, "选择要上传的文件" in answer.content.decode()) == (422, True)


def test_who_does_not_see_the_thing_sees_no_file_of_it(own, other, thing):
    upload(own, thing)
    row = Attachment.objects.get()
    unknown = [other.get(f"/files/{uuid4()}/"), other.get(f"/files/of/thing/{uuid4()}/")]
    hidden = [other.get(f"/files/{row.id}/"), other.get(f"/files/of/thing/{thing.id}/")]
    for one, two in zip(unknown, hidden, strict=True):
        assert (one.status_code, two.status_code) == (404, 404)
        assert one.content == two.content
    assert upload(other, thing).status_code == 404
    assert other.get(f"/api/kinds/attachment/{row.id}").status_code == 404
    assert own.get(f"/api/kinds/attachment/{row.id}").status_code == 200
    assert other.get(f"/log/attachment/{row.id}/").status_code == 404


def test_a_file_taken_down_is_gone_for_everybody(own, thing):
    upload(own, thing)
    row = Attachment.objects.get()
    assert f"attachment:{row.id}" in own.get(f"/files/of/thing/{thing.id}/").content.decode()
    form = own.get(f"/do/document.remove/attachment:{row.id}/")
    assert form.status_code == 200
    done = own.post(f"/do/document.remove/attachment:{row.id}/", {"key": "k", "seen": "1"})
    assert done.status_code == 303
    assert own.get(f"/files/{row.id}/").content == own.get(f"/files/{uuid4()}/").content
    assert own.get(done.headers["Location"]).status_code == 200


def test_a_stranger_leaves_nothing_on_the_disk(thing, folder):
    assert upload(Client(), thing).status_code == 401
    assert left(folder) == []


def test_addresses_that_take_no_files_store_none(own, folder):
    own.post("/display/", {"file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")})
    assert not folder.exists() or left(folder) == []


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_in_the_house(own, thing, to):
    assert upload(own, thing, next=to).headers["Location"] in ("/", f"/files/attach/thing/{thing.id}/")
    assert upload(own, thing, name="b.pdf", next="/inbox/").headers["Location"] == "/inbox/"


def test_the_same_through_the_api(own, other, thing, folder):
    def send(client, about, content=PDF, name="说明.pdf"):
        file = SimpleUploadedFile(name, content, "application/pdf")
        return client.post(f"/api/files?about={about}", {"file": file}, headers={"Idempotency-Key": "k1"})

    first = send(own, f"thing:{thing.id}").json()
    assert (first["result"]["kind"], first["result"]["title"], first["repeated"]) == ("attachment", "说明.pdf", False)
    assert send(own, f"thing:{thing.id}").json()["repeated"]
    assert own.get(f"/files/{first['result']['id']}/").status_code == 200
    refused = send(own, f"thing:{thing.id}", HTML)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["file"])
    assert send(other, f"thing:{thing.id}").status_code == 404
    assert send(own, "nothing").status_code == 404
    assert own.post(f"/api/files?about=thing:{thing.id}").status_code == 422
    assert send(Client(), f"thing:{thing.id}").status_code == 401
    assert Attachment.objects.count() == 1


def test_the_act_alone_is_no_way_in(own, thing):
    """Whoever knows a digest cannot fetch the content by attaching it to something of one's own."""
    import json

    body = {
        "subject": f"thing:{thing.id}",
        "input": {"name": "a.pdf", "digest": "0" * 64, "size": 1, "media_type": "application/pdf"},
    }
    answer = own.post("/api/acts/document.attach", json.dumps(body), content_type="application/json")
    assert answer.status_code == 404
    assert own.get(f"/do/document.attach/thing:{thing.id}/").status_code == 404


def test_the_fragment_is_a_part_of_a_page_and_the_page_is_whole(own, thing):
    part = own.get(f"/files/of/thing/{thing.id}/", headers={"HX-Request": "true"}).content.decode()
    whole = own.get(f"/files/of/thing/{thing.id}/").content.decode()
    assert "<html" not in part
    assert "<html" in whole
    for page in (part, whole):
        assert 'enctype="multipart/form-data"' in page
        assert "csrfmiddlewaretoken" in page
        assert "还没有附件" in page
