"""What an issuer publishes about itself: its public keys and its metadata (RFC 7517 §5, OpenID Connect Discovery §4).

Both change rarely and are asked for at every login, so they are prepared once and served as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Answer, json_answer
from doublure.journal import Thread
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider.provider import Keys, Provider
from doublure.oidc.seams import Message

__all__ = [
    "CACHEABLE", "Prepared", "PublishedKeys", "discovery", "jwks", "prepared_discovery", "prepared_jwks", "prepared_set",
    "publish",
]

#: Ten minutes, in everybody's cache: relying parties refetch on an unknown `kid` anyway.
CACHEABLE = ("Cache-Control", "public, max-age=600")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and the answer that carries it."""

    message: Message
    document: Mapping[str, Any]
    answer: Answer
    media: str


def prepared_jwks(keys: KeyRing) -> Prepared:
    """The public half of *keys*: the current ones, and those announced or still needed to verify."""
    return prepared_set(keys.public())


def prepared_set(jwks: Mapping[str, Any]) -> Prepared:
    """A JWK set of public keys."""
    return _prepared(Message.JWKS, jwks, "application/jwk-set+json")


class PublishedKeys:
    """Calling it gives the prepared set of *keys* as of now, prepared again only when they have changed."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: tuple[KeyRing, Prepared] | None = None

    def __call__(self) -> Prepared:
        """The document and its answer."""
        ring, known = self._keys.fresh(), self._known
        if known is None or known[0] is not ring:
            known = self._known = (ring, prepared_jwks(ring))
        return known[1]


def prepared_discovery(document: Mapping[str, Any]) -> Prepared:
    """The metadata of an issuer."""
    return _prepared(Message.DISCOVERY, document, "application/json")


def publish(provider: Provider, prepared: Prepared, thread: Thread | None = None) -> Answer:
    """The prepared answer; written anew only when a seam changed the document."""
    passage = provider.passage(prepared.message, thread)
    document = provider.seams.document(passage, prepared.document)
    unchanged = document is prepared.document
    answer = prepared.answer if unchanged else json_answer(document, 200, CACHEABLE, media=prepared.media)
    return provider.seams.transport(passage, answer)


def jwks(provider: Provider, thread: Thread | None = None) -> Answer:
    """The JWKS of *provider*; a house that serves it often keeps a `PublishedKeys` and calls `publish`."""
    return publish(provider, prepared_jwks(provider.keys.fresh()), thread)


def discovery(provider: Provider, document: Mapping[str, Any], thread: Thread | None = None) -> Answer:
    """The discovery *document* of *provider*; a house that serves it often keeps `prepared_discovery` and calls `publish`."""
    return publish(provider, prepared_discovery(document), thread)


def _prepared(message: Message, document: Mapping[str, Any], media: str) -> Prepared:
    return Prepared(message, document, json_answer(document, 200, CACHEABLE, media=media), media)
