"""The norm in force: adopted once, on record with its digest, never changed under what was judged by it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from heli.acts.doors import installation_id
from heli.acts.pipeline import perform
from heli.clauses import acts
from heli.clauses.acts import Adoption, ensure_norm
from heli.clauses.catalogue import BrokenCatalogue, norm
from heli.clauses.models import NormVersion
from heli.clauses.queries import adopted
from heli.kernel.actor import System
from heli.kernel.cards import find
from heli.kernel.errors import Denied
from heli.kernel.ref import Ref
from heli.ledger.models import Entry
from heli.ledger.queries import openings

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_the_norm_is_adopted_once_and_on_record_with_its_digest():
    first = ensure_norm()
    assert ensure_norm() == first
    entry = Entry.objects.get(act="norm.adopt")
    assert openings([entry.id])[entry.id]["input"]["digest"] == norm().digest == first.digest
    assert first.root.kind == "norm"


def test_everybody_finds_the_version_in_force(cast):
    found = find("norm_version", "1.0", visible_to=cast("周建国"))
    assert found == adopted(date(2026, 1, 1))
    assert (found.title, found.facts["effective"]) == ("跨部门协作规范", date(2026, 1, 1))
    assert adopted(date(2025, 12, 31)) is None


def test_a_text_that_changed_after_its_adoption_is_refused(monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr(acts, "norm", lambda version: replace(norm(version), digest="0" * 64))
    with pytest.raises(BrokenCatalogue, match="changed after its adoption"):
        ensure_norm()


def test_no_person_adopts_a_version(cast):
    facts = {"code": "9.9", "title": "另一份", "digest": "0" * 64, "effective": "2026-01-01"}
    with pytest.raises(Denied):
        perform(cast("周建国"), "norm.adopt", Ref("root", installation_id()), facts)
    assert not NormVersion.objects.filter(code="9.9").exists()


def test_the_same_version_is_not_adopted_twice():
    facts = Adoption(code="1.0", title="又一份", digest="0" * 64, effective=date(2027, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        perform(System("install"), "norm.adopt", Ref("root", installation_id()), facts.model_dump(mode="json"))
