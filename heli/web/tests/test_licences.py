"""The page of licences names every part that is shipped, with its licence in full, and no version to strangers."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib.metadata import PackageNotFoundError, version

import pytest
from django.test import Client

from heli.web.assets import BASE
from heli.web.licences import parts


def shipped() -> set[str]:
    """What the two locks name for use, as far as it is installed on this system."""
    wheels = re.findall(r"^([\w.-]+)==", (BASE / "requirements" / "base.txt").read_text(), re.MULTILINE)
    locked = json.loads((BASE / "package-lock.json").read_text())["packages"]
    return {w for w in wheels if _is_installed(w)} | {
        path.removeprefix("node_modules/") for path, part in locked.items() if path and not part.get("dev")
    }


def _is_installed(wheel: str) -> bool:
    try:
        return bool(version(wheel))
    except PackageNotFoundError:
        return False


def test_every_shipped_part_is_named_with_version_and_licence():
    found = {p.name: p for p in parts()}
    assert set(found) == shipped() | {"htmx"}  # htmx travels in a wheel
    assert len(found) > 20
    assert all(p.version and p.licence for p in found.values())
    assert found["django"].version == version("django")
    assert [p.name for p in found.values() if not p.text] == ["htmx"]
    assert "Redistributions of source code must retain" in found["django"].text


def test_a_stranger_reads_the_licences_but_no_versions(db):
    page = Client().get("/licences/")
    text = unescape(page.content.decode())
    assert page.status_code == 200
    assert "<h1>开放源代码许可</h1>" in text
    nth = [p.name for p in parts()].index("django") + 1
    assert f'href="/licences/{nth}/"' in text
    assert "Copyright (c) Django Software Foundation and individual contributors" in unescape(
        Client().get(f"/licences/{nth}/").content.decode()
    )
    assert Client().get("/licences/999/").status_code == Client().get("/licences/0/").status_code == 404
    assert f">{version('django')}<" not in text


@pytest.mark.django_db
def test_after_sign_in_versions_are_shown_and_the_page_is_linked(cast, browser):
    assert 'href="/licences/"' in Client().get("/signin/").content.decode()
    zhou = browser(cast("周建国"))
    assert f">{version('django')}<" in zhou.get("/licences/").content.decode()
    assert 'href="/licences/"' in zhou.get("/me/").content.decode()
