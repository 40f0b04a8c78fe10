"""Name, version, licence and its text of every part that is shipped: the page /licences/ is made from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from heli.web.assets import BASE

NAMES = re.compile(r"(licen[cs]e|copying|notice)[^/]*", re.IGNORECASE)
"""How a file with a licence is called."""


def of_npm() -> list[dict[str, str]]:
    """The npm parts that reach a browser, as the lock names them."""
    packages = json.loads((BASE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        {
            "name": path.removeprefix("node_modules/"),
            "version": part["version"],
            "licence": part["license"],
            "text": _texts(sorted((BASE / path).iterdir())),
        }
        for path, part in packages.items()
        if path and not part.get("dev")
    ]


def of_python() -> list[dict[str, str]]:
    """The wheels of base.txt that are installed here; the lock also names those of other systems."""
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (BASE / "requirements" / "base.txt").read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for name in pinned:
        try:
            wheel = distribution(name)
        except PackageNotFoundError:
            continue
        found.append({"name": name, "version": wheel.version, "licence": _licence(wheel), "text": _text(wheel)})
    return found


def of_htmx(script: str) -> dict[str, str]:
    """htmx travels inside a wheel, under its own version and licence, without the text."""
    version = re.search(r'version:"([^"]+)"', script)
    return {"name": "htmx", "version": version[1] if version else "", "licence": "0BSD", "text": ""}


def _licence(wheel: Distribution) -> str:
    """The licence as the wheel states it: an expression, a short text, or the last part of a classifier."""
    said = wheel.metadata
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")]
    text = next((str(said[field]).strip() for field in ("License-Expression", "License") if field in said), "")
    return text if text and "\n" not in text and len(text) < 80 else " / ".join(classified)


def _text(wheel: Distribution) -> str:
    """The licence files beside the wheel's metadata."""
    own = [Path(str(file.locate())) for file in wheel.files or [] if ".dist-info/" in str(file)]
    return _texts(own)


def _texts(files: Iterable[Path]) -> str:
    found = [file for file in files if NAMES.fullmatch(file.name) and file.is_file()]
    return "\n\n".join(file.read_text(encoding="utf-8", errors="replace").strip() for file in found)
