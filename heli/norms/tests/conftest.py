"""A collaboration to look at: a thing of the scratch room stands for it, with checks of this cast only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory

from heli.acts.doors import installation_id
from heli.acts.pipeline import perform
from heli.clauses import registry
from heli.clauses.registry import Standing, check, standing_by
from heli.kernel import cards
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, Kind
from heli.kernel.ref import Ref
from heli.scratch.acts import MadeIt
from heli.scratch.models import Thing


def _card(row: Any) -> Card:
    return Card(row.ref, row.root_id, row.version, row.title, "XZ-2026-017", url="/c/XZ-2026-017/")


def _kinds_without_things() -> dict[str, Kind]:
    others = {code: kind for code, kind in cards._kinds.items() if code != "thing"}
    return {**others, "collaboration": Kind("collaboration", "协作事项", Thing, _card, MadeIt())}


@pytest.fixture
def zhou(cast) -> Actor:
    return cast("周建国")


@pytest.fixture
def startup(monkeypatch, zhou) -> Card:
    """企业开办“一件事” in stage 4, seen by its maker only."""
    thing = perform(zhou, "thing.make", Ref("root", installation_id()), {"title": "企业开办“一件事”"})
    monkeypatch.setattr(registry, "_checks", {})
    monkeypatch.setattr(registry, "_standings", {})
    monkeypatch.setattr(cards, "_kinds", _kinds_without_things())
    standing_by("collaboration", lambda root: Standing(stage=4))
    return _card(thing)


@pytest.fixture
def says() -> Callable[..., None]:
    """`says("2.2.4", finding, …)`: what the check of a clause answers."""

    def declare(clause_id: str, *answer: Any, **options: str) -> None:
        def checked(root: Ref) -> Any:
            return list(answer)

        checked.__qualname__ = f"checked_{uuid4().hex}"
        check(clause_id, **options)(checked)

    return declare


@pytest.fixture
def get() -> Callable[..., str]:
    """`get(view, actor, path, **kwargs)`: the page as text."""

    def ask(view: Callable[..., Any], actor: Actor, path: str = "/", **kwargs: str) -> str:
        request = RequestFactory().get(path)
        request.actor = actor  # type: ignore[attr-defined]
        response = view(request, **kwargs)
        assert response.status_code == 200
        return str(response.content.decode())

    return ask
