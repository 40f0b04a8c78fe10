"""Budgets and rules of what is shipped: colours only in tokens, weight, no other host, contrast of both themes."""

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1]
CSS = WEB / "static/web"
TOKENS = (CSS / "tokens.css").read_text()
ROOMS = sorted((CSS / "rooms").glob("*.css"))
KB = 1024


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(f.read_bytes(), 9)) for f in files)


@pytest.mark.parametrize("sheet", [CSS / "heli.css", *ROOMS], ids=lambda p: p.stem)
def test_raw_colours_stand_in_the_tokens_only(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*\})|\b(?:rgba?|hsla?|oklch|color-mix)\(", text)
    assert not re.search(r"(?:color|background|fill|stroke):\s*(?:white|black|red|blue|green|gr[ae]y)\b", text)
    assert "@import" not in text


@pytest.mark.parametrize("sheet", [CSS / "heli.css", *ROOMS], ids=lambda p: p.stem)
def test_each_variable_that_is_used_exists(sheet):
    known = set(re.findall(r"(--[\w-]+)\s*:", TOKENS)) | {"--gcols"}
    assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= known


def test_the_shell_stays_within_eighteen_kilobytes():
    assert packed(CSS / "tokens.css", CSS / "heli.css") <= 18 * KB


@pytest.mark.parametrize("sheet", ROOMS, ids=lambda p: p.stem)
def test_a_rooms_sheet_stays_within_six_kilobytes(sheet):
    assert packed(sheet) <= 6 * KB


def test_the_islands_are_small():
    assert packed(CSS / "app.js") <= 6 * KB
    assert all(packed(f) <= 4 * KB for f in CSS.glob("*.js") if f.name != "app.js")


def test_a_page_of_the_shell_is_light(client):
    page = client.get("/styleguide/").content
    assert len(gzip.compress(page, 9)) <= 14 * KB
    assert len(page) <= 60 * KB


def test_nothing_shipped_names_another_host():
    files = [
        f for ext in ("css", "js", "html", "svg") for part in ("static/web", "templates") for f in (WEB / part).rglob(f"*.{ext}")
    ]
    assert len(files) > 30
    for f in files:
        found = set(re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z][\w./-]*", f.read_text()))
        assert found <= {"http://www.w3.org/2000/svg"}, f


def test_the_dark_theme_of_the_system_has_the_values_of_the_chosen_one():
    chosen = re.search(r':root\[data-theme="dark"\]\{\n(.*?)\n\}\n', TOKENS, re.S)
    system = re.search(r':root\[data-theme="auto"\]\{\n(.*?)\n\}\}\n', TOKENS, re.S)
    assert chosen[1] == system[1]


def _values(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", block))


LIGHT = _values(re.search(r":root\{(.*?)\n\}", TOKENS, re.S)[1])
DARK = LIGHT | _values(re.search(r':root\[data-theme="dark"\]\{(.*?)\n\}', TOKENS, re.S)[1])
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "brand-text") for ground in ("bg", "surface", "surface-2")),
    *((k, f"{k}-soft") for k in ("ok", "warn", "bad", "info", "mute", "plum")),
    *((k, "surface") for k in ("ok", "warn", "bad", "info", "mute", "plum")),
    *((ink, f"{s}-soft") for ink in ("ink", "ink-2") for s in ("warn", "bad", "plum", "brand")),
    ("ink-2", "brand-softer"), ("ink-2", "surface-3"),
    ("brand-ink", "brand"), ("brand-text", "brand-soft"), ("toast-ink", "toast"), ("badge-ink", "badge"),
]  # fmt: skip
MARKS = [(m, "surface") for m in ("ok-mark", "warn-mark", "bad-mark", "mute-mark", "ctl-line", "focus")] + [
    ("ctl-line", "bg"),
    ("focus", "bg"),
]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_text_and_marks_stand_out_in_both_themes(name, theme):
    weak = [(a, b) for a, b in TEXT if _contrast(theme[a], theme[b]) < 4.5]
    weak += [(a, b) for a, b in MARKS if _contrast(theme[a], theme[b]) < (3 if a != "mute-mark" else 2.9)]
    assert weak == []
