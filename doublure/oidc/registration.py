"""A registration at one provider, and what is remembered between leaving for it and coming back."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.clock import Clock
from doublure.oidc.wire import Wire
from doublure.randomness import Randomness

__all__ = ["Memory", "Registration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What must be remembered between leaving and coming back, bound to the browser by the house that keeps it."""

    state: str
    nonce: str
    code_verifier: str | None
    acr_values: tuple[str, ...] | None
    redirect_uri: str


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One registration at one provider. Algorithms are pinned here, never taken from a token's header.

    `pkce=False` is for providers that refuse the parameter; `state_style` writes state and nonce as `token` (43 URL-safe
    characters) or `hex` (64 characters). `expects_iss` requires the `iss` parameter (RFC 9207) whatever the metadata announces.
    """

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    wire: Wire
    clock: Clock
    randomness: Randomness
    auth_method: str = "client_secret_basic"
    id_token_alg: str = "ES256"
    userinfo_alg: str | None = None
    pkce: bool = True
    expects_iss: bool = True
    state_style: str = "token"
