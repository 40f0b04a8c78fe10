"""Settings (配置): typed defaults that rooms declare; the dated, scoped table comes later behind the same call."""

from heli.settings.registry import Setting, all_settings, declare, setting

__all__ = ["Setting", "all_settings", "declare", "setting"]
