"""Third-party parts of the pages, gathered at set-up into heli/web/static/third/, which git ignores.

Plain Python on purpose: it runs before Django is set up. `python -m heli.web.assets [--dev]`.
"""

from pathlib import Path

BASE = Path(__file__).resolve().parents[3]
NODE_MODULES = BASE / "node_modules"
THIRD = BASE / "heli" / "web" / "static" / "third"
