# Sourced by the commands of this folder: finds Python and keeps ./.venv as the lock says. Bash 3.2 (macOS) is enough.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
PYTHON="$ROOT/.venv/bin/python"
# SAFEPATH keeps files of the caller's folder from being imported; UTF8 keeps Chinese readable under LANG=C.
export PYTHONPATH="$ROOT" PYTHONSAFEPATH=1 PYTHONUTF8=1

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  echo "需要 Python 3.11 或更新版本。请先安装，例如：sudo apt install python3 python3-venv（macOS：brew install python）" >&2
  return 1
}

# need base|dev: the kept copy of the lock tells whether the environment is current, so that a second start costs nothing.
need() {
  local found
  if [ -x "$PYTHON" ] && cmp -s "$ROOT/requirements/$1.txt" "$ROOT/.venv/$1.txt"; then
    return
  fi
  found="$(find_python)"
  "$found" "$ROOT/bin/_setup.py" "$1"
}
