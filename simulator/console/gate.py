"""Who may call: this console's own pages and programs, never another web page (design §7).

A page on the internet can make a browser send requests to this machine. It cannot set the JSON content type without asking
first, it cannot hide where it comes from, and it gets no answer to its question: there is no CORS here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from doublure.secret import Secret
from simulator.access import basic_password
from simulator.console.call import Problem

__all__ = ["Gate"]

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OWN = {"", "same-origin", "none"}


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges a request by method and headers. `token` is demanded where the console is not bound to loopback.

    `admits` says whether another token opens a path: that of a run opens what belongs to it.
    """

    origin: str
    token: Secret | None = None
    admits: Callable[[str, str], bool] = lambda path, token: False

    def check(self, method: str, headers: Mapping[str, str], path: str = "") -> None:
        """Raise `Problem` unless the call comes from a program or from the console's own pages."""
        self.authenticate(headers, path)
        if headers.get("sec-fetch-site", "") not in _OWN:
            raise Problem(403, "Foreign page", "Another web page made the browser send this (Sec-Fetch-Site); call the "
                                               "API from a program, or open the console itself.")
        if headers.get("origin", self.origin) != self.origin:
            raise Problem(403, "Foreign page", f"Requests with an Origin other than {self.origin} are refused.")
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if method not in _SAFE | {"DELETE"} and media != "application/json":
            raise Problem(415, "Not JSON", "Writes need the header content-type: application/json.",
                          headers=(("Accept", "application/json"),))

    def authenticate(self, headers: Mapping[str, str], path: str = "") -> None:
        """Raise `Problem` 401 unless the token came as Bearer (RFC 6750 §2.1), or as the password of Basic in a browser."""
        presented = _presented(headers.get("authorization", ""))
        if self.token is None or self.token.matches(presented) or self.admits(path, presented):
            return
        raise Problem(401, "Token needed", "This console is not bound to loopback: send authorization: Bearer <token>.",
                      headers=(("WWW-Authenticate", 'Bearer realm="console"'),
                               ("WWW-Authenticate", 'Basic realm="console", charset="UTF-8"')))


def _presented(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else basic_password(authorization)
