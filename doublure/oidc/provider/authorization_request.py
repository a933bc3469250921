"""An authorization request as a frozen value (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1): read, not yet believed."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.exchange import Parameters

__all__ = ["AuthorizationRequest"]

_KNOWN = frozenset({
    "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "acr_values", "prompt", "max_age",
    "code_challenge", "code_challenge_method", "login_hint", "id_token_hint", "ui_locales", "claims", "display",
})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """The parameters of an authorization request, `None` when absent, lists split at spaces and otherwise as received.

    `scope` keeps the request's order, each value once. `max_age` and `claims` are text here: their rules read them. `extras`
    are the parameters that OpenID Connect Core does not name, in the order received.
    """

    client_id: str | None = None
    redirect_uri: str | None = None
    response_type: str | None = None
    response_mode: str | None = None
    scope: tuple[str, ...] = ()
    state: str | None = None
    nonce: str | None = None
    acr_values: tuple[str, ...] = ()
    prompt: tuple[str, ...] = ()
    max_age: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    login_hint: str | None = None
    id_token_hint: str | None = None
    ui_locales: tuple[str, ...] = ()
    claims: str | None = None
    display: str | None = None
    extras: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, parameters: Parameters) -> AuthorizationRequest:
        """The request in *parameters*. Never raises; of a repeated parameter the first value, which a rule must then refuse."""
        get = parameters.get

        def words(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(word for word in (get(name) or "").split(" ") if word))

        return cls(
            client_id=get("client_id"), redirect_uri=get("redirect_uri"), response_type=get("response_type"),
            response_mode=get("response_mode"), scope=words("scope"), state=get("state"), nonce=get("nonce"),
            acr_values=words("acr_values"), prompt=words("prompt"), max_age=get("max_age"),
            code_challenge=get("code_challenge"), code_challenge_method=get("code_challenge_method"),
            login_hint=get("login_hint"), id_token_hint=get("id_token_hint"), ui_locales=words("ui_locales"),
            claims=get("claims"), display=get("display"),
            extras=tuple(pair for pair in parameters if pair[0] not in _KNOWN),
        )

    @property
    def seconds(self) -> int | None:
        """`max_age` as a number of seconds, `None` when absent or not a number."""
        return int(self.max_age) if self.max_age and self.max_age.isascii() and self.max_age.isdigit() else None
