"""Forms of the console as data: which fields there are, what a browser sent, and a document back from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Parameters
from simulator.console.call import Fault, Problem

__all__ = ["Field", "document_from", "faults_of", "shown"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field, named as the control API names it. `label` and `help` are French msgids.

    `kind` is `text`, `lines` (a list, one entry a line), `words` (a list separated by spaces), `choice` of `options`, `check`
    or `json`. What is left empty is left out of the document.
    """

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    options: tuple[str, ...] = ()
    required: bool = False


def shown(fields: Sequence[Field], document: Mapping[str, Any]) -> dict[str, Any]:
    """*document* as the values of *fields*."""
    return {field.name: _shown(field, document.get(field.name)) for field in fields}


def _shown(field: Field, value: Any) -> Any:
    if field.kind == "check":
        return bool(value)
    if value is None:
        return ""
    match field.kind:
        case "lines":
            return "\n".join(value)
        case "words":
            return value if isinstance(value, str) else " ".join(value)
        case "json":
            return json.dumps(value, ensure_ascii=False, indent=2) if value else ""
        case _:
            return str(value)


def document_from(fields: Sequence[Field], form: Parameters, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What *form* says, over *base*. Raises `Problem` 422 for a field that cannot be read."""
    document = dict(base or {})
    for field in fields:
        text = (form.get(field.name) or "").replace("\r\n", "\n").strip()
        if field.kind == "check":
            document[field.name] = field.name in form
        elif not text:
            document.pop(field.name, None)
        else:
            document[field.name] = _read(field, text)
    return document


def _read(field: Field, text: str) -> Any:
    match field.kind:
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "words":
            return text.split()
        case "json":
            try:
                return json.loads(text)
            except (ValueError, RecursionError):
                fault = Fault(field.name, "is not JSON; correct it")
                raise Problem(422, "Invalid fields", f"{field.name}: {fault.detail}", faults=(fault,)) from None
        case _:
            return text


def faults_of(problem: Problem) -> list[dict[str, str]]:
    """The faults of *problem* for the summary above a form; one without a field leads nowhere."""
    if not problem.faults:
        return [{"field": "", "detail": problem.detail}]
    return [{"field": fault.field.partition(".")[0], "detail": f"{fault.field}: {fault.detail}"} for fault in problem.faults]
