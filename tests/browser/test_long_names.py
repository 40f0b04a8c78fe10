"""The city where five units have the longest official names: no page runs out of the window, no line lies upon another."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from heli.kernel.time import today
from heli.web.samples import LONG_UNITS
from tests.browser.conftest import DESKTOP, NARROW, PHONE, running
from tests.browser.looks import faults
from tests.setup.running import heli

pytestmark = pytest.mark.browser
# the code of each renamed unit, which begins the login of its administrator, and a short name as long as one finds them
RENAMED = {"bjsj": "市场监管局", "bjga": "经济信息局", "bjsjj": "自然资源局", "bjrs": "人社仲裁院", "bjsw": "税务三分局"}
OF_THE_MATTER = (
    *("need", "parties", "duties", "consult", "plan", "tasks"),
    *("problems", "delivery", "evaluation", "compliance", "approvals"),
)


@pytest.fixture(scope="module")
def long_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Heli of its own, whose units were renamed by their administrators."""
    data = tmp_path_factory.mktemp("long") / "data"
    with running(data) as address:
        for (code, short), name in zip(RENAMED.items(), LONG_UNITS, strict=True):
            rename(data, code, name, short)
        yield address


def rename(data: Path, code: str, name: str, short: str) -> None:
    """As the unit's own system administrator does it."""
    with sqlite3.connect(f"file:{data / 'heli.sqlite3'}?mode=ro", uri=True) as base:
        (unit,) = base.execute("select id from people_unit where code = ?", [code]).fetchone()
    given = json.dumps({"name": name, "short": short, "since": f"{today()}"})
    done = heli("act", "unit.rename", "--data", str(data), "--subject", f"unit:{unit}", "--json", given, "--as", f"{code}.system")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_line_upon_another_and_a_box_too_wide_are_found(chromium):
    page = chromium.new_page()
    page.set_content(
        '<!doctype html><main id="main"><p style="height:4px;margin:0">市场监管局</p><p style="margin:0">税务三分局</p></main>'
    )
    assert "“市场监管局” lies upon “税务三分局”" in faults(page, *PHONE)[0]
    page.set_content('<!doctype html><main id="main"><p>市场监管局</p><p style="width:600px">税务三分局</p></main>')
    assert "px too wide" in faults(page, *PHONE)[0]
    page.set_content('<!doctype html><main id="main"><p>市场监管局</p><p>税务三分局</p></main>')
    assert not faults(page, *PHONE)
    page.close()


def test_no_page_breaks_with_the_five_longest_unit_names(sign_in, long_city):
    page = sign_in("周建国", at=long_city)
    page.goto("/c/XZ-2026-002/")
    assert LONG_UNITS[0] in page.inner_text("main")
    task = page.request.get("/c/XZ-2026-002/tasks/").text().split('class="bc__t" href="')[1].split('"')[0]
    paths = [
        "/inbox/",
        "/c/",
        "/tasks/",
        "/people/",
        "/c/XZ-2026-002/",
        *(f"/c/XZ-2026-002/{part}/" for part in OF_THE_MATTER),
        task,
    ]
    wrong: list[str] = []
    for path in [*paths, "/c/XZ-2026-003/", "/c/XZ-2026-003/duties/", "/log/collaboration/XZ-2026-002/"]:
        page.goto(path)
        for size in (DESKTOP, PHONE, NARROW):
            wrong += faults(page, *size)
    assert not wrong, "\n".join(wrong)
