"""The OpenAPI document: ninja's own, with one operation for each act and each read of the registries."""

from __future__ import annotations

import inspect
from typing import Any

from heli.acts.registry import Act, all_acts
from heli.acts.subjects import kind_for
from heli.acts.timeline import conditions
from heli.api.endpoints import api, parameters_of
from heli.api.shapes import TEXT, shape
from heli.kernel.resources import Resource, resources

PREFIX = "/api"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def document() -> dict[str, Any]:
    """The whole document, made anew from the registries."""
    result: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{PREFIX}/"))
    schemas: dict[str, Any] = {**result["components"].get("schemas", {}), **_shared()}
    paths: dict[str, Any] = {path: _answered(item) for path, item in result["paths"].items()}
    paths["/api/acts"]["get"]["parameters"] = [_parameter("subject", {**TEXT, "maxLength": 200}, False)]
    paths["/api/acts"]["get"]["responses"] = _responses(_listed_acts(), 422)
    for name in ("act", "clause"):
        paths["/api/timeline/{kind}/{key}"]["get"]["parameters"].append(_parameter(name, TEXT, False))
    paths["/api/timeline/{kind}/{key}"]["get"]["parameters"].append(
        _parameter("page", {"type": "integer", "minimum": 1, "maximum": 100_000}, False)
    )
    for act in (a for a in all_acts() if a.offered):
        paths[f"{PREFIX}/acts/{act.name}"] = {"post": _act(act, schemas)}
    paths[f"{PREFIX}/files"] = {"post": _files()}
    for one in resources():
        paths[f"{PREFIX}/read/{one.name}"] = {"get": _read(one, schemas)}
    components = {**result["components"], "schemas": schemas, "securitySchemes": _security()}
    return {**result, "paths": paths, "components": components, "security": [{"session": []}]}


def _act(act: Act, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = act.schema.model_json_schema(ref_template=f"#/components/schemas/{act.name}.{{model}}")
    for name, part in schema.pop("$defs", {}).items():
        schemas[f"{act.name}.{name}"] = part
    schemas[act.name] = schema
    words = [inspect.getdoc(act.do) or "", f"条款 {act.clause}" if act.clause else ""]
    words += [f"条件：{s}" + (f"（{c}）" if c else "") for s, c in conditions(act)]
    return {
        "operationId": act.name,
        "summary": str(act.label),
        "description": "\n\n".join(filter(None, words)),
        "tags": [act.room],
        "parameters": [_key()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["subject", "input"] if schema.get("required") else ["subject"],
                        "properties": {
                            "subject": {
                                **TEXT,
                                "pattern": f"^{kind_for(act)}:.+$",
                                "maxLength": 200,
                                "description": f"{kind_for(act)}:编号或标识",
                            },
                            "input": {"$ref": f"#/components/schemas/{act.name}"},
                            "seen": {"type": ["integer", "null"], "minimum": 0, "maximum": 2**31 - 1},
                        },
                    }
                }
            },
        },
        "responses": _responses({"$ref": "#/components/schemas/Done"}, 409, 422, 503),
    }


def _files() -> dict[str, Any]:
    body = {"type": "object", "required": ["file"], "properties": {"file": {**TEXT, "format": "binary"}}}
    return {
        "operationId": "files",
        "summary": "上传附件",
        "description": "把一个文件附在一件事物上，最大 50 MB；下载地址为 /files/标识/。",
        "tags": ["documents"],
        "parameters": [_key(), _parameter("about", {**TEXT, "minLength": 3, "maxLength": 200}, True)],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}},
        "responses": _responses({"$ref": "#/components/schemas/Done"}, 409, 422, 503),
    }


def _read(one: Resource, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = parameters_of(one.name).model_json_schema()
    required = schema.get("required", [])
    return {
        "operationId": f"read.{one.name}",
        "summary": str(one.label),
        "description": inspect.getdoc(one.read) or "",
        "tags": ["read"],
        "parameters": [_parameter(n, s, n in required) for n, s in schema.get("properties", {}).items()],
        "responses": _responses(shape(one.answers(), schemas), 422),
    }


def _listed_acts() -> dict[str, Any]:
    reasons = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Reason"},
        "description": "现在不能办的理由；只在给出 subject 时有",
    }
    condition = {"type": "object", "properties": dict.fromkeys(("sentence", "clause"), TEXT)}
    texts = dict.fromkeys(("name", "label", "clause", "kind"), TEXT)
    properties = {**texts, "conditions": {"type": "array", "items": condition}, "reasons": reasons}
    one = {"type": "object", "required": [*texts, "conditions"], "properties": properties}
    return {"type": "object", "required": ["acts"], "properties": {"acts": {"type": "array", "items": one}}}


def _answered(item: dict[str, Any]) -> dict[str, Any]:
    """What ninja wrote about a fixed address, with the answers that it really gives."""
    return {method: {**operation, "responses": _responses({"type": "object"}, 422)} for method, operation in item.items()}


def _responses(schema: dict[str, Any], *more: int) -> dict[str, Any]:
    words = {401: "未登录", 403: "不符合条件", 404: "没有找到", 409: "他人已先修改", 422: "填写有误或不合规则", 503: "正忙"}
    refused = {str(code): {"description": words[code], "content": PROBLEM} for code in (401, 403, 404, *more)}
    return {"200": {"description": "已办成", "content": {"application/json": {"schema": schema}}}, **refused}


def _parameter(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _key() -> dict[str, Any]:
    schema = {**TEXT, "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"}
    return {"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema, "description": "重复提交只办一次"}


def _security() -> dict[str, Any]:
    from django.conf import settings

    return {"session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}}


def _shared() -> dict[str, Any]:
    words = dict.fromkeys(("sentence", "clause", "ask", "todo"), TEXT)
    reason = {"type": "object", "required": list(words), "properties": words, "description": "不能办的一条理由，找谁，怎么办"}
    receipt = {"type": "object", "properties": {"entry": {**TEXT, "format": "uuid"}, "hash": TEXT}}
    fields = {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}
    result = {
        "type": ["object", "null"],
        "properties": {**dict.fromkeys(("kind", "id", "number", "title"), TEXT), "version": {"type": "integer"}},
    }
    line = {"type": "object", "required": ["label", "value"], "properties": dict.fromkeys(("label", "value"), TEXT)}
    shown = {"type": "array", "items": line, "description": "只在这次答复中给出，不保存，重复提交时没有"}
    return {
        "Reason": reason,
        "Problem": {
            "type": "object",
            "required": ["code", "sentence", "reasons", "fields"],
            "properties": {
                "code": TEXT,
                "sentence": TEXT,
                "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}},
                "fields": fields,
            },
        },
        "Done": {
            "type": "object",
            "required": ["result", "receipt", "repeated"],
            "properties": {"result": result, "receipt": receipt, "repeated": {"type": "boolean"}, "shown": shown},
        },
    }
