"""What the security tests share: sending an act, a subject for each kind of the scratch and people rooms."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from heli.acts.registry import Act, all_acts
from heli.acts.subjects import kind_for

ROOMS = ("scratch", "people")
ACTS = [a for a in all_acts() if a.offered and a.room in ROOMS]


def send(client: Client, act: str, subject: str, input: Any = None, **headers: str) -> Any:
    """Post an act to the API."""
    body = json.dumps({"subject": subject, "input": input or {}})
    return client.post(f"/api/acts/{act}", body, content_type="application/json", headers=headers)


def own_subject(act: Act, actor: Any, thing: Any) -> str:
    """A subject that the actor sees, of the kind that the act is about."""
    kind = kind_for(act)
    ids = {"thing": thing.id, "unit": actor.organisation, "post": actor.post, "person": actor.person}
    return "root:installation" if kind == "root" else f"{kind}:{ids[kind]}"
