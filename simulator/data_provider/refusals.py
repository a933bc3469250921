"""Why a data provider gives nothing: its own codes where the hub fails it (contract §7.3), OAuth's words otherwise."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "HubFailed", "HubKeysFailed", "HubSilent", "QuestionUnclear", "Refused", "ScopeTooSmall", "TokenDead", "WrongEncryption",
    "WrongSignature",
]


class Refused(Exception):  # noqa: N818 - an answer
    """An answer that says no, in JSON."""

    code: ClassVar[str | None] = None
    status: ClassVar[int] = 500
    error: ClassVar[str] = "server_error"
    description: ClassVar[str] = ""

    def document(self) -> dict[str, str]:
        """What the relying party is told."""
        told = {"error": self.error, "error_description": self.description}
        return told if self.code is None else told | {"code": self.code}


class HubSilent(Refused):
    """The hub did not answer within its time."""

    code, status, error, description = "Y430001", 408, "temporarily_unavailable", "the hub did not answer in time"


class HubFailed(Refused):
    """The hub answered something else than an introspection."""

    code, description = "Y430002", "the hub did not answer with an introspection"


class HubKeysFailed(Refused):
    """The hub's keys cannot be had."""

    code, description = "Y430003", "the keys of the hub cannot be fetched"


class WrongSignature(Refused):
    """What was inside is not signed by the hub, with the registered algorithm, for us, now."""

    code, description = "Y430004", "the introspection is not signed by the hub as registered"


class WrongEncryption(Refused):
    """The answer is not encrypted for us as registered."""

    code, description = "Y430005", "the introspection is not encrypted as registered"


class TokenDead(Refused):
    """RFC 6750 §3.1: the token is expired, revoked, or nobody's."""

    status, error, description = 401, "invalid_token", "the access token is not active"


class ScopeTooSmall(Refused):
    """RFC 6750 §3.1: the token is good, and for nothing that is here."""

    status, error, description = 403, "insufficient_scope", "the access token gives none of the data held here"


class QuestionUnclear(Refused):
    """The call is not one of those this data provider understands."""

    status, error = 400, "invalid_request"
    description = "send Authorization: Bearer, or post token (base64) and auth_secret; platform names a hub known here"
