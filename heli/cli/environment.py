"""What every command shares: which data directory, which database, and Django set up on them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from heli.config.data import Data

BASE = Path(__file__).resolve().parents[2]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command."""
    default = Path(os.environ.get("HELI_DATA") or BASE / "var")
    parser.add_argument("--data", type=Path, default=default, metavar="目录", help="数据目录（默认：程序目录下的 var）")
    database = "使用 PostgreSQL：postgresql://用户:密码@主机:端口/库名；写在环境变量 HELI_DATABASE_URL 里更稳妥，他人看不到密码"
    parser.add_argument("--database-url", metavar="地址", help=database)


def use(options: argparse.Namespace) -> None:
    """Hand the choice to Django and to every child by the environment: a password in the arguments would show in `ps`."""
    os.environ["HELI_DATA"] = str(data_of(options).path)
    if options.database_url is not None:
        os.environ["HELI_DATABASE_URL"] = options.database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heli.config.base")
    if os.environ.get("HELI_DATABASE_URL", "set").strip() == "":
        # an empty variable is a lost address: falling back to the embedded database would show an empty city
        raise SystemExit("数据库地址是空的：请写明 --database-url（环境变量 HELI_DATABASE_URL）；要用自带的数据库，请把它去掉。")
    data_of(options).database(os.environ.get("HELI_DATABASE_URL", ""))  # a bad address ends here, in one sentence


def data_of(options: argparse.Namespace) -> Data:
    """The data directory, relative to where the command was given."""
    return Data(options.data.expanduser())


def open_data() -> None:
    """Set Django up on a data directory that is there already; a mistyped path must not make a new one."""
    path = Path(os.environ["HELI_DATA"])
    if not (path / "mode").exists():
        raise SystemExit(f"{path} 不是合力的数据目录。请用 --data 指明，或先用 bin/run 启动一次。")
    start_django()


def start_django() -> None:
    """Load the settings and the rooms."""
    import django

    django.setup()


def require_database() -> None:
    """End with a sentence that holds no password when the database cannot be reached, or is another data directory's."""
    from django.db import OperationalError, connection

    from heli.acts import doors

    try:
        connection.ensure_connection()
    except OperationalError as error:
        settings = connection.settings_dict
        place = f"{settings['HOST'] or '本机'}:{settings['PORT'] or 5432} 上的 {settings['NAME']}"
        where = place if connection.vendor == "postgresql" else settings["NAME"]
        raise SystemExit(f"无法打开数据库（{where}），请检查地址、用户和密码，以及数据库是否已启动。\n{error}") from None
    try:
        doors.demand_own_database()
    except doors.ForeignDatabase as error:
        raise SystemExit(str(error)) from None
