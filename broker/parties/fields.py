"""What both kinds of registration are written with."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from doublure.oidc.encryption import Encryption
from doublure.settings import Secret

__all__ = [
    "Addresses", "Content", "EmptyIsNull", "Encrypting", "Given", "KeyManagement", "Registered", "Shown", "Signature", "Words",
]

Signature = Literal["ES256", "RS256", "PS256", "EdDSA", "HS256"]
KeyManagement = Literal["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"]
Content = Literal["A256GCM", "A128GCM", "A128CBC-HS256", "A256CBC-HS512"]


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


#: As RFC 7591 writes a scope, words with spaces between, or as an array.
Words = Annotated[tuple[str, ...], BeforeValidator(_words), WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})]
_SECRET: TypeAdapter[Secret] = TypeAdapter(Secret)


def _given(value: object, info: ValidationInfo) -> object:
    """A secret as text: the control API shows a registration as stored, and HS256 needs the clear text as its key."""
    return _SECRET.validate_python(value, context=info.context).reveal() if isinstance(value, str) and value else value


Given = Annotated[str, BeforeValidator(_given)]


def _shown_as_written(name: str) -> str:
    """RFC 7591 §5: a name that turns its reader's direction or hides signs could pass for another service's."""
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} for sign in name):
        raise ValueError("must not contain control or direction characters")
    return name


#: A name for people to read.
Shown = Annotated[str, AfterValidator(_shown_as_written)]


def _absolute(uris: tuple[str, ...]) -> tuple[str, ...]:
    """RFC 6749 §3.1.2: absolute, without fragment. Which hosts are allowed is the platform's business."""
    for uri in uris:
        parts = urlsplit(uri)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or "#" in uri:
            raise ValueError(f"{uri!r} must be an absolute http or https address without a fragment")
        if any(ord(character) <= 32 or ord(character) == 127 for character in uri):
            raise ValueError("an address must not contain spaces or control characters")
    return uris


#: Where a browser may be sent.
Addresses = Annotated[tuple[str, ...], AfterValidator(_absolute)]


def _none_for_empty(value: object) -> object:
    """`""` in a file stands for null, which TOML lacks: an old client without this algorithm (contract §1.6)."""
    return None if value == "" else value


EmptyIsNull = BeforeValidator(_none_for_empty)


class Registered(BaseModel):
    """What both kinds of party have in common: frozen, unknown fields refused, FranceConnect's field names accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Encrypting(Registered):
    """How the two kinds of tokens are encrypted between the hub and a party (Registration 1.0 §2)."""

    id_token_encrypted_response_alg: Annotated[KeyManagement | None, EmptyIsNull] = None
    id_token_encrypted_response_enc: Annotated[Content | None, EmptyIsNull] = None
    userinfo_encrypted_response_alg: Annotated[KeyManagement | None, EmptyIsNull] = None
    userinfo_encrypted_response_enc: Annotated[Content | None, EmptyIsNull] = None

    def encryption(self, kind: Literal["id_token", "userinfo"], default_enc: str | None = None) -> Encryption | None:
        """What is registered for one *kind* of token; *default_enc* where no content encryption is."""
        alg, enc = (getattr(self, f"{kind}_encrypted_response_{part}") for part in ("alg", "enc"))
        return Encryption.registered(alg, enc or default_enc)

    @model_validator(mode="after")
    def _content_needs_a_key(self) -> Self:
        for kind in ("id_token", "userinfo"):
            alg, enc = (getattr(self, f"{kind}_encrypted_response_{part}") for part in ("alg", "enc"))
            if enc is not None and alg is None:
                raise ValueError(f"{kind}_encrypted_response_enc needs {kind}_encrypted_response_alg")
        return self

    @property
    def encrypted(self) -> str | None:
        """The first field that asks for encryption, `None` when nothing is encrypted."""
        kinds = ("id_token_encrypted_response_alg", "userinfo_encrypted_response_alg")
        return next((field for field in kinds if getattr(self, field) is not None), None)
