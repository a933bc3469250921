"""What the journal may know of a message: every parameter, except the value of those that give access."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doublure.journal import masked

__all__ = ["masked_form"]

#: Parameters whose value is a secret, code or token, or proves whose answer it is, in any message of either direction.
_GIVING_ACCESS = frozenset({
    "access_token", "client_assertion", "client_secret", "code", "code_verifier", "id_token", "id_token_hint", "password",
    "nonce", "refresh_token", "request", "state", "token",
})


def masked_form(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """*pairs* as the journal may keep them; of a repeated name the last, values cut at 500 characters."""
    return {name[:100]: _shown(name, value) for name, value in pairs}


def _shown(name: str, value: Any) -> Any:
    if name in _GIVING_ACCESS:
        return masked(str(value))
    return value[:500] if isinstance(value, str) else value
