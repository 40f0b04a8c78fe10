"""T09: nothing of a hidden collaboration leaves by any address: not its words, not its number, not that it is there.

The addresses are those of the installation: all that is routed is walked, with what belongs to the hidden matter filled in.
An address with an argument that `values` does not know fails, so there is no address beside the walk.
"""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from heli.kernel.time import clock_at, now
from heli.ledger.models import Entry
from tests.security.addresses import addresses, routes, values
from tests.security.conftest import CANARY
from tests.security.walk import contents

pytestmark = pytest.mark.django_db
DRAWN = re.compile(r'(?:name="csrfmiddlewaretoken" value="|name="key" value="|nonce="|"X-CSRFToken": ?")([^"]+)"')
NONCE = re.compile(r"'nonce-([^']+)'")
PRINTED = re.compile(r"(合力打印件[^<]*)\d\d:\d\d:\d\d")  # a page tells when it was printed
STIRRING = ("/healthz", "/styleguide/")  # how long the work behind pages waits; samples with a number drawn anew
QUIET = "什么也不是"


def body(answer) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return whole.decode(errors="replace")


def seen(answer) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers; what is drawn anew for each answer stands as a word."""
    headers, text = dict(answer.headers), body(answer)
    for drawn in {*DRAWN.findall(text), *NONCE.findall(headers.get("Content-Security-Policy", ""))}:
        text = text.replace(drawn, "drawn")
        headers = {k: v.replace(drawn, "drawn") for k, v in headers.items()}
    text = PRINTED.sub(r"\1drawn", text)
    headers.pop("Content-Length", None)  # that of the body, which is compared; a token differs in length from none
    return answer.status_code, text, headers


def looked_for(client, address: str, word: str) -> tuple[int, str, dict[str, str]]:
    """The answer to one who looks for `word` where one looks for words; what one asked for oneself does not count."""
    status, text, headers = seen(client.get(address, {"q": word, "sort": "title", "page": "1"}))
    return status, text.replace(f'value="{word}"', "").replace(f"“{word}”", ""), headers


def test_hidden_and_absent_answer_with_the_same_bytes_at_every_address(hidden, cast, browser):
    s, file, problem = hidden
    there, absent = (values(s, file, problem, a) for a in (False, True))
    own = [(h, n) for name in ("number", "id") for h, n in zip(there[name], absent[name], strict=True)]
    marks = (CANARY, s.row.number, str(s.c), str(file.id))
    client = browser(cast("安维新"))  # whoever is not signed in gets no further than the door (T21)

    def named(text: str) -> str:
        """With the id that one asked with oneself as that of nothing."""
        for mine, nothing in own:
            text = text.replace(mine, nothing)
        return text

    pairs = list(zip(addresses(there), addresses(absent), strict=True))
    assert len(pairs) > 150
    for one, other in pairs:
        status, text, headers = looked_for(client, one, CANARY)
        assert not [m for m in marks if m in text and m not in one], one
        if one != other:
            nowhere = looked_for(client, other, CANARY)
            assert (status, headers) == nowhere[::2], one
            assert named(text).splitlines() == nowhere[1].splitlines(), one


def test_whoever_takes_part_does_read_of_it_at_these_addresses_and_changes_nothing(hidden, cast, browser):
    s, file, problem = hidden
    client = browser(cast("唐宁"))
    before, newest = contents(), Entry.objects.latest("at").hash
    found = {a for a in addresses(values(s, file, problem, absent=False)) if CANARY in looked_for(client, a, QUIET)[1]}
    home = f"/c/{s.row.number}/"
    assert {home, f"{home}need/", f"{home}tasks/{s.task('税务').id}/", f"{home}problems/", f"/log/collaboration/{s.c}/"} <= found
    assert len(found) > 20
    assert contents() == before  # T26
    assert Entry.objects.latest("at").hash == newest


def test_what_an_outsider_sees_does_not_hang_on_a_hidden_collaboration(startup, cast, browser):
    """Two worlds that differ in it alone: the outsider has a matter of their own, and every page is the same to the byte."""
    with clock_at(now()):
        own = startup("confirmed", units=("市监", "公安"))
        mine = [r.replace("<str:number>", own.row.number) for r in routes(get_resolver().url_patterns)]
        pages = [r for r in mine if "<" not in r and not r.startswith(STIRRING)]
        client = browser(cast("王海涛"))
        without = {a: looked_for(client, a, "上线") for a in pages}
        assert sum("企业开办上线" in text for _, text, _ in without.values()) > 10
        other = startup("confirmed", units=("市监", "税务"))
        assert other.c != own.c
        assert other.row.number in body(browser(cast("陈晓燕")).get("/c/"))
        for page in pages:
            assert looked_for(client, page, "上线") == without[page], page
