"""A client of the control API, for tests and scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from doublure.dialling import Dialler

__all__ = ["ControlApi", "Refused", "Reply"]


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers as sent, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Refused(Exception):  # noqa: N818 - it names what happened
    """The API said no; `reply` is its problem document."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status}: {reply.text}")
        self.reply = reply


@dataclass(frozen=True, slots=True)
class ControlApi:
    """`internal` is connected to, `public` is what the console calls itself; `token` where it wants one; `authorities` is the
    file of certificate authorities behind an https address."""

    internal: str
    public: str
    token: str | None = None
    authorities: Path | None = None

    def call(self, method: str, path: str, document: Any = None, headers: Mapping[str, str] | None = None,
             query: Mapping[str, str] | None = None) -> Reply:
        """The reply to one call, whatever its status. Headers given replace the usual ones."""
        sent = {"host": self.public.partition("//")[2], "content-type": "application/json"}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        url = self.internal + quote(path, safe="/%") + (f"?{urlencode(query)}" if query else "")
        body = document if isinstance(document, bytes) or document is None else json.dumps(document).encode()
        reply = Dialler(self.authorities).request(method, url, body=body, headers={**sent, **(headers or {})}, timeout=15)
        return Reply(reply.status, dict(reply.headers.items()), reply.data)

    def register(self, **metadata: Any) -> Any:
        """Register a relying party (RFC 7591 metadata, FranceConnect's own fields) and give it as stored."""
        return self._wanted(self.call("POST", "/api/clients", metadata))

    def put_persona(self, login: str, **fields: Any) -> Any:
        """Create or replace a person."""
        return self._wanted(self.call("PUT", f"/api/personas/{quote(login, safe='')}", fields))

    def mail(self, to: str | None = None) -> Any:
        """Captured letters, newest first."""
        return self._wanted(self.call("GET", "/api/mail", query={"to": to} if to else None))

    def flows(self, **query: str) -> Any:
        """Recent journeys, newest first."""
        return self._wanted(self.call("GET", "/api/flows", query=query))

    def flow(self, trace_id: str) -> Any:
        """One journey with its checks and messages."""
        return self._wanted(self.call("GET", f"/api/flows/{trace_id}"))

    def phone_requests(self, number: str) -> Any:
        """What the phone of this number, or of the person with this login, was asked, newest first."""
        return self._wanted(self.call("GET", f"/api/phone/{number}/requests"))

    def answer_phone(self, number: str, request_id: str, action: str = "accept", **fields: str) -> Any:
        """Accept or refuse a request on a phone; `code`, `title` and `face` go with it."""
        return self._wanted(self.call("POST", f"/api/phone/{number}/requests/{request_id}", {"action": action, **fields}))

    def clock(self, **change: Any) -> Any:
        """Change the time: `advance`, `set`, `age` or `reset`, with `run`, `client_id` or `trace_id` for one of them."""
        return self._wanted(self.call("POST", "/api/clock", change))

    def reset(self) -> None:
        """Everything back to the configuration."""
        self._wanted(self.call("POST", "/api/reset", {}))

    def _wanted(self, reply: Reply) -> Any:
        if reply.status >= 400:
            raise Refused(reply)
        return reply.json if reply.body else None
