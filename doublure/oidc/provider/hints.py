"""An ID token that a client shows again, to say whom it means (Core §3.1.2.1; RP-Initiated Logout §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doublure.oidc.keys import secret_key
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.provider import Provider
from doublure.oidc.token_refusals import AlgorithmRefused
from doublure.oidc.tokens import TokenRefused, read_unverified, verify_hint
from doublure.oidc.vocabulary import SigningAlgorithm

__all__ = ["Hint", "read_hint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """An ID token hint: the client it names, and its claims once its signature is ours. Expired is fine (§2)."""

    client_id: str | None = None
    claims: Mapping[str, Any] | None = None
    fault: str | None = None

    @property
    def sub(self) -> str | None:
        """Whom the hint speaks of, if it is ours."""
        return str(self.claims["sub"]) if self.claims and "sub" in self.claims else None


def read_hint(provider: Provider, token: str) -> Hint:
    """What *token* says as a hint. Its client is read first, unverified, because the client's registration pins the algorithm."""
    try:
        audience = read_unverified(token)[1].get("aud")
    except TokenRefused as refused:
        return Hint(fault=refused.rule)
    named = audience[0] if isinstance(audience, list) and audience else audience
    client_id = named if isinstance(named, str) else None
    client = provider.client(client_id)
    if client is None:
        return Hint(client_id=client_id, fault="no known client")
    try:
        return Hint(client_id=client_id, claims=_verified(provider, client, token))
    except TokenRefused as refused:
        return Hint(client_id=client_id, fault=refused.rule)


def _verified(provider: Provider, client: Client, token: str) -> dict[str, Any]:
    alg = client.id_token_signed_response_alg
    if alg != SigningAlgorithm.HS256:
        return verify_hint(token, keys=provider.keys.verifying(), alg=alg, issuer=provider.issuer)
    secret = client.secret.reveal() if client.secret else None
    if secret is None:
        raise AlgorithmRefused("HS256", "a client registered with a secret")
    return verify_hint(token, keys=secret_key(secret), alg=alg, issuer=provider.issuer)
