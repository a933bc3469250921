"""A secret that cannot be printed by accident."""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

__all__ = ["RESOLVE", "Secret"]

#: Key of the validation context that permits `env:` and `file:`; its value is the folder relative paths start from.
RESOLVE = "doublure.secret.folder"

_MASK = "…"


class Secret:
    """Text that shows as `…` in every representation; only `reveal` gives it.

    In configuration files `env:NAME` and `file:/path` (relative paths start at the file's folder) stand for the value
    found there. Anywhere else, such as in a request to the control API, they are refused: whoever may register a
    client must not thereby read this machine's files.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def matches(self, other: str) -> bool:
        """Whether *other* is this secret, in constant time."""
        return hmac.compare_digest(self._value.encode(), other.encode())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other._value)

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return _MASK

    __str__ = __repr__

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept a `Secret` or text; write `…` to JSON."""
        return core_schema.with_info_plain_validator_function(
            cls._read, json_schema_input_schema=core_schema.str_schema(min_length=1),
            serialization=core_schema.plain_serializer_function_ser_schema(repr, when_used="json"),
        )

    @classmethod
    def _read(cls, text: object, info: ValidationInfo) -> Secret:
        if isinstance(text, Secret):
            return text
        if not isinstance(text, str) or not text:
            raise ValueError("must be text that is not empty; write the secret between quotes")
        kind, _, where = text.partition(":")
        if kind not in {"env", "file"} or not where:
            return cls(text)
        folder = (info.context or {}).get(RESOLVE)
        if folder is None:
            raise ValueError("env: and file: are read in configuration files only; give the value itself")
        value = os.environ.get(where, "") if kind == "env" else _file(Path(folder) / where)
        if not value:
            raise ValueError(f"'{text}' is empty or not there; set it, or write the value itself")
        return cls(value)


def _file(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
