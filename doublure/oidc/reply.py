"""An HTTP answer as the relying-party role reads it: status, headers, a body of bounded size."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doublure.oidc.strict_json import JsonRefused, json_object

__all__ = ["Reply", "TooLarge", "Undecodable", "decoded"]


class TooLarge(ValueError):  # noqa: N818 - said of the body
    """A body larger than anything a provider has to say."""


class Undecodable(ValueError):  # noqa: N818 - said of the body
    """A content coding that was not asked for, or a body that does not follow it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: status, headers by name in lower case, body as sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type without its parameters, in lower case; empty when there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json_object(self) -> dict[str, Any] | None:
        """The body as a JSON object, whatever its media type; `None` when it is none, or an ambiguous one."""
        try:
            return json_object(self.body)
        except JsonRefused:
            return None


def decoded(body: bytes, coding: str, limit: int) -> bytes:
    """*body* without its content coding; never more than *limit* octets are ever made of it.

    No coding is asked for, yet some servers compress all the same. Raises `TooLarge` or `Undecodable`.
    """
    if coding in {"", "identity"}:
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise Undecodable(f"content coding {coding[:20]!a}")
    gzip = zlib.decompressobj(wbits=31)
    try:
        plain = gzip.decompress(body, limit + 1)
    except zlib.error:
        raise Undecodable("no gzip") from None
    if len(plain) > limit:
        raise TooLarge(f"more than {limit} octets once decompressed")
    if not gzip.eof:
        raise Undecodable("gzip cut short")
    return plain
