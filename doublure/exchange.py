"""One HTTP exchange as two frozen values, so that every station and endpoint is a function from one to the other.

Nothing here knows a web framework: `doublure.web.adapter` makes the `Request` and sends the `Answer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

__all__ = ["Answer", "Cookie", "Parameters", "Request", "json_answer", "see_other", "text_answer", "with_query"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The name/value pairs of a query string or form, in the order received, repetitions kept.

    A mapping would hide a repeated parameter, which OAuth forbids (RFC 6749 §3.1): whoever reads must be able to see it.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str | None = None) -> str | None:
        """First value of *name*, or *default*."""
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of *name*."""
        return tuple(value for key, value in self.pairs if key == name)

    def names(self) -> tuple[str, ...]:
        """Distinct names in the order of their first appearance."""
        return tuple(dict.fromkeys(key for key, _ in self.pairs))

    def repeated(self) -> tuple[str, ...]:
        """Names that appear more than once."""
        return tuple(name for name in self.names() if len(self.all(name)) > 1)

    def as_dict(self) -> dict[str, str]:
        """First value of each name."""
        return {name: self.get(name) or "" for name in self.names()}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self.pairs)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    @classmethod
    def of(cls, values: Mapping[str, str] | Iterable[tuple[str, str]]) -> Parameters:
        """Parameters from a mapping or from pairs."""
        return cls(tuple(values.items() if isinstance(values, Mapping) else values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a station may know of an HTTP request.

    `path` is decoded and begins with `/`; header names are lower case; `language` is the negotiated one (`fr` or `en`);
    `fault` says why query, form or cookies could not be read (not UTF-8, too large, wrong content type), else `None`.
    """

    method: str = "GET"
    path: str = "/"
    query: Parameters = Parameters()
    form: Parameters = Parameters()
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = "fr"
    remote: str = ""
    fault: str | None = None

    @property
    def parameters(self) -> Parameters:
        """The form of a POST, the query otherwise: where a protocol message travels for this method."""
        return self.form if self.method == "POST" else self.query


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie to set. `max_age` in seconds; `None` lives as long as the browser, 0 removes it."""

    name: str
    value: str
    max_age: int | None = None
    path: str = "/"
    same_site: str = "Lax"
    http_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer: status, body, content type, extra headers, cookies to set."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[Cookie, ...] = ()

    def with_cookie(self, *cookies: Cookie) -> Answer:
        """The same answer that also sets *cookies*."""
        return replace(self, cookies=self.cookies + cookies)

    def with_header(self, *headers: tuple[str, str]) -> Answer:
        """The same answer with more headers."""
        return replace(self, headers=self.headers + headers)

    def header(self, name: str) -> str | None:
        """Value of the header *name* (any case), or `None`."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def see_other(location: str) -> Answer:
    """303 to *location*, never cached. RFC 9700 §4.12 asks for 303 so that a posted credential is not posted again."""
    return Answer(status=303, headers=(("Location", location), ("Cache-Control", "no-store")))


def json_answer(payload: Any, status: int = 200, *headers: tuple[str, str], media: str = "application/json") -> Answer:
    """*payload* as JSON in UTF-8."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status=status, body=body, content_type=f"{media}; charset=utf-8", headers=headers)


def text_answer(text: str, status: int = 200, media: str = "text/plain") -> Answer:
    """*text* in UTF-8."""
    return Answer(status=status, body=text.encode(), content_type=f"{media}; charset=utf-8")


def with_query(uri: str, parameters: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """*uri* with *parameters* added behind whatever query it already has (RFC 6749 §3.1.2)."""
    pairs = list(parameters.items()) if isinstance(parameters, Mapping) else list(parameters)
    parts = urlsplit(uri)
    query = "&".join(piece for piece in (parts.query, urlencode(pairs)) if piece)
    return urlunsplit(parts._replace(query=query))
