"""Commands of an installation: `bin/heli COMMAND`. Roof: they call the rooms, no room calls them.

A command is a module of this package with `arguments(parser)` and `run(options) -> int`, listed in `__main__.COMMANDS`.
It imports rooms inside its functions, because it is loaded before Django is set up.
"""
