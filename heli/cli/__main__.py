"""Find the command, point Django at its data directory, run it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module

from heli.cli import environment
from heli.cli.parsing import Parser


@dataclass(frozen=True)
class Command:
    """`opens_data`: it works on an existing data directory, with Django set up before `run`."""

    help: str
    opens_data: bool = True


COMMANDS = {
    "serve": Command("启动合力：网页服务和后台服务", opens_data=False),
    "web": Command("只运行网页服务", opens_data=False),
    "worker": Command("只运行后台服务"),
    "demo": Command("装入演示数据，或生成供压力测试的大量数据", opens_data=False),
    "backup": Command("备份数据目录，运行中也可以"),
    "restore": Command("把备份恢复到新的数据目录，并逐项核对", opens_data=False),
    "docs": Command("更新 docs/ 中由代码生成的办理动作和条款清单", opens_data=False),
    "people": Command("登记单位、人员和岗位，发放开通码"),
    "acts": Command("列出可办的动作及其条件"),
    "act": Command("以某人的身份办理一个动作"),
    "files": Command("核对附件的内容"),
    "timeline": Command("查看一件事物的操作日志"),
    "guard": Command("核对或补齐数据库的写入保护"),
    "ledger": Command("核对办理记录和数据是否完整一致"),
}


def main(arguments: list[str]) -> int:
    """Exit code of the command; wrong usage ends with code 2."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        if name not in ("", "-h", "--help"):
            print(f"没有命令“{name}”。\n", file=sys.stderr)
        print("用法：bin/heli 命令 [--data 目录] …    详细说明：bin/heli 命令 --help\n")
        print("\n".join(f"  {each:<10}{command.help}" for each, command in COMMANDS.items()))
        return 0 if name in ("", "-h", "--help") else 2
    module = import_module(f"heli.cli.{name}")
    parser = Parser(prog=f"bin/heli {name}", description=COMMANDS[name].help)
    environment.arguments(parser)
    module.arguments(parser)
    options = parser.parse_args(arguments[1:])
    environment.use(options)
    if COMMANDS[name].opens_data:
        environment.open_data()
    return int(module.run(options))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
