"""JSON as a protocol message may contain it: what two readers could understand differently is refused (RFC 8259 §4, RFC 7515 §4).

Python's reader takes the last of two equal names, and takes `NaN`; another takes the first, or fails. An identity must not depend
on who reads it.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

__all__ = ["JsonRefused", "json_object"]


class JsonRefused(ValueError):  # noqa: N818 - a refusal, named as the others are
    """Octets that are not one unambiguous JSON object; the message says why and shows nothing of them."""


def json_object(octets: bytes) -> dict[str, Any]:
    """The JSON object in *octets*: UTF-8 without mark, each name once, finite numbers, no half characters.

    Raises `JsonRefused`, whatever the octets are.
    """
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise JsonRefused("not UTF-8") from None
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_constant, parse_float=_number)
    except JsonRefused:
        raise
    except (ValueError, RecursionError):
        raise JsonRefused("not JSON") from None
    if not isinstance(value, dict):
        raise JsonRefused("JSON, but no object")
    if "\\u" in text and not _whole(value):
        raise JsonRefused("half a character")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonRefused("a name twice")
    return members


def _constant(_: str) -> NoReturn:
    raise JsonRefused("a number that is none")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonRefused("a number that is none")
    return number


def _whole(value: Any) -> bool:
    """Whether every text in *value* can be written down: a lone surrogate (`\\ud800`) cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
