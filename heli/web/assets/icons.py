"""The icon sprite: only the icons that templates and code name, so that a page loads some kilobytes instead of megabytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from heli.web.assets import BASE, NODE_MODULES

ICONS = NODE_MODULES / "@tabler" / "icons" / "icons"
SVG = "http://www.w3.org/2000/svg"
# A template calls the macro `icon` with a name; a declaration, or a call of another macro, passes a name as `icon`.
NAMED = re.compile(r"""\bicon(?:\(\s*|\s*=\s*)["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")


def in_use(root: Path = BASE / "heli") -> dict[str, Path]:
    """Each icon name that the templates and the code of `root` mention, with the first file that does."""
    names: dict[str, Path] = {}
    for file in _sources(root):
        for name in NAMED.findall(file.read_text(encoding="utf-8")):
            names.setdefault(name, file)
    return dict(sorted(names.items()))


def _sources(root: Path) -> Iterable[Path]:
    templates = (file for folder in root.glob("**/templates") for file in folder.rglob("*") if file.is_file())
    code = (file for file in root.rglob("*.py") if "tests" not in file.parts and "migrations" not in file.parts)
    return sorted({*templates, *code})


def sprite(names: dict[str, Path], icons: Path = ICONS) -> str:
    """One SVG with a symbol for each name; `star-filled` is the filled form of `star`. Ends with a line for an unknown name."""
    return f'<svg xmlns="{SVG}">\n' + "".join(_symbol(name, icons, user) for name, user in names.items()) + "</svg>\n"


def _symbol(name: str, icons: Path, user: Path) -> str:
    filled = name.removesuffix("-filled")
    file = icons / "filled" / f"{filled}.svg" if filled != name else icons / "outline" / f"{name}.svg"
    if not file.exists():
        raise SystemExit(f"没有名为 {name} 的图标（见 {user}）。请在 @tabler/icons 中查找正确的名称。")
    drawing = ElementTree.parse(file).getroot()  # noqa: S314  # our own pinned package
    symbol = ElementTree.Element("symbol", {"id": name})
    for key, value in drawing.attrib.items():
        if key not in ("class", "width", "height"):
            symbol.set(key, value)
    # The first path of every icon is an invisible frame.
    symbol.extend(shape for shape in drawing if shape.get("d") != "M0 0h24v24H0z")
    text = ElementTree.tostring(symbol, encoding="unicode")
    return re.sub(r"\s*xmlns:?\w*=\"[^\"]+\"|ns0:|\n\s*", "", text).strip() + "\n"
