"""Rules of /token/revocation that the real hub adds to RFC 7009 (contract §1.9)."""

from __future__ import annotations

import re

from doublure.journal import masked
from doublure.oidc.provider.client_rules import ClientQuestion
from doublure.oidc.provider.table import Finding

__all__ = ["FIELDS", "fields_are_present", "fields_have_their_form"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43,512}", re.ASCII)
_SECRET_LENGTH = 32
#: The body is exactly these.
FIELDS = ("token", "client_id", "client_secret")


def fields_are_present(question: ClientQuestion) -> Finding | None:
    """§1.9: token, client_id and client_secret, none of them empty."""
    missing = [name for name in FIELDS if not question.form.get(name)]
    return Finding(f"no {missing[0]}", ", ".join(FIELDS)) if missing else None


def fields_have_their_form(question: ClientQuestion) -> Finding | None:
    """§1.9: a token of 43 URL-safe characters or more, a secret of 32 ASCII characters or more."""
    if not _TOKEN.fullmatch(question.form.get("token") or ""):
        return Finding("a token of another form", "43 URL-safe characters or more")
    secret = question.form.get("client_secret") or ""
    if len(secret) < _SECRET_LENGTH or not secret.isascii():
        return Finding(masked(secret), f"client_secret of {_SECRET_LENGTH} ASCII characters or more")
    return None
