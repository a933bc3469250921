"""The environment's say in a table of configuration: `DOUBLURE_<TABLE>__<KEY>` replaces one value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

__all__ = ["replaced"]


def replaced(
    model: type[BaseModel], document: Mapping[str, Any], table: str, variables: Mapping[str, str],
) -> dict[str, Any]:
    """*document* with the values that *variables* give for the fields of *model* in *table* (case and hyphens ignored)."""
    prefix = f"DOUBLURE_{table.upper().replace('-', '_')}__"
    names = [field.alias or name for name, field in model.model_fields.items()]
    keys = {name.upper().replace("-", "_"): name for name in names}
    result = dict(document)
    for variable, text in variables.items():
        key = keys.get(variable[len(prefix):].upper()) if variable.startswith(prefix) else None
        if key:
            result[key] = _value(text)
    return result


def _value(text: str) -> Any:
    # Lists and tables are written as in the file; everything else stays text and the field's type decides.
    if text.startswith(("[", "{")):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text
