"""Attach, list, remove: content first, then row and entry; on both databases."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta

import pytest

from heli.acts.pipeline import perform
from heli.acts.timeline import timeline
from heli.documents import attachable as registry
from heli.documents import service, store
from heli.documents.models import Attachment, Removal
from heli.documents.queries import check, files_of
from heli.documents.rules import MAX_SIZE
from heli.documents.tests.conftest import only_the_maker, received
from heli.documents.tests.samples import HTML, PDF
from heli.kernel.errors import Absent, Denied, InvalidInput, RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.time import now
from heli.ledger.models import Entry
from heli.ledger.queries import openings

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DIGEST = hashlib.sha256(PDF).hexdigest()


def left(folder):
    """What lies in the store, without the lock."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "lock")


def test_a_file_is_kept_by_its_content_and_stands_in_the_entry(bring, thing, zhou, folder):
    made = bring()
    assert (folder / DIGEST[:2] / DIGEST[2:4] / DIGEST).read_bytes() == PDF
    assert left(folder) == [DIGEST]
    entry = Entry.objects.get(act="document.attach")
    assert (entry.subject_kind, entry.subject, entry.root) == ("thing", thing.id, thing.root_id)
    assert openings([entry.id])[entry.id]["input"]["digest"] == DIGEST
    assert (made.digest, made.size, made.root_id) == (DIGEST, len(PDF), thing.root_id)
    assert any(DIGEST in line.text for line in timeline(thing.ref, zhou).lines)
    assert "attachment" in json.dumps(json.loads(bytes(entry.leaf).split(b"\n", 1)[1]))


def test_the_content_is_on_the_disk_before_the_row(bring, monkeypatch):
    order = []

    def noting(name, real):
        def noted(*args, **kwargs):
            order.append(name)
            return real(*args, **kwargs)

        return noted

    monkeypatch.setattr(os, "fsync", noting("sync", os.fsync))
    monkeypatch.setattr(os, "replace", noting("rename", os.replace))
    monkeypatch.setattr(service, "carry_out", noting("act", service.carry_out))
    bring()
    first, *rest = order
    assert first == "sync"
    assert rest[0] == "rename"
    assert set(rest[1:-1]) == {"sync"}
    assert rest[-1] == "act"


class Killed(BaseException):
    """Nothing runs any more."""


def test_a_kill_between_content_and_row_leaves_no_half(bring, folder, monkeypatch):
    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(service, "carry_out", die)
        with pytest.raises(Killed):
            bring()
    assert not Attachment.objects.exists()
    assert not Entry.objects.filter(act="document.attach").exists()
    found = check()
    assert (found.sound, found.orphans) == (True, (DIGEST,))
    bring()
    assert check().orphans == ()


def test_the_same_content_is_kept_once(bring, folder):
    one, two = bring(name="一.pdf"), bring(name="二.pdf")
    assert one.id != two.id
    assert one.digest == two.digest
    assert left(folder) == [DIGEST]


def test_a_repeat_under_the_same_key_is_done_once(bring):
    assert bring(key="k1").id == bring(key="k1").id
    assert Attachment.objects.count() == 1
    with pytest.raises(InvalidInput):
        bring(key="k1", name="别的.pdf")


@pytest.mark.parametrize(("content", "name", "word"), [
    (HTML, "说明.pdf", "内容不是"), (PDF, "说明.svg", "不接收"), (PDF, "机密.pdf", "国家秘密"), (b"", "说明.pdf", "空"),
])  # fmt: skip
def test_what_is_refused_leaves_nothing(bring, folder, content, name, word):
    with pytest.raises(InvalidInput) as refused:
        bring(content, name)
    told = refused.value.fields["file"][0]
    assert word in told
    assert left(folder) == []
    if word == "国家秘密":
        assert "规范第 1.4.7 条" in told
        assert "本单位保密工作机构" in told
    assert not Attachment.objects.exists()
    assert not Entry.objects.filter(act="document.attach").exists(), "no trace of a secret's digest (T36)"


def test_beyond_the_limit_nothing_is_written(folder, zhou, thing):
    file = received(b"%PDF-" + b"\0" * (MAX_SIZE - 5), "大.pdf")
    assert file.path.stat().st_size == MAX_SIZE
    file.take(b"\0")
    assert file.path.stat().st_size == 0
    with pytest.raises(InvalidInput) as refused:
        service.attach(zhou, thing.ref, file)
    assert "50 MB" in refused.value.fields["file"][0]
    file.close()
    assert left(folder) == []


def test_who_may_not_attach_is_refused_on_record_and_nothing_is_kept(bring, wang, folder):
    with pytest.raises(Denied, match="制作人"):
        bring(actor=wang)
    assert left(folder) == []
    assert Entry.objects.get(act="document.attach").decision == "denied"


def test_a_refusal_at_the_last_moment_takes_the_content_away(bring, folder, monkeypatch):
    monkeypatch.setattr(service, "allowed", lambda *args: ())
    monkeypatch.setattr("heli.documents.acts.store.holds", lambda *args: False)
    with pytest.raises(RuleBroken):
        bring()
    assert left(folder) == []


def test_a_refusal_leaves_a_content_that_another_file_has(bring, folder, monkeypatch):
    bring()
    monkeypatch.setattr("heli.documents.acts.store.holds", lambda *args: False)
    with pytest.raises(RuleBroken):
        bring(name="再来.pdf")
    assert left(folder) == [DIGEST]


def test_while_somebody_writes_nothing_is_taken_away(folder):
    with store.writing(), store.alone() as alone:
        assert not alone
    with store.alone() as alone:
        assert alone


def test_a_digest_that_is_not_in_the_store_cannot_be_attached(zhou, thing):
    given = {"name": "说明.pdf", "digest": "0" * 64, "size": 5, "media_type": "application/pdf"}
    with pytest.raises(RuleBroken):
        perform(zhou, "document.attach", thing, given)
    with pytest.raises(InvalidInput):
        perform(zhou, "document.attach", thing, {**given, "digest": "../../secret"})


def test_things_that_take_no_files_do_not_exist_for_it(bring, zhou):
    with pytest.raises(Absent):
        bring(about=Ref("unit", zhou.organisation))
    with pytest.raises(Absent):
        bring(about=Ref("nothing", zhou.organisation))


def test_the_uploader_removes_and_the_record_stays(bring, zhou, wang, thing):
    made = bring()
    with pytest.raises(Denied, match="上传人"):
        perform(wang, "document.remove", made)
    perform(zhou, "document.remove", made)
    assert files_of(thing.ref, zhou) == ()
    assert Attachment.objects.filter(id=made.id).exists()
    assert Removal.objects.get().attachment_id == made.id
    with pytest.raises(RuleBroken):
        perform(zhou, "document.remove", made)


def test_what_was_handed_in_stays(bring, zhou, thing):
    made = bring()
    registry.register_attachable("thing", only_the_maker, lambda about: now() + timedelta(seconds=1))
    assert [f.removable for f in files_of(thing.ref, zhou)] == [False]
    with pytest.raises(RuleBroken, match="存档"):
        perform(zhou, "document.remove", made)


def test_a_list_costs_a_fixed_number_of_queries(bring, zhou, thing, django_assert_num_queries):
    for n in range(3):
        bring(name=f"{n}.pdf")
    with django_assert_num_queries(2):
        lines = files_of(thing.ref, zhou)
    assert [f.name for f in lines] == ["0.pdf", "1.pdf", "2.pdf"]
    assert all(f.removable for f in lines)


def test_the_check_finds_what_is_missing_and_what_has_changed(bring, folder):
    bring()
    bring(b"%PDF-2", name="二.pdf")
    store.place(DIGEST).unlink()
    store.place(hashlib.sha256(b"%PDF-2").hexdigest()).write_bytes(b"%PDF-3")
    found = check()
    assert not found.sound
    assert ["说明.pdf" in found.missing[0], "二.pdf" in found.changed[0]] == [True, True]
