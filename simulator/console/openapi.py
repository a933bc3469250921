"""The control API described in OpenAPI 3.1, from the routes and models themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from broker.parties import IdentityProvider, RelyingParty
from doublure.personas import Persona
from simulator.console.phone_documents import PHONE_MODELS, PHONE_REQUEST
from simulator.console.routes import Route

__all__ = ["openapi"]

_REFERENCE = "#/components/schemas/"
_TEXT = {"type": "string"}
_WRITTEN_BY_HAND = {
    "Letter": {
        "type": "object",
        "properties": {"id": _TEXT, "at": {"type": "integer", "description": "milliseconds since the epoch"}, "to": _TEXT,
                       "subject": _TEXT, "text": _TEXT, "html": _TEXT, "sender": _TEXT, "application": _TEXT},
    },
    "Flow": {
        "type": "object",
        "properties": {"trace_id": _TEXT, "client_id": {"type": ["string", "null"]},
                       "client_ids": {"type": "array", "items": _TEXT}, "run": {"type": ["string", "null"]},
                       "started_at": {"type": "string", "format": "date-time"},
                       "ended_at": {"type": "string", "format": "date-time"},
                       "applications": {"type": "array", "items": _TEXT}, "events": {"type": "array", "items": _TEXT},
                       "checks": {"type": "integer"}, "refusals": {"type": "array", "items": {"type": "object"}},
                       "records": {"type": "array", "items": {"type": "object"}}},
    },
    "PhoneRequest": PHONE_REQUEST,
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "instance": _TEXT,
                       "errors": {"type": "array", "items": {"type": "object", "properties": {
                           "field": _TEXT, "pointer": _TEXT, "detail": _TEXT}}}},
    },
}


def openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI document of *routes*."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.rule, {})[route.method.lower()] = _operation(route)
    _, schemas = models_json_schema(
        [(model, "validation") for model in (RelyingParty, IdentityProvider, Persona, *PHONE_MODELS)],
        ref_template=_REFERENCE + "{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Doublure control API", "version": "1"},
        "paths": paths,
        "components": {"schemas": {**schemas["$defs"], **_WRITTEN_BY_HAND}},
    }


def _operation(route: Route) -> dict[str, Any]:
    in_path = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in re.findall(r"\{(\w+)\}", route.rule)]
    in_query = [{"name": name, "in": "query", "description": text, "schema": _TEXT} for name, text in route.query]
    done: dict[str, Any] = {"description": route.summary}
    if route.gives:
        done["content"] = {"application/json": {"schema": _schema(route.gives)}}
    refused = {"description": "refused", "content": {"application/problem+json": {"schema": _schema("Problem")}}}
    operation = {"summary": route.summary, "parameters": in_path + in_query,
                 "responses": {str(route.status): done, "default": refused}}
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(route.takes)}}}
    return operation


def _schema(name: str) -> dict[str, Any]:
    single = {"$ref": _REFERENCE + name.removesuffix("[]")}
    return {"type": "array", "items": single} if name.endswith("[]") else single
