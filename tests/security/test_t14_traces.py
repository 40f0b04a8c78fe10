"""T14: what people type and send stays in state, openings and stored files: no trace in log, temp folders, side tables."""

from __future__ import annotations

import io
import logging
import tempfile
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from heli.acts.consumers import drain
from heli.acts.rows import Row
from heli.documents import store
from heli.ledger.models import Opening
from heli.ledger.sequencer import drain as sequence
from heli.web.logs import JsonLines
from tests.walk.story import day, describing, unit

pytestmark = pytest.mark.django_db
TOKEN = "CANARY-1407"
CONTENT = b"%PDF-1 " + TOKEN.encode() * 300_000  # above what Django keeps in memory


@pytest.fixture
def logged():
    """All that any logger says, from DEBUG on, as the log writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = {logger: logger.level for logger in (root, logging.getLogger("heli"), logging.getLogger("django"))}
    for logger in before:
        logger.setLevel("DEBUG")
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)
    for logger, level in before.items():
        logger.setLevel(level)


def holding(folder):
    """The files below `folder` whose name or content has the token."""
    token = TOKEN.encode()
    return {f for f in folder.rglob("*") if f.is_file() and (TOKEN in f.name or token in f.read_bytes())}


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_a_walk_of_canaries_leaves_tokens_only_where_they_belong(startup, cast, browser, logged, settings, tmp_path, monkeypatch):
    data, temp = tmp_path / "data", tmp_path / "temp"
    data.mkdir()
    temp.mkdir()
    settings.DATA = SimpleNamespace(path=data)
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    s = startup("drafted")
    s.do("周建国", "need.describe", None, {**describing(f"{TOKEN}上线"), "problem": TOKEN})
    s.reach("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    s.do("陈晓燕", "problem.raise", None, {"title": TOKEN, "unit": str(unit("数据")), "due_on": str(day(3))})
    client, task = browser(cast("马骏")), s.task("税务")
    home = f"/c/{s.row.number}/"
    sent = client.post(f"/files/attach/task/{task.id}/", {"file": SimpleUploadedFile(f"{TOKEN}.pdf", CONTENT, "application/pdf")})
    refused = [
        client.post(f"/files/attach/task/{s.c}/", {"file": SimpleUploadedFile(f"{TOKEN}.exe", CONTENT)}),
        client.post(f"/do/collaboration.suspend/{s.ref}/", {"reason": TOKEN}),
        client.post(f"/{TOKEN}/", {"title": TOKEN, "file": SimpleUploadedFile(TOKEN, CONTENT)}),
    ]
    shown = [client.get(a, {"q": TOKEN}) for a in (home, f"{home}tasks/{task.id}/", f"{home}problems/", "/search/", "/archive/")]
    sequence()
    drain()

    assert sent.status_code == 303
    assert [a.status_code for a in refused] == [404, 403, 404]
    assert any(TOKEN in a.content.decode() for a in shown), "the walk has met the tokens"
    assert '"event":"request"' in logged.getvalue()
    assert TOKEN not in logged.getvalue()
    assert holding(temp) == set()
    (kept,) = holding(data)
    assert TOKEN not in kept.name
    assert not any(store.incoming().iterdir())
    side = [m for m in apps.get_models() if not issubclass(m, Row) and m is not Opening]
    rows = {m._meta.label: [plain(v) for row in m._default_manager.values_list() for v in row] for m in side}
    assert [label for label, values in rows.items() if TOKEN in repr(values)] == []
    assert rows["ledger.Entry"]
    assert rows["people.Session"]
