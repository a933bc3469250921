"""What is wrong with a configuration, in sentences: which file, which table, which key, and what to do."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

__all__ = ["SettingsError", "explained", "sentence"]


class SettingsError(Exception):
    """A configuration that cannot be used. Its text names file, table and key, and says what to do."""


def explained(error: ValidationError, model: type[BaseModel], path: Path, table: str | None) -> str:
    """One line for each fault in *error*. Never shows a value: it may be a secret in the wrong place."""
    place = f"{path}, [{table}]" if table else str(path)
    return "\n".join(f"{place}, key '{key(fault)}': {sentence(fault, model)}" for fault in error.errors())


def key(fault: Any) -> str:
    """The dotted name of the key a pydantic *fault* is about."""
    return ".".join(str(part) for part in fault["loc"] if not _is_schema_name(part)) or "(whole table)"


def sentence(fault: Any, model: type[BaseModel]) -> str:
    """A pydantic *fault* as what is wrong and what to do."""
    match fault["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            names = [field.alias or name for name, field in model.model_fields.items()]
            near = difflib.get_close_matches(str(fault["loc"][-1]), names, n=1) if len(fault["loc"]) == 1 else []
            return f"is not known; did you mean '{near[0]}'?" if near else "is not known; remove it"
        case "value_error":
            return str(fault["msg"]).removeprefix("Value error, ")
        case _:
            return f"{str(fault['msg'])[:1].lower()}{str(fault['msg'])[1:]}; correct the value"


def _is_schema_name(part: object) -> bool:
    # Pydantic adds the branch of a union to the location; a reader of the file has never seen those names.
    return isinstance(part, str) and any(mark in part for mark in "[(")
