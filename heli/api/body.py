"""Reading a request body: whatever arrives, the answer is data or `InvalidInput`, never a fault."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _

from heli.kernel.errors import InvalidInput

MAX_DEPTH = 20
KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body. NaN, numbers of thousands of digits and deep nesting are refused (T30)."""
    if request.content_type != "application/json":
        raise InvalidInput({"": [_("请求头 Content-Type 须是 application/json")]})
    try:
        data = json.loads(request.body.decode("utf-8"), parse_constant=_refuse)
    except RequestDataTooBig:
        raise InvalidInput({"": [_("内容超过 2 MB，请分次提交")]}) from None
    except (ValueError, RecursionError, RawPostDataException, UnreadablePostError):
        raise InvalidInput({"": [_("提交的内容不是有效的 JSON")]}) from None
    if not isinstance(data, dict):
        raise InvalidInput({"": [_("提交的内容须是一组字段")]})
    _check_depth(data)
    return data


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


def _check_depth(data: Any) -> None:
    level = [data]
    for _depth in range(MAX_DEPTH):
        level = [v for x in level for v in (x.values() if isinstance(x, dict) else x) if isinstance(v, dict | list)]
        if not level:
            return
    raise InvalidInput({"": [_("内容嵌套过深，最多 {n} 层").format(n=MAX_DEPTH)]})


def idempotency_key(request: HttpRequest) -> str | None:
    """The key of a repeatable deed; recommended, since without it a repeat is a second deed."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.match(key):
        raise InvalidInput({"Idempotency-Key": [_("用 1 至 200 个可见的 ASCII 字符")]})
    return key
