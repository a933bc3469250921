"""The control API described in OpenAPI 3.1, from the routes and models themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from broker.parties import IdentityProvider, RelyingParty
from doublure.personas import Persona
from simulator.console.key_calls import KeyStep
from simulator.console.phone_documents import PHONE_MODELS
from simulator.console.routes import Route
from simulator.console.run_documents import RUN_MODELS
from simulator.console.schemas import SCHEMAS
from simulator.console.time_calls import ClockChange

__all__ = ["openapi", "statuses_of"]

_REFERENCE = "#/components/schemas/"
_TEXT = {"type": "string"}
_MODELS = (RelyingParty, IdentityProvider, Persona, ClockChange, KeyStep, *PHONE_MODELS, *RUN_MODELS)
_SENTENCES = {
    201: "Made", 204: "Done, and nothing to say", 400: "The body is no JSON object",
    401: "The console's token is missing or wrong", 403: "Another web page made the browser send this",
    404: "There is no such thing", 409: "It is there already", 413: "The body is too large",
    415: "The body is not announced as application/json", 422: "A field is wrong; `errors` names it",
    429: "Too many wrong attempts", 503: "An application that must answer does not",
}
_NUMBERS = {"limit": {"type": "integer", "minimum": 1, "maximum": 1000}}


def openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI document of *routes*."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.rule, {})[route.method.lower()] = _operation(route)
    _, models = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template=_REFERENCE + "{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Doublure control API", "version": "1",
                 "description": "What the console can do, for programs. Errors are problem documents (RFC 9457)."},
        "paths": paths,
        "components": {
            "schemas": {**models["$defs"], "Persona": _people(models["$defs"]["Persona"]), **SCHEMAS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                                          "description": "Only where the console is not bound to loopback"}},
        },
        "security": [{}, {"token": []}],
    }


def _people(model: dict[str, Any]) -> dict[str, Any]:
    """A persona as she is written: accounts in words, a birth date that may move with the day; the age follows from it."""
    slugs = {"anyOf": [{"type": "string"}, {"type": "array", "items": _TEXT}]}
    written = {"idps": slugs | {"description": "slugs separated by spaces, or tous"},
               "birthdate": {"type": "string", "description": "YYYY-MM-DD with 00 for what is unknown, or today-16y+1d"},
               "age": {"type": ["integer", "null"], "readOnly": True}}
    needed = [name for name in model.get("required", ()) if name != "login"]
    return {**model, "properties": model["properties"] | written, "required": needed}


def statuses_of(route: Route) -> Iterator[int]:
    """Every status by which *route* may refuse."""
    yield from (401, 403)
    if "{" in route.rule:
        yield 404
    if route.method not in {"GET", "DELETE"}:
        yield from (413, 415)
    if route.takes:
        yield from (400, 422)
    if any(name in _NUMBERS for name, _ in route.query):
        yield 422
    yield from route.refuses


def _operation(route: Route) -> dict[str, Any]:
    in_path = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in re.findall(r"\{(\w+)\}", route.rule)]
    in_query = [{"name": name, "in": "query", "description": text, "schema": _NUMBERS.get(name, _TEXT)}
                for name, text in route.query]
    problem = {"application/problem+json": {"schema": _schema("Problem")}}
    responses: dict[str, Any] = {str(status): _done(route, status) for status in (route.status, *route.also)}
    for status in sorted(set(statuses_of(route))):
        responses[str(status)] = {"description": _SENTENCES[status], "content": problem}
    operation = {"operationId": _name(route), "summary": route.summary, "parameters": in_path + in_query, "responses": responses}
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(route.takes)}}}
    return operation


def _done(route: Route, status: int) -> dict[str, Any]:
    done: dict[str, Any] = {"description": _SENTENCES.get(status, route.summary)}
    if route.gives:
        done["content"] = {route.media: {"schema": _schema(route.gives)}}
    elif route.media != "application/json":
        done["content"] = {route.media: {"schema": _TEXT}}
    return done


def _name(route: Route) -> str:
    words = re.findall(r"[a-z]+", route.rule.removeprefix("/api"))
    return "_".join([route.method.lower(), *words])


def _schema(name: str) -> dict[str, Any]:
    single = {"$ref": _REFERENCE + name.removesuffix("[]")}
    return {"type": "array", "items": single} if name.endswith("[]") else single
