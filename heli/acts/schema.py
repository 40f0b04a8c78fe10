"""Input into an act's schema, and back as sentences at the field when it does not fit.

Bad input never reaches an act: nothing changes and nothing is recorded. Every sentence says what to do first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from heli.acts.registry import Act, Input
from heli.kernel.errors import InvalidInput
from heli.kernel.text import clean

M = TypeVar("M", bound=BaseModel)
MAX_NUMBER = 2**31 - 1
"""What an integer column holds on both databases."""
MAX_ITEMS = 1000
MAX_TEXT = 20_000
YEARS = range(1900, 2201)


def parse(act: Act, given: Any) -> Input:
    """`given` (a mapping, or an input made by a colleague room) as the act's schema; `InvalidInput` with field errors."""
    if isinstance(given, act.schema):
        check_bounds(given)
        return given
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise InvalidInput({"": [_("提交的内容须是一组字段")]})
    return validate(act.schema, given)


def validate(schema: type[M], given: Mapping[str, Any]) -> M:
    """`given` as `schema`, texts cleaned on the way in."""
    try:
        result = schema.model_validate(_tidy(dict(given)))
    except ValidationError as error:
        raise InvalidInput(sentences(error, schema)) from None
    check_bounds(result)
    return result


def check_bounds(given: BaseModel) -> None:
    """What no column, calendar or leaf could hold is refused here, so that no act has to think of it; `InvalidInput`."""
    if found := dict(_beyond(given, "")):
        raise InvalidInput(found)


def _beyond(given: BaseModel, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for name, info in type(given).model_fields.items():
        yield from _beyond_value(getattr(given, name), f"{prefix}{name}", info.title or name)


def _beyond_value(value: Any, path: str, title: str) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, BaseModel):
        yield from _beyond(value, f"{path}.")
    elif isinstance(value, list | tuple | set | frozenset):
        if len(value) > MAX_ITEMS:
            yield path, [_("{title}最多 {n} 项").format(title=title, n=MAX_ITEMS)]
        else:
            for i, item in enumerate(value):
                yield from _beyond_value(item, f"{path}.{i}", title)
    elif sentence := _bound(value, title):
        yield path, [sentence]


def _bound(value: Any, title: str) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, Decimal) and not value.is_finite():
        return _("{title}填数字").format(title=title)
    if isinstance(value, int | Decimal) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        return _("{title}最大到 {n}").format(title=title, n=MAX_NUMBER)
    if isinstance(value, date) and value.year not in YEARS:
        return _("{title}须在 {first} 年至 {last} 年之间").format(title=title, first=YEARS[0], last=YEARS[-1])
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return _("{title}最多 {n} 个字，请精简").format(title=title, n=MAX_TEXT)
    return ""


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(k)): _tidy(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(v) for v in value]
    return value


def sentences(error: ValidationError, schema: type[BaseModel]) -> dict[str, list[str]]:
    """Field path → what to do, in words."""
    result: dict[str, list[str]] = {}
    for item in error.errors(include_url=False):
        path = ".".join(clean(str(p))[:80] for p in item["loc"] if not str(p).startswith(("function-", "constrained-")))
        result.setdefault(path, []).append(_sentence(item, _title(schema, item["loc"])))
    return result


def _title(schema: Any, loc: tuple[Any, ...]) -> str:
    """The label of the field that an error stands at, through nested models and lists."""
    title = ""
    for part in loc:
        fields = getattr(schema, "model_fields", {})
        if part in fields:
            title = fields[part].title or str(part)
            schema = _inner(fields[part].annotation)
    return title


def _inner(annotation: Any) -> Any:
    while getattr(annotation, "__args__", None):
        models = [a for a in annotation.__args__ if isinstance(a, type) or getattr(a, "__args__", None)]
        if not models:
            break
        annotation = models[0]
    return annotation


def _sentence(item: Any, title: str) -> str:
    kind, ctx = item["type"], item.get("ctx", {})
    match kind:
        case "missing":
            return _("填写{title}").format(title=title)
        case "string_too_short":
            return (
                _("填写{title}").format(title=title)
                if ctx["min_length"] == 1
                else _("{title}至少 {n} 个字").format(title=title, n=ctx["min_length"])
            )
        case "string_too_long":
            return _("{title}最多 {n} 个字，请精简").format(title=title, n=ctx["max_length"])
        case "extra_forbidden":
            return _("没有“{name}”这个字段，请去掉").format(name=clean(str(item["loc"][-1]))[:80])
        case "too_short":
            return _("{title}至少 {n} 项").format(title=title, n=ctx["min_length"])
        case "too_long":
            return _("{title}最多 {n} 项").format(title=title, n=ctx["max_length"])
        case "enum" | "literal_error":
            return _("从所列选项中选择{title}").format(title=title)
        case "greater_than_equal" | "greater_than":
            return _("{title}不能小于 {n}").format(title=title, n=ctx.get("ge", ctx.get("gt")))
        case "less_than_equal" | "less_than":
            return _("{title}不能大于 {n}").format(title=title, n=ctx.get("le", ctx.get("lt")))
        case "value_error":
            return str(ctx.get("error", item["msg"]))
        case "string_pattern_mismatch":
            return _("{title}的写法不对，请照样例填写").format(title=title)
    if kind.startswith(("date", "time")):
        return _("{title}写成 2026-11-24 这样的日期").format(title=title)
    if kind.startswith(("int", "float", "decimal")):
        return _("{title}填数字").format(title=title)
    if kind.startswith("uuid"):
        return _("从列表中选择{title}").format(title=title)
    if kind.startswith("bool"):
        return _("{title}选择是或否").format(title=title)
    return _("{title}的内容不符合要求，请重新填写").format(title=title or _("这一项"))
