"""schemathesis over the whole OpenAPI document as three personas: whatever is sent, no fault but `Busy` with Retry-After."""

from __future__ import annotations

import copy
import os

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.api.document import document
from heli.kernel.cards import kinds

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HELI_FUZZ_EXAMPLES", "8"))


@pytest.fixture(params=["周建国", "王海涛", "administrator"])
def persona(request, cast):
    if request.param != "administrator":
        return cast(request.param)
    from heli.people.models import AdminRole
    from heli.people.queries import actor_for

    return actor_for(AdminRole.objects.filter(role="security").first().person_id)


def known(persona):
    """The document with real subjects among those that are tried: random ones alone would never get past 404."""
    perform(persona, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})
    found = {k.code: str(row.pk) for k in kinds() if (row := k.model._default_manager.first())}
    own = {"unit": persona.organisation, "post": persona.post, "person": persona.person}
    found |= {k: str(v) for k, v in own.items() if v} | {"root": "installation"}
    raw = copy.deepcopy(document())
    for path, item in raw["paths"].items():
        for parameter in item.get("get", {}).get("parameters", []) if "{kind}" in path else ():
            if parameter["in"] == "path":
                values = sorted(found) if parameter["name"] == "kind" else sorted(found.values())
                parameter["schema"] = {"type": "string", "enum": values}
        if "/api/acts/" not in path:
            continue
        properties = item["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
        kind = properties["subject"]["pattern"][1:].split(":")[0]
        if kind in found:
            properties["subject"] = {"type": "string", "enum": [f"{kind}:{found[kind]}"]}
    return raw


def operations(raw, mode):
    config = schemathesis.Config.from_dict({})
    schema = schemathesis.openapi.from_dict(raw, config=config)
    schema.config.generation.update(modes=[mode])
    return [r.ok() for r in schema.get_all_operations()]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda m: m.value)
def test_nothing_that_is_sent_is_answered_by_a_fault(browser, persona, mode):
    client = browser(persona)
    for operation in operations(known(persona), mode):
        _try(client, operation, mode)


def _try(client: Client, operation, mode):
    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def once(data):
        case = data.draw(operation.as_strategy(generation_mode=mode))
        answer = _send(client, case)
        assert answer.status_code < 500 or (answer.status_code == 503 and "Retry-After" in answer.headers), case.as_curl_command()

    once()


def _send(client: Client, case):
    arguments = case.as_transport_kwargs(base_url="http://testserver")
    headers = {k: str(v) for k, v in dict(arguments.get("headers") or {}).items() if k.lower() == "idempotency-key"}
    body = arguments.get("json", arguments.get("data"))
    if "json" in arguments:
        import json

        body = json.dumps(body)
    return client.generic(
        case.method, _path(case), body or b"", content_type="application/json",
        headers={k: v.encode("latin-1", "replace").decode("latin-1") for k, v in headers.items()},
    )  # fmt: skip


def _path(case):
    from urllib.parse import urlencode

    query = urlencode({k: str(v) for k, v in dict(case.query or {}).items()}, errors="replace")
    return case.formatted_path + (f"?{query}" if query else "")
