"""What stands in an address is input too: NUL, half a surrogate pair and nonsense break nothing, on both databases."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
STRANGE = ("%00", "%ED%A0%80", "%C0%AF", "%27%22%3C", "9" * 30, "-1", "%E9%95%BF" * 400)
ASKED = {
    "/inbox/": ("tab", "kind", "page"),
    "/notices/": ("page",),
    "/c/": ("state", "stage", "lead", "q", "page"),
    "/c/NUMBER/problems/": ("task",),
    "/c/NUMBER/tasks/": ("show", "all"),
    "/c/NUMBER/duties/keep/": ("finding",),
    "/c/NUMBER/compliance/": ("q", "state", "chapter"),
    "/tasks/": ("show",),
    "/archive/": ("q", "kind", "page"),
    "/norm/": ("q", "chapter"),
    "/search/": ("q", "kind"),
    "/permissions/": ("q",),
    "/log/collaboration/NUMBER/": ("q", "page", "before", "after", "kind"),
}
PLACES = (
    "/c/{}/",
    "/c/{}/duties/",
    "/approvals/{}/",
    "/norm/{}/",
    "/log/collaboration/{}/",
    "/log/{}/x/",
    "/do/{}/x/",
    "/do/task.start/{}/",
    "/do/task.start/task:{}/",
    "/c/NUMBER/tasks/{}/",
    "/c/NUMBER/problems/{}/",
    "/c/NUMBER/evaluation/{}/",
)


@pytest.fixture
def zhou(cast, startup, browser):
    """周建国 in a browser, and the number of a collaboration of his."""
    return browser(cast("周建国", "officer"), raise_request_exception=False), startup("submitted").row.number


@pytest.mark.parametrize("page", ASKED)
def test_strange_questions_in_an_address_are_answered(zhou, page):
    client, number = zhou
    for name in ASKED[page]:
        for strange in STRANGE:
            answer = client.get(f"{page.replace('NUMBER', number)}?{name}={strange}")
            assert answer.status_code in (200, 302, 404, 422), (name, strange)


@pytest.mark.parametrize("place", PLACES)
def test_strange_addresses_are_not_there(zhou, place):
    client, number = zhou
    for strange in STRANGE[:4]:
        for method in (client.get, client.post):
            answer = method(place.format(strange).replace("NUMBER", number))
            assert answer.status_code in (404, 405), strange
