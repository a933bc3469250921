"""Who may meet at the hub: relying parties and identity providers as they are registered (contract §8.1, §8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)

from broker.levels import LEVELS
from doublure.settings import Secret

__all__ = ["IdentityProvider", "RelyingParty", "client_from", "identity_provider_from"]

Signature = Literal["ES256", "RS256", "HS256"]


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
_SECRET: TypeAdapter[Secret] = TypeAdapter(Secret)


def _given(value: object, info: ValidationInfo) -> object:
    """A secret as text: the control API shows a registration as stored, and HS256 needs the clear text as its key."""
    return _SECRET.validate_python(value, context=info.context).reveal() if isinstance(value, str) and value else value


Given = Annotated[str, BeforeValidator(_given)]


def _none_for_empty(value: object) -> object:
    """`""` in a file stands for null, which TOML lacks: an old client without this algorithm (contract §1.6)."""
    return None if value == "" else value


Optional = BeforeValidator(_none_for_empty)


class _Registered(BaseModel):
    """What both kinds of party have in common: frozen, unknown fields refused, FranceConnect's field names accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class RelyingParty(_Registered):
    """A relying party: RFC 7591 §2 metadata, plus FranceConnect's own fields under FranceConnect's names.

    `entityId` is the sector of the `sub`: parties that share it see the same person under the same sub. A registration that
    names no algorithm gets ES256, as new ones do at the real hub; `null` makes an old one (HS256 ID token, plain userinfo).
    """

    platform: Literal["franceconnect", "franceconnect-plus", "openid"] = "franceconnect"
    client_id: str = Field(min_length=1, max_length=128)
    client_secret: Given | None = Field(default=None, min_length=32, repr=False)
    client_name: str = Field(default="", max_length=128)
    redirect_uris: tuple[str, ...] = Field(min_length=1)
    post_logout_redirect_uris: tuple[str, ...] = ()
    scope: Words = ("openid",)
    token_endpoint_auth_method: Literal["client_secret_post", "client_secret_basic", "private_key_jwt"] = (
        "client_secret_post"
    )
    token_endpoint_auth_signing_alg: Literal["ES256", "RS256"] | None = None
    id_token_signed_response_alg: Annotated[Signature | None, Optional] = "ES256"
    userinfo_signed_response_alg: Annotated[Signature | None, Optional] = "ES256"
    jwks: dict[str, Any] | None = None
    jwks_uri: str | None = None
    sector_identifier_uri: str | None = None
    response_types: tuple[Literal["code"], ...] = ("code",)
    grant_types: tuple[Literal["authorization_code"], ...] = ("authorization_code",)
    application_type: Literal["web"] = "web"
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

    @field_validator("redirect_uris", "post_logout_redirect_uris")
    @classmethod
    def _absolute(cls, uris: tuple[str, ...]) -> tuple[str, ...]:
        """RFC 6749 §3.1.2: absolute, without fragment. Which hosts are allowed is the platform's business."""
        for uri in uris:
            parts = urlsplit(uri)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or "#" in uri:
                raise ValueError(f"{uri!r} must be an absolute http or https address without a fragment")
            if any(ord(character) <= 32 or ord(character) == 127 for character in uri):
                raise ValueError("an address must not contain spaces or control characters")
        return uris

    @field_validator("scope")
    @classmethod
    def _openid(cls, scope: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scope:
            raise ValueError("scope must contain openid")
        return tuple(dict.fromkeys(scope))

    @model_validator(mode="after")
    def _credentials(self) -> RelyingParty:
        if self.token_endpoint_auth_method == "private_key_jwt":
            if self.jwks is None and self.jwks_uri is None:
                raise ValueError("private_key_jwt needs jwks or jwks_uri")
        elif self.client_secret is None:
            raise ValueError(f"{self.token_endpoint_auth_method} needs client_secret")
        if "HS256" in {self.id_token_signed_response_alg, self.userinfo_signed_response_alg} and self.client_secret is None:
            raise ValueError("HS256 needs client_secret: it is the signing key")
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


class Modal(_Registered):
    """A notice shown between the choice of a provider and the departure."""

    active: bool = False
    title: str = ""
    body: str = ""
    continue_text: str = Field(default="", alias="continueText")
    more_info_label: str = Field(default="", alias="moreInfoLabel")
    more_info_url: str = Field(default="", alias="moreInfoUrl")


class IdentityProvider(_Registered):
    """An identity provider as the hub knows it (contract §8.2). `uid` is public (`idp_id`, `idp_hint`), `slug` names files."""

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
    client_secret: Given = Field(min_length=32, repr=False)
    token_endpoint_auth_method: Literal["client_secret_post", "client_secret_basic"] = "client_secret_post"
    id_token_signed_response_alg: Signature = "ES256"
    userinfo_signed_response_alg: Signature | None = None
    discovery: bool = True
    discovery_url: str | None = Field(default=None, alias="discoveryUrl")
    end_session: bool = Field(default=True, alias="endSession")
    pkce: bool = True
    sends_iss: bool = True
    authentication_email: bool = Field(default=True, alias="authenticationEmail")

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

    def document(self) -> dict[str, Any]:
        """The registration as it is shown and stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def client_from(document: Mapping[str, Any]) -> RelyingParty:
    """A relying party from a registration document. Raises `pydantic.ValidationError` naming each field at fault."""
    return RelyingParty.model_validate(dict(document))


def identity_provider_from(document: Mapping[str, Any]) -> IdentityProvider:
    """An identity provider from a registration document. Raises `pydantic.ValidationError` naming each field at fault."""
    return IdentityProvider.model_validate(dict(document))
