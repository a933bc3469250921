"""One request to an application without a socket, octet by octet as it is written, and the whole answer."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes, urlsplit

__all__ = ["Answer", "Call", "cookie_header", "encoded", "made"]


@dataclass(slots=True)
class Call:
    """A request: `path` as it stands on the request line, `fields` in the query or, with a form, in the body."""

    method: str
    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    form: bool = False
    body: bytes | None = None

    def copy(self) -> Call:
        """Another one that may be changed."""
        return Call(self.method, self.path, list(self.fields), dict(self.headers), self.form, self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The values of *name*, joined; empty without one."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    @property
    def media(self) -> str:
        """The media type in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()


def encoded(fields: list[tuple[str, str]]) -> str:
    """As a browser would send them; lone surrogates become octets that are no UTF-8."""
    return "&".join("=".join(quote_plus(part, errors="surrogatepass") for part in pair) for pair in fields)


def made(application: Any, origin: str, call: Call) -> Answer:
    """Have *application*, which is called *origin*, answer *call* (PEP 3333)."""
    parts = urlsplit(origin)
    body = call.body if call.body is not None else encoded(call.fields).encode() if call.form else b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": call.method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(call.path).decode("latin-1"),
        "QUERY_STRING": "" if call.form else encoded(call.fields), "SERVER_NAME": parts.hostname, "SERVER_PORT": str(parts.port),
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0), "wsgi.url_scheme": parts.scheme, "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }
    if call.form:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    for name, value in call.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value.encode().decode("latin-1")
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told[:] = [int(status.split()[0]), tuple(headers)]
        return lambda _: None

    produced = application(environ, start)
    try:
        content = b"".join(produced)
    finally:
        if close := getattr(produced, "close", None):
            close()
    return Answer(told[0], told[1], content)


def cookie_header(cookies: Mapping[str, str]) -> str:
    """The header `Cookie`."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
