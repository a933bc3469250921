"""What both kinds of registration are written with."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationInfo

from doublure.settings import Secret

__all__ = ["EmptyIsNull", "Given", "Registered", "Signature", "Words"]

Signature = Literal["ES256", "RS256", "HS256"]


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
_SECRET: TypeAdapter[Secret] = TypeAdapter(Secret)


def _given(value: object, info: ValidationInfo) -> object:
    """A secret as text: the control API shows a registration as stored, and HS256 needs the clear text as its key."""
    return _SECRET.validate_python(value, context=info.context).reveal() if isinstance(value, str) and value else value


Given = Annotated[str, BeforeValidator(_given)]


def _none_for_empty(value: object) -> object:
    """`""` in a file stands for null, which TOML lacks: an old client without this algorithm (contract §1.6)."""
    return None if value == "" else value


EmptyIsNull = BeforeValidator(_none_for_empty)


class Registered(BaseModel):
    """What both kinds of party have in common: frozen, unknown fields refused, FranceConnect's field names accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
