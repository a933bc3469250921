"""The few places where an outgoing protocol message is finished, and the object that stands there.

In production factories the object is `Seams()`, which changes nothing. A laboratory puts another one in its place: that is
the only way Doublure ever misbehaves (design §6). Every outgoing protocol message passes exactly one of these methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from doublure.exchange import Answer
from doublure.journal import Thread

__all__ = ["Message", "Passage", "Seams", "Sign"]

Sign = Callable[[Mapping[str, Any], Mapping[str, Any]], str]


class Message(StrEnum):
    """The kinds of outgoing protocol message."""

    AUTHORIZATION_RESPONSE = "authorization_response"
    TOKEN_RESPONSE = "token_response"
    ID_TOKEN = "id_token"
    USERINFO = "userinfo"
    JWKS = "jwks"
    DISCOVERY = "discovery"
    LOGOUT_TOKEN = "logout_token"
    INTROSPECTION = "introspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Who sends which message, to whom, in which journey. `thread` is `None` for messages outside a journey."""

    message: Message
    issuer: str
    client_id: str | None = None
    thread: Thread | None = None


class Seams:
    """The seams of one issuer; this one lets everything through unchanged."""

    def parameters(self, passage: Passage, parameters: Mapping[str, str]) -> Mapping[str, str]:
        """An authorization response (RFC 6749 §4.1.2) about to be joined to the redirect URI."""
        return parameters

    def document(self, passage: Passage, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """A JSON message about to be written: token response, plain userinfo, JWKS, discovery."""
        return document

    def signed(self, passage: Passage, header: Mapping[str, Any], claims: Mapping[str, Any], sign: Sign) -> str:
        """A token about to be signed: ID token, signed userinfo, logout token, introspection."""
        return sign(header, claims)

    def transport(self, passage: Passage, answer: Answer) -> Answer:
        """The finished HTTP answer that carries a message."""
        return answer
