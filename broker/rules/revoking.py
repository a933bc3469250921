"""Rules of /token/revocation that the real hub adds to RFC 7009 (contract §1.9)."""

from __future__ import annotations

from doublure.oidc.provider.client_rules import ClientQuestion
from doublure.oidc.provider.table import Finding

__all__ = ["FIELDS", "fields_are_present"]

#: The body is exactly these.
FIELDS = ("token", "client_id", "client_secret")


def fields_are_present(question: ClientQuestion) -> Finding | None:
    """§1.9: token, client_id and client_secret, none of them empty."""
    missing = [name for name in FIELDS if not question.form.get(name)]
    return Finding(f"no {missing[0]}", ", ".join(FIELDS)) if missing else None
