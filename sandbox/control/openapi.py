"""The OpenAPI document, made of the same operations as the routes."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sandbox.control.operations import PREFIX, Operation
from sandbox.control.payloads import Told

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_REF = "#/components/schemas/{model}"
_ERRORS = {
    "401": "A token is needed, or this one opens nothing here.",
    "403": "A foreign host or origin, or a space's token at the root.",
    "404": "The space, or the thing named, does not exist.",
    "409": "The present state does not allow it; nothing was changed.",
    "422": "The payload is refused whole; the hint tells what is known.",
}
_OF_BODIES = {
    "413": "The body is longer than it may be.",
    "415": "The body is not said to be JSON.",
}


class Refused(Told):
    """The one shape of an error."""

    code: str
    message: str
    hint: str
    cite: str
    status: int


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The description of these operations (OpenAPI 3.1)."""
    models = _models(operations)
    refs, schemas = models_json_schema([(model, mode) for model, mode in models], ref_template=_REF)
    paths: dict[str, Any] = {}
    for each in operations:
        path = PREFIX + _PARAMETER.sub(r"{\1}", each.path)
        paths.setdefault(path, {})[each.method.lower()] = _operation(each, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "clicSÉQUR sandbox, control",
            "version": "1",
            "description": "Relative to the issuer of a space. A payload is applied whole or not "
            "at all; an unknown field is refused. See docs/control.md.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _models(operations: Sequence[Operation]) -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], str], None] = {(Refused, "serialization"): None}
    for each in operations:
        if each.body:
            found[each.body, "validation"] = None
        if each.answer:
            found[each.answer, "serialization"] = None
    return list(found)


def _operation(each: Operation, refs: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.does,
        "tags": [each.path.split("/")[1] if each.path.strip("/") else "index"],
        "parameters": _parameters(each),
        "responses": {
            str(each.status if each.answer or each.status != 200 else 200): _answer(each, refs),
            **{status: _refusal(words, refs) for status, words in _ERRORS.items()},
            **(
                {status: _refusal(words, refs) for status, words in _OF_BODIES.items()}
                if each.body
                else {}
            ),
        },
    }
    if each.body:
        schema = refs[each.body, "validation"]
        told["requestBody"] = {
            "required": not each.optional_body,
            "content": {"application/json": {"schema": schema}},
        }
    return told


def _parameters(each: Operation) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(each.path)
    ]
    if each.query:
        schema = each.query.model_json_schema()
        needed = set(schema.get("required", ()))
        told += [
            {"name": name, "in": "query", "required": name in needed, "schema": shape}
            for name, shape in schema.get("properties", {}).items()
        ]
    return told


def _answer(each: Operation, refs: Any) -> dict[str, Any]:
    if each.answer is None:
        return {"description": each.does}
    schema = refs[each.answer, "serialization"]
    return {"description": each.does, "content": {"application/json": {"schema": schema}}}


def _refusal(words: str, refs: Any) -> dict[str, Any]:
    schema = refs[Refused, "serialization"]
    return {"description": words, "content": {"application/json": {"schema": schema}}}
