"""Ways of doing deeds: straight through `perform`, and through the REST API with a session for each person in each post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

from heli.acts.pipeline import perform
from heli.kernel.actor import Actor
from heli.kernel.errors import HeliError
from heli.kernel.ref import Ref
from tests.walk.story import Refused, Way


def straight(cast: Any) -> Way:
    """Deeds through `perform`; a person acts in the first post whose duties suit the deed."""

    def way(who: str, act: str, subject: Ref, given: Mapping[str, Any] | None = None) -> Ref | None:
        refusal: HeliError | None = None
        for actor in cast.in_every_post(who):
            try:
                made = perform(actor, act, subject, dict(given) if given is not None else None)
                return getattr(made, "ref", None)
            except HeliError as error:
                refusal = error if refusal is None or error.code != "denied" else refusal
                if error.code != "denied":
                    break
        assert refusal is not None, f"{who} holds no post"
        raise Refused({r.clause for r in refusal.reasons}, str(refusal))

    return way


def through_api(cast: Any, browser: Callable[[Actor], Client]) -> Way:
    """The same deeds as POST /api/acts/NAME; sessions are kept, as a person keeps one."""
    sessions: dict[tuple[Any, Any], Client] = {}

    def session(actor: Actor) -> Client:
        key = (actor.person, actor.post)
        if key not in sessions:
            sessions[key] = browser(actor)
        return sessions[key]

    def way(who: str, act: str, subject: Ref, given: Mapping[str, Any] | None = None) -> Ref | None:
        refusal: dict[str, Any] = {}
        for actor in cast.in_every_post(who):
            body = {"subject": str(subject), "input": dict(given or {})}
            answer = session(actor).post(f"/api/acts/{act}", body, content_type="application/json")
            told = answer.json()
            if answer.status_code == 200:
                made = told["result"]
                return Ref.parse(f"{made['kind']}:{made['id']}") if made else None
            refusal = told if not refusal or told["code"] != "denied" else refusal
            if told["code"] != "denied":
                break
        raise Refused({r["clause"] for r in refusal["reasons"]}, f"{refusal['sentence']} {refusal['fields']}")

    return way
