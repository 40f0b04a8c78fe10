"""T09: nothing of a hidden collaboration leaves by any address: not its words, not its number, not that it is there.

The addresses are those of the installation: all that is routed is walked, with what belongs to the hidden matter filled in.
An address with an argument that `values` does not know fails, so there is no address beside the walk.
"""

from __future__ import annotations

import pytest

from tests.security.addresses import addresses, values
from tests.security.conftest import CANARY

pytestmark = pytest.mark.django_db
QUIET = "什么也不是"


def body(answer) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return whole.decode(errors="replace")


def told(client, address: str, word: str) -> tuple[int, str]:
    """Status and body, looked for `word` where one looks for words; what one asked for oneself does not count."""
    answer = client.get(address, {"q": word, "sort": "title", "page": "1"})
    return answer.status_code, body(answer).replace(f'value="{word}"', "").replace(f"“{word}”", "")


def test_no_address_tells_of_a_hidden_collaboration(hidden, cast, browser):
    s, file, problem = hidden
    there, nowhere = (addresses(values(s, file, problem, absent)) for absent in (False, True))
    assert len(there) > 150
    marks = (CANARY, s.row.number, str(s.c), str(file.id))
    client = browser(cast("安维新"))  # whoever is not signed in gets no further than the door (T21)
    for one, other in zip(there, nowhere, strict=True):
        (status, said), (absent, _) = told(client, one, CANARY), told(client, other, CANARY)
        assert status == absent, one
        assert not [m for m in marks if m in said and m not in one], one


def test_whoever_takes_part_does_read_of_it_at_these_addresses(hidden, cast, browser):
    s, file, problem = hidden
    client = browser(cast("唐宁"))
    found = {a for a in addresses(values(s, file, problem, absent=False)) if CANARY in told(client, a, QUIET)[1]}
    home = f"/c/{s.row.number}/"
    assert {home, f"{home}need/", f"{home}tasks/{s.task('税务').id}/", f"{home}problems/", f"/log/collaboration/{s.c}/"} <= found
    assert len(found) > 20
