"""Make ./.venv and install one lock into it: `_setup.py base|dev`. Plain Python, runs before anything is installed.

A copy of each installed lock stays in the environment. It is taken away before a change and put back after it,
so an environment without a copy was left half-made and is made anew.
"""

import fcntl
import importlib.util
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CONTAINS = {"base": ["base"], "dev": ["base", "dev"]}


def main(name: str) -> None:
    """Bring the environment to the lock `name`; ends with one sentence if the machine lacks something."""
    tools = ROOT / ".tools"
    tools.mkdir(exist_ok=True)
    with (tools / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once would write into one folder
        if not is_current(name):
            make_environment()
            install(name)


def lock_file(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def is_current(name: str) -> bool:
    kept = VENV / f"{name}.txt"
    return PYTHON.exists() and kept.exists() and kept.read_bytes() == lock_file(name).read_bytes()


def make_environment() -> None:
    """Keep a whole environment, replace a half-made one."""
    if PYTHON.exists() and (VENV / "base.txt").exists():
        return
    # Without ensurepip `venv` leaves a folder that looks finished and is not.
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        sys.exit("这台机器的 Python 缺少 venv 组件。请先安装后再运行：sudo apt install python3-venv")
    say("正在准备运行环境…")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"无法在 {VENV} 建立运行环境，请检查磁盘空间和目录权限。")


def install(name: str) -> None:
    """Install the lock; the last lines of pip are shown only if it fails."""
    started = time.monotonic()
    total = sum("==" in line for line in lock_file(name).read_text().splitlines())
    say(f"正在安装 Python 组件（{total} 个，首次约需一分钟）…")
    for part in CONTAINS[name]:
        (VENV / f"{part}.txt").unlink(missing_ok=True)
    options = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    command = [PYTHON, "-m", "pip", "install", *options, "-r", lock_file(name)]
    tail: deque[str] = deque(maxlen=12)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        fetched = 0
        for line in pip.stdout:
            tail.append(line)
            if line.startswith("Collecting "):
                fetched += 1
                if fetched % 15 == 0:
                    say(f"  已取得 {fetched}/{total}")
    if pip.returncode:
        sys.exit("".join(tail) + "Python 组件未能装完，请检查网络后重新运行。")
    for part in CONTAINS[name]:
        shutil.copyfile(lock_file(part), VENV / f"{part}.txt")
    say(f"Python 组件已就绪（{time.monotonic() - started:.0f} 秒）。")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
