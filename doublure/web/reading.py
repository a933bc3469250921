"""Bytes from outside become text, strictly: what cannot be read exactly is refused with a sentence, never guessed.

A lenient reader would replace what it cannot decode; two readers in a row would then disagree on what was asked.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from werkzeug.sansio.http import parse_cookie

from doublure.exchange import Parameters

__all__ = ["FORM", "MAX_BODY", "MAX_PARAMETERS", "faulty_path", "read_cookies", "read_form", "read_parameters"]

#: Largest query or body that is read, in bytes, and the most parameters: nothing lawful comes near either.
MAX_BODY = 65_536
MAX_PARAMETERS = 200
FORM = "application/x-www-form-urlencoded"

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UTF8_NAMES = {"", "utf-8", "utf8", "us-ascii"}


def read_parameters(raw: bytes, where: str) -> tuple[Parameters, str | None]:
    """The pairs of *raw* (`application/x-www-form-urlencoded`), in order, repetitions kept; or none and what is wrong.

    *where* is `query` or `body`, for the sentence.
    """
    if len(raw) > MAX_BODY:
        return Parameters(), f"{where} larger than {MAX_BODY} bytes"
    pieces = [piece for piece in raw.split(b"&") if piece]
    if len(pieces) > MAX_PARAMETERS:
        return Parameters(), f"{where} with more than {MAX_PARAMETERS} parameters"
    try:
        pairs = tuple((_text(name), _text(value)) for name, _, value in (piece.partition(b"=") for piece in pieces))
    except UnicodeDecodeError:
        return Parameters(), f"{where} is not UTF-8"
    if b"\x00" in raw or b"%00" in raw:
        return Parameters(), f"{where} contains a NUL"
    return Parameters(pairs), None


def read_form(raw: bytes, mimetype: str, charset: str) -> tuple[Parameters, str | None]:
    """The pairs of a posted form; an empty body needs no content type."""
    if not raw:
        return Parameters(), None
    if mimetype != FORM:
        return Parameters(), f"content type is not {FORM}"
    if charset.strip("\"'").lower() not in _UTF8_NAMES:
        return Parameters(), "body is not UTF-8"
    return read_parameters(raw, "body")


def read_cookies(header: str) -> tuple[dict[str, str], str | None]:
    """The cookies of a `Cookie` header as WSGI gives it (bytes as Latin-1); of two of one name the first (RFC 6265 §5.4).

    A browser sends the more specific path first, so that a cookie planted for a wider one does not win.
    """
    try:
        pairs = parse_cookie(header.encode("latin-1").decode("utf-8")).items(multi=True)
    except UnicodeError:
        return {}, "cookies are not UTF-8"
    cookies: dict[str, str] = {}
    for name, value in pairs:
        if "\ufffd" in value:  # what the octal escapes of a quoted value become when they are not UTF-8
            return {}, "cookies are not UTF-8"
        if "\x00" in name or "\x00" in value:
            return {}, "cookies contain a NUL"
        cookies.setdefault(name, value)
    return cookies, None


def faulty_path(path: str) -> str | None:
    """Why a decoded *path* cannot be one of ours, if it cannot: WSGI has put U+FFFD where it was not UTF-8."""
    if "\ufffd" in path:
        return "path is not UTF-8"
    return "path contains a control character" if _CONTROL.search(path) else None


def _text(raw: bytes) -> str:
    # Most names and values are written as they are read.
    plain = b"%" not in raw and b"+" not in raw
    return (raw if plain else unquote_to_bytes(raw.replace(b"+", b" "))).decode("utf-8")
