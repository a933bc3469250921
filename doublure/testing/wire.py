"""One request to an application, redirects not followed, nothing remembered."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from doublure.dialling import Dialler
from doublure.testing.control import Reply

__all__ = ["send"]


def send(method: str, url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
         dialler: Dialler | None = None) -> Reply:
    """The reply to *method* *url*, with *form* as an urlencoded body when given. Waits 30 s at most."""
    sent = dict(headers or {})
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    body = None if form is None else urlencode(form)
    answer = (dialler or Dialler()).request(method, url, body=body, headers=sent)
    return Reply(answer.status, dict(answer.headers.items()), answer.data)
