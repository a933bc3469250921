"""A platform as data: each is an issuer of its own, with its own keys, clients, sessions and store prefix (design §2)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from doublure.settings import Secret, Settings

__all__ = ["Lifetimes", "Platform"]


def _none_for_zero(value: object) -> object:
    """`0` in a file stands for null, which TOML lacks: a cookie that lives as long as the browser."""
    return None if value == 0 else value


class Lifetimes(Settings):
    """How long things last, in seconds (contract §1.4); `refresh` and `offline` are 0 where there are no refresh tokens.

    A refresh token ends `refresh` after the login, and `offline` after it when the person agreed to offline access.
    """

    code: int = 30
    access_token: int = 60
    id_token: int = 60
    grant: int = 30
    interaction: int = 1800
    session: int = 1800
    refresh: int = 0
    offline: int = 0


class Notice(Settings):
    """An information shown on the choice page between two instants (contract §6.2)."""

    message: str
    start_date: datetime = Field(alias="startDate")
    stop_date: datetime = Field(alias="stopDate")
    is_active: bool = Field(default=True, alias="isActive")


class Platform(Settings):
    """One file of `config/broker/platforms/`.

    `column` names the columns that apply in `broker.checks` and `broker.routes`; the issuer is the origin and `issuer_path`, its
    endpoints stand below `base_path`, identity providers send people back to `callback_path`, in which `{slug}` is a provider's
    own; `subject_key` is public on purpose, so that a persona has the same sub on every machine. A provider that cannot yield
    the six facts is unknown where `requires_pivot`. `civil_registry` says whether the registry is asked who somebody is, within
    `registry_deadline` seconds, and `identity` whose spelling the pivot claims bear then: the registry's or the provider's own. A
    session that does not slide ends `lifetimes.session` seconds after it began. Without `developer_mode` error pages are those of
    a real service, with no diagnosis on them. `explains_choice` says on the choice page why an account may be missing there;
    `help_pages` are the codes of refusals for which there is a page of help (contract §6.2, §6.4).
    """

    slug: str
    title: str
    column: str
    application: str
    issuer_path: str = "/api/v2"
    base_path: str = "/api/v2"
    callback_path: str = "/api/v2/oidc-callback"
    session_cookie: str
    session_cookie_max_age: Annotated[int | None, BeforeValidator(_none_for_zero)] = 1800
    session_sliding: bool = True
    acr_values: tuple[str, ...]
    default_acr: str
    single_sign_on: tuple[str, ...] = ()
    tabs: Literal["latest", "each"] = "latest"
    remembers_agreement: bool = False
    logout_hint: Literal["required", "optional"] = "required"
    cors: bool = False
    tells_methods: bool = False
    sector: Literal["entity", "host"] = "entity"
    signing_algorithms: tuple[str, ...] = ("ES256", "RS256")
    default_id_token_alg: str = "HS256"
    pkce: Literal["refused", "optional"] = "refused"
    response_modes: tuple[str, ...] = ()
    userinfo_signing: tuple[str, ...] = ("HS256", "ES256", "RS256")
    request_object_signing: tuple[str, ...] = ("ES256", "RS256", "HS256")
    id_token_signing: tuple[str, ...] = ("HS256", "ES256", "RS256")
    encryption_algorithms: tuple[str, ...] = ()
    content_encryption: tuple[str, ...] = ()
    decryption_keys: tuple[Literal["EC", "RSA"], ...] = ("RSA",)
    allowed_idp_hints: tuple[str, ...] = ()
    show_excluded_idps: bool = True
    explains_choice: bool = False
    help_pages: tuple[Literal["Y010008"], ...] = ()
    requires_pivot: bool = True
    loopback_redirects: bool = True
    identity_provider_scope: str = "openid profile email birth"
    civil_registry: bool = True
    registry_deadline: float = Field(default=6.0, gt=0)
    registry_format: Literal["xml", "json"] = "xml"
    developer_mode: bool = True
    subject_key: Secret
    lifetimes: Lifetimes = Lifetimes()
    identity: Literal["rectified", "raw"] = "rectified"
    scopes: str = "claims.toml"
    data_scopes: tuple[str, ...] = ()
    notification: Notice | None = None

    def notice_at(self, now: int) -> str | None:
        """The information to show at *now* (seconds since the epoch)."""
        notice = self.notification
        if notice is None or not notice.is_active:
            return None
        return notice.message if notice.start_date.timestamp() <= now < notice.stop_date.timestamp() else None

    @property
    def cookie_prefix(self) -> str:
        """What every cookie of this platform but the session's begins with (design §2: cookies ignore ports)."""
        return self.application
