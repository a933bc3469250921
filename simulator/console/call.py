"""A call to the control API as plain data, and the ways it can go wrong (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from doublure.exchange import Answer, Parameters, json_answer
from doublure.faults import key, sentence

__all__ = ["Call", "Fault", "Problem", "document_of", "invalid", "problem_answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to the API: `variables` are the parts of the path that a rule names, header names are lower case."""

    method: str
    path: str
    query: Parameters = field(default_factory=Parameters)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and what to do."""

    field: str
    detail: str


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal of the API; `problem_answer` writes it."""

    def __init__(self, status: int, title: str, detail: str, *, faults: tuple[Fault, ...] = (),
                 headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.faults = faults
        self.headers = headers


def problem_answer(problem: Problem, path: str) -> Answer:
    """*problem* as `application/problem+json`; `errors` lists the fields at fault (RFC 9457 §3)."""
    content: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status,
                               "detail": problem.detail, "instance": path}
    if problem.faults:
        content["errors"] = [{"field": fault.field, "pointer": "#/" + fault.field.replace(".", "/"), "detail": fault.detail}
                             for fault in problem.faults]
    return json_answer(content, problem.status, *problem.headers, media="application/problem+json")


def document_of(call: Call) -> dict[str, Any]:
    """The JSON object in the body. Raises `Problem` 400."""
    try:
        document = json.loads(call.body)
    except (ValueError, RecursionError):
        raise Problem(400, "Not JSON", "The body cannot be read as JSON in UTF-8; send one JSON object.") from None
    if not isinstance(document, dict):
        raise Problem(400, "Not an object", 'The body is JSON but not an object; send {"field": value, …}.')
    return document


def invalid(error: ValidationError, model: type[BaseModel]) -> Problem:
    """*error* as a problem that names every field at fault. Values are not repeated: one may be a secret."""
    faults = tuple(Fault(_field(fault, model), sentence(fault, model)) for fault in error.errors())
    detail = "; ".join(f"{fault.field}: {fault.detail}" for fault in faults)
    return Problem(422, "Invalid fields", detail, faults=faults)


def _field(fault: Any, model: type[BaseModel]) -> str:
    if fault["loc"]:
        return key(fault)
    # A rule about several fields has no place of its own; its sentence names them.
    names = {field.alias or name for name, field in model.model_fields.items()}
    return next((word for word in re.findall(r"\w+", str(fault["msg"])) if word in names), "")
