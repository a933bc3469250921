"""An identity provider as it is registered at the hub (contract §8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from broker.levels import LEVELS
from broker.parties.fields import Encrypting, Given, Signature, Words
from broker.parties.mapping import ClaimMapping
from broker.parties.modal import Modal
from doublure.oidc.origins import lawful_url, origin_of

__all__ = ["IdentityProvider", "identity_provider_from"]


class IdentityProvider(Encrypting):
    """An identity provider as the hub knows it (contract §8.2). `uid` is public (`idp_id`, `idp_hint`), `slug` names files.

    Fields of ours, for providers that are not FranceConnect's: `mapping`; `scope` asked for instead of the platform's;
    `trustedOrigins` that may hold endpoints beside the issuer's own; `pivot` false for one that cannot yield the six facts and
    an e-mail address; `timeout` of each call in seconds; `health` false for one whose health is not asked after.
    """

    uid: str
    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")
    url: str
    name: str
    title: str
    order: int = 100
    display: bool = True
    active: bool = True
    is_beta: bool = Field(default=False, alias="isBeta")
    specific_text: str = Field(default="", alias="specificText")
    mailto: str = ""
    status_url: str = Field(default="", alias="statusURL")
    modal: Modal = Modal()
    allowed_acr: tuple[str, ...] = Field(alias="allowedAcr", min_length=1)
    amr: tuple[str, ...] = ()
    client_id: str = Field(alias="clientID", min_length=1)
    client_secret: Given | None = Field(default=None, min_length=32, repr=False)
    token_endpoint_auth_method: Literal[
        "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt", "none"
    ] = "client_secret_post"
    token_endpoint_auth_signing_alg: Literal["ES256", "RS256"] = "ES256"
    id_token_signed_response_alg: Signature = "ES256"
    userinfo_signed_response_alg: Signature | None = None
    discovery: bool = True
    authorization_url: str | None = Field(default=None, alias="authzURL")
    token_url: str | None = Field(default=None, alias="tokenURL")
    userinfo_url: str | None = Field(default=None, alias="userInfoURL")
    jwks_url: str | None = Field(default=None, alias="jwksURL")
    end_session_url: str | None = Field(default=None, alias="endSessionURL")
    end_session: bool = Field(default=True, alias="endSession")
    pkce: bool = True
    sends_iss: bool = True
    authentication_email: bool = Field(default=True, alias="authenticationEmail")
    mapping: ClaimMapping = ClaimMapping()
    scope: Words = ()
    trusted_origins: tuple[str, ...] = Field(default=(), alias="trustedOrigins")
    pivot: bool = True
    timeout: float = Field(default=6.0, gt=0, le=10)
    health: bool = True

    @model_validator(mode="after")
    def _endpoints(self) -> IdentityProvider:
        """§8.2: without discovery the endpoints are given; keys are for signatures, never beside HS256."""
        if self.discovery:
            return self
        if self.authorization_url is None or self.token_url is None or self.userinfo_url is None:
            raise ValueError("discovery = false needs authzURL, tokenURL and userInfoURL")
        symmetric = self.id_token_signed_response_alg == "HS256"
        if symmetric and self.jwks_url is not None:
            raise ValueError("jwksURL has no place beside HS256")
        if not symmetric and self.jwks_url is None:
            raise ValueError("discovery = false needs jwksURL")
        return self

    @model_validator(mode="after")
    def _credentials(self) -> IdentityProvider:
        method, secret = self.token_endpoint_auth_method, self.client_secret
        if method.startswith("client_secret") and secret is None:
            raise ValueError(f"{method} needs client_secret")
        if "HS256" in {self.id_token_signed_response_alg, self.userinfo_signed_response_alg} and secret is None:
            raise ValueError("HS256 needs client_secret: it is the key")
        if method == "none" and not self.pkce:
            raise ValueError("token_endpoint_auth_method none needs pkce: nothing else ties a code to the hub")
        default = self.mapping.default_acr
        if default is not None and default not in self.allowed_acr:
            raise ValueError(f"mapping.defaultAcr {default} is not in allowedAcr")
        return self

    @field_validator("scope")
    @classmethod
    def _openid(cls, scope: tuple[str, ...]) -> tuple[str, ...]:
        if scope and "openid" not in scope:
            raise ValueError("scope must contain openid")
        return scope

    @field_validator("trusted_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not lawful_url(origin) or origin_of(origin) != origin:
                raise ValueError(f"{origin!r} is not an origin: https://host, or http on loopback, and nothing behind it")
        return origins

    @field_validator("uid")
    @classmethod
    def _uuid(cls, uid: str) -> str:
        return str(UUID(uid))

    @field_validator("allowed_acr")
    @classmethod
    def _known(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [level for level in levels if level not in LEVELS]:
            raise ValueError(f"unknown level {unknown[0]!r}; the levels are {', '.join(LEVELS)}")
        return levels

    @property
    def endpoints(self) -> dict[str, str] | None:
        """The discovery members given by hand, `None` when the provider publishes them."""
        if self.discovery:
            return None
        given = {
            "authorization_endpoint": self.authorization_url,
            "token_endpoint": self.token_url,
            "userinfo_endpoint": self.userinfo_url,
            "jwks_uri": self.jwks_url,
            "end_session_endpoint": self.end_session_url,
        }
        return {name: address for name, address in given.items() if address is not None}

    def document(self) -> dict[str, Any]:
        """The registration as it is shown and stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def identity_provider_from(document: Mapping[str, Any]) -> IdentityProvider:
    """An identity provider from a registration document. Raises `pydantic.ValidationError` naming each field at fault."""
    return IdentityProvider.model_validate(dict(document))
