"""Gather the parts of the pages unless they are there already: `python -m heli.web.assets [--dev]`."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from heli.web.assets import BASE, NODE_MODULES, THIRD, icons, licences, npm

COPIES = {
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "idiomorph.min.js": "idiomorph/dist/idiomorph.min.js",
    "inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}


def main(*, dev: bool) -> None:
    """Build anew only when a lock, this code or the icons in use have changed."""
    if dev:
        npm.install(dev=True)
    names = icons.in_use()
    stamp = _stamp(names)
    kept = THIRD / "stamp"
    if kept.exists() and kept.read_text() == stamp:
        return
    npm.install(dev=dev)
    fresh = THIRD.with_name("third.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _build(fresh, names)
    (fresh / "stamp").write_text(stamp)
    shutil.rmtree(THIRD, ignore_errors=True)
    fresh.rename(THIRD)


def _stamp(names: dict[str, Path]) -> str:
    ground = [BASE / "package-lock.json", BASE / "requirements" / "base.txt", *sorted(Path(__file__).parent.glob("*.py"))]
    digest = hashlib.sha256(" ".join([version("django-htmx"), *names]).encode())
    for file in ground:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _build(folder: Path, names: dict[str, Path]) -> None:
    for target, source in COPIES.items():
        shutil.copyfile(NODE_MODULES / source, folder / target)
    htmx = _htmx().read_text(encoding="utf-8")
    (folder / "htmx.min.js").write_text(htmx, encoding="utf-8")
    (folder / "icons.svg").write_text(icons.sprite(names), encoding="utf-8")
    parts = {"browser": [licences.of_htmx(htmx), *licences.of_npm()], "server": licences.of_python()}
    (folder / "licences.json").write_text(json.dumps(parts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _htmx() -> Path:
    spec = find_spec("django_htmx")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"


if __name__ == "__main__":
    main(dev="--dev" in sys.argv[1:])
