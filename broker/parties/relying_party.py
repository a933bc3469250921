"""A relying party as it is registered at the hub (contract §8.1; RFC 7591 §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from broker.parties.fields import (
    Addresses,
    EmptyIsNull,
    Encrypting,
    Given,
    Shown,
    Signature,
    Words,
)
from broker.parties.identity_provider import IdentityProvider
from broker.parties.presumed import PRESUMED, unserved
from doublure.autopilot import Wish

__all__ = ["RelyingParty", "client_from"]


class RelyingParty(Encrypting):
    """A relying party: RFC 7591 §2 metadata, plus FranceConnect's own fields under FranceConnect's names.

    `entityId` is the sector of the `sub`: parties that share it see the same person under the same sub. A registration that
    names no algorithm gets ES256, as new ones do at the real hub; `null` makes an old one (HS256 ID token, plain userinfo).
    Two fields are our own: its logins need no screen with an `autopilot` (`persona@provider`), and belong to its `run`.
    """

    platform: Literal["franceconnect", "franceconnect-plus", "openid"] = "franceconnect"
    client_id: str = Field(min_length=1, max_length=128)
    client_secret: Given | None = Field(default=None, min_length=32, repr=False)
    client_name: Shown = Field(default="", max_length=128)
    redirect_uris: Addresses = Field(min_length=1)
    post_logout_redirect_uris: Addresses = ()
    scope: Words = ("openid",)
    token_endpoint_auth_method: Literal[
        "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt", "none"
    ] = "client_secret_post"
    token_endpoint_auth_signing_alg: Signature | None = None
    id_token_signed_response_alg: Annotated[Signature | None, EmptyIsNull] = "ES256"
    userinfo_signed_response_alg: Annotated[Signature | None, EmptyIsNull] = "ES256"
    jwks: dict[str, Any] | None = None
    jwks_uri: str | None = None
    sector_identifier_uri: str | None = None
    subject_type: Literal["pairwise", "public"] = "pairwise"
    response_types: tuple[Literal["code"], ...] = ("code",)
    grant_types: tuple[Literal["authorization_code", "refresh_token"], ...] = ("authorization_code",)
    application_type: Literal["web"] = "web"
    allowed_cors_origins: tuple[str, ...] = ()
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    contacts: tuple[str, ...] = ()

    active: bool = True
    entity_id: str | None = Field(default=None, alias="entityId", min_length=32)
    type: Literal["public", "private"] = "public"
    identity_consent: bool = Field(default=False, alias="identityConsent")
    idp_filter_exclude: bool = Field(default=True, alias="idpFilterExclude")
    idp_filter_list: tuple[str, ...] = Field(default=(), alias="idpFilterList")
    allowed_idp_hints: tuple[str, ...] | None = Field(default=None, alias="allowedIdpHints")
    allowed_prompts: tuple[Literal["login", "consent"], ...] = Field(default=(), alias="allowedPrompts")
    claims: tuple[Literal["amr"], ...] = ()
    rep_scope: Words = ()
    signup_id: str | None = None
    site: str | None = None
    autopilot: Wish | None = None
    run: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")

    @model_validator(mode="before")
    @classmethod
    def _presumed(cls, document: Any) -> Any:
        if not isinstance(document, Mapping):
            return document
        return {**PRESUMED.get(str(document.get("platform")), {}), **document}

    @field_validator("scope")
    @classmethod
    def _openid(cls, scope: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scope:
            raise ValueError("scope must contain openid")
        return tuple(dict.fromkeys(scope))

    @model_validator(mode="after")
    def _credentials(self) -> RelyingParty:
        if objection := unserved(self.platform, self.__dict__):
            raise ValueError(objection)
        if self.token_endpoint_auth_method == "private_key_jwt":
            if self.jwks is None and self.jwks_uri is None:
                raise ValueError("private_key_jwt needs jwks or jwks_uri")
        elif self.client_secret is None and self.token_endpoint_auth_method != "none":
            raise ValueError(f"{self.token_endpoint_auth_method} needs client_secret")
        origins = {_origin(uri) for uri in self.redirect_uris}
        for name, uri in (("jwks_uri", self.jwks_uri), ("sector_identifier_uri", self.sector_identifier_uri)):
            # The hub fetches these: it goes only where the party has shown that it lives (design §4).
            if uri is not None and _origin(uri) not in origins:
                raise ValueError(f"{name} must share its origin with one of redirect_uris")
        if "HS256" in {self.id_token_signed_response_alg, self.userinfo_signed_response_alg} and self.client_secret is None:
            raise ValueError("HS256 needs client_secret: it is the signing key")
        if self.encrypted is not None and self.jwks is None and self.jwks_uri is None:
            raise ValueError(f"{self.encrypted} needs jwks_uri or jwks")
        return self

    @property
    def name(self) -> str:
        """What the screens call the service."""
        return self.client_name or self.client_id

    @property
    def sector(self) -> str:
        """The sector of the pairwise sub: the entityId, the client_id where there is none (contract §3)."""
        return self.entity_id or self.client_id

    @property
    def key(self) -> str:
        """Where the party is kept: one client_id may exist on several platforms."""
        return f"{self.platform}/{self.client_id}"

    def meets(self, provider: IdentityProvider) -> bool:
        """Whether this party's list lets its users choose *provider* (idpFilterExclude: deny-list or allow-list)."""
        return (provider.uid in self.idp_filter_list) is not self.idp_filter_exclude

    def document(self) -> dict[str, Any]:
        """The registration as it is shown and stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def client_from(document: Mapping[str, Any]) -> RelyingParty:
    """A relying party from a registration document. Raises `pydantic.ValidationError` naming each field at fault."""
    return RelyingParty.model_validate(dict(document))


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
