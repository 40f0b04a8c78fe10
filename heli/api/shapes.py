"""How the answers of reads look, for the OpenAPI document: the schema of what `answers.plain` makes of a value of a type."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.functional import Promise

from heli.kernel.errors import Reason
from heli.kernel.ref import Ref

TEXT = {"type": "string"}
PLAIN: dict[Any, dict[str, Any]] = {
    type(None): {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: TEXT,
    Promise: TEXT,
    Decimal: TEXT,
    UUID: {**TEXT, "format": "uuid"},
    datetime: {**TEXT, "format": "date-time"},
    date: {**TEXT, "format": "date"},
    Ref: {**TEXT, "pattern": "^[a-z_]+:.+$"},
    Reason: {"$ref": "#/components/schemas/Reason"},
}


def shape(type_: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; dataclasses go into `schemas` under their room's name. What it does not know may be anything."""
    if type_ in PLAIN:
        return dict(PLAIN[type_])
    if is_dataclass(type_) and isinstance(type_, type):
        return _object(type_, schemas)
    origin, inner = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return shape(inner[0], schemas)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        found = [shape(i, schemas) for i in inner]
        different = [s for n, s in enumerate(found) if s not in found[:n]]
        return different[0] if len(different) == 1 else {"anyOf": different}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": shape(inner[1], schemas)}
    if origin is tuple and inner[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [shape(i, schemas) for i in inner]}
    if isinstance(origin, type):
        return {"type": "array", "items": shape(inner[0], schemas)}
    return {}


def _object(cls: type, schemas: dict[str, Any]) -> dict[str, Any]:
    name = f"{cls.__module__.split('.')[1]}.{cls.__name__}"
    if name not in schemas:
        schemas[name] = {}  # known before its fields are looked at, which may name it again
        hints = get_type_hints(cls)
        properties = {f.name: shape(hints[f.name], schemas) for f in fields(cls)}  # type: ignore[arg-type]
        schemas[name] = {"type": "object", "required": list(properties), "properties": properties}
    return {"$ref": f"#/components/schemas/{name}"}
