"""Client assertions: a client proves itself by signing who it is, for whom, and until when (RFC 7523 §3, Core §9).

Written here rather than taken from Authlib's `JWTBearerClientAssertion`, which reads the machine's clock, imports the key anew
at each call, accepts any audience list that merely contains ours, and lets the header choose the algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doublure.journal import masked
from doublure.oidc.keys import HmacKey, PublicKeys, secret_key
from doublure.oidc.party_keys import PartyKeysUnreachable
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.credentials import ASSERTION_TYPE, Credentials
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Finding
from doublure.oidc.tokens import TokenRefused, verify_jws
from doublure.oidc.vocabulary import AuthMethod, SigningAlgorithm

__all__ = ["LEEWAY_S", "MAX_LIFE_S", "objection"]

#: How far two clocks may disagree.
LEEWAY_S = 60
#: The furthest end of an assertion: each must be remembered until then.
MAX_LIFE_S = 3600
_MAX_JTI = 256


def objection(provider: Provider, client: Client, given: Credentials) -> Finding | None:
    """What is wrong with the assertion in *given*, or `None` when it proves *client*; it is then used up (one flush)."""
    if given.assertion_type != ASSERTION_TYPE:
        return Finding(f"client_assertion_type {(given.assertion_type or 'absent')[:80]}", ASSERTION_TYPE)
    keys = keys_of(provider, client, given)
    if keys is None:
        return Finding(masked(given.assertion), "a client whose registration has a key for it")
    try:
        claims = verify_jws(given.assertion or "", keys=keys, algorithms=_algorithms(client, given))[1]
    except TokenRefused as refused:
        return Finding(refused.received, refused.expected)
    now = provider.clock.now()
    found = _about_whom(provider, client, claims) or _about_when(claims, now)
    return found or _about_reuse(provider, client, claims)


def keys_of(provider: Provider, client: Client, given: Credentials) -> PublicKeys | HmacKey | None:
    """What verifies assertions of *client*: its secret for client_secret_jwt, its published keys otherwise."""
    if given.method == AuthMethod.SECRET_JWT:
        secret = client.secret.reveal() if client.secret else None
        return None if secret is None else secret_key(secret)
    try:
        published = provider.keys_of(client)
    except PartyKeysUnreachable:
        return None
    return published.verifying if published else None


def _algorithms(client: Client, given: Credentials) -> tuple[str, ...]:
    if given.method == AuthMethod.SECRET_JWT:
        return (SigningAlgorithm.HS256.value,)
    registered = client.token_endpoint_auth_signing_alg
    # Whatever the client's own published keys are for; a secret is none of them.
    return (registered,) if registered else tuple(alg.value for alg in SigningAlgorithm if alg is not SigningAlgorithm.HS256)


def _about_whom(provider: Provider, client: Client, claims: Mapping[str, Any]) -> Finding | None:
    """RFC 7523 §3 items 1 to 3. An assertion that somebody else may use as well proves nothing: every audience is ours."""
    for name in ("iss", "sub"):
        if claims.get(name) != client.client_id:
            return Finding(f"{name} {str(claims.get(name))[:80]}", f"{name} {client.client_id}")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    ours = (provider.issuer, provider.token_endpoint)
    if not isinstance(audiences, list) or not audiences or any(each not in ours for each in audiences):
        return Finding(f"aud {str(audience)[:150]}", f"aud {' or '.join(ours)}")
    return None


def _about_when(claims: Mapping[str, Any], now: int) -> Finding | None:
    """RFC 7523 §3 items 4 to 6."""
    for name in ("exp", "iat", "nbf"):
        if name in claims and not _is_date(claims[name]):
            return Finding(f"{name} is no number of seconds", f"{name} in seconds since the epoch")
    if "exp" not in claims:
        return Finding("no exp", "exp in seconds since the epoch")
    if not now - LEEWAY_S < claims["exp"] <= now + MAX_LIFE_S + LEEWAY_S:
        return Finding(f"exp {claims['exp'] - now:+.0f} s from now", f"in the next {MAX_LIFE_S} s")
    for name in ("iat", "nbf"):
        if name in claims and claims[name] > now + LEEWAY_S:
            return Finding(f"{name} {claims[name] - now:+.0f} s from now", "not in the future")
    return None


def _about_reuse(provider: Provider, client: Client, claims: Mapping[str, Any]) -> Finding | None:
    """RFC 7523 §3 item 7, required by Core §9: each jti once."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _MAX_JTI:
        return Finding("no usable jti", f"jti of 1 to {_MAX_JTI} characters")
    first = provider.grants.first_use(f"{client.client_id}\n{jti}", int(claims["exp"]) + LEEWAY_S + 1)
    return None if first else Finding("a jti used before", "each assertion once")


def _is_date(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
