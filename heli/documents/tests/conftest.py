"""A thing of the scratch room takes files from its maker until it is closed; the store is a folder of the test."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.documents.attachable import forget, register_attachable
from heli.documents.receiving import Received
from heli.documents.service import attach
from heli.documents.tests.samples import PDF
from heli.kernel.errors import Reason
from heli.kernel.ref import Ref
from heli.scratch.models import Thing


def only_the_maker(actor, about):
    row = Thing.objects.get(id=about.id)
    if row.maker != actor.person:
        return (Reason("须由制作人上传附件", "1.2.2"),)
    return (Reason("物件已封存", "2.2.4"),) if row.closed_because else ()


@pytest.fixture(autouse=True)
def _things_take_files():
    register_attachable("thing", only_the_maker)
    yield
    forget("thing")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)
    return tmp_path / "files"


@pytest.fixture
def zhou(cast):
    return cast("周建国")


@pytest.fixture
def wang(cast):
    return cast("王海涛")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})


def received(content=PDF, name="说明.pdf", declared="application/pdf"):
    """A file as the handler hands it over."""
    made = Received(name, declared)
    made.take(content)
    made.settle()
    return made


@pytest.fixture
def bring(zhou, thing):
    def bring(content=PDF, name="说明.pdf", actor=zhou, about=None, key=None):
        return attach(actor, about or Ref("thing", thing.id), received(content, name, ""), key=key).result

    return bring
