"""Rules of /authorize (contract §1.2). Each returns what it found wrong, or `None`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from broker.parties import RelyingParty
from broker.platforms import Platform
from broker.registry import Registry
from broker.release import Release
from doublure.exchange import Parameters, Request
from doublure.journal import masked
from doublure.oidc.provider.table import Finding

__all__ = ["Asking"]

#: Parameters of the allow-list, and those that must be there.
ALLOWED = frozenset({
    "client_id", "response_type", "redirect_uri", "scope", "acr_values", "nonce", "state", "prompt", "claims", "idp_hint",
    "ui_locales",
})
REQUIRED = ("client_id", "response_type", "redirect_uri", "scope", "acr_values", "nonce", "state")
NONCE_LENGTH = 22
ACR_PIECES = 64
PROMPTS = frozenset({"login", "consent"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Asking:
    """An authorization request under examination. Without `slots`: what several rules look at is computed once."""

    request: Request
    platform: Platform
    registry: Registry
    release: Release

    @property
    def parameters(self) -> Parameters:
        """The query of a GET, the form of a POST."""
        return self.request.parameters

    @cached_property
    def party(self) -> RelyingParty | None:
        """The relying party that asks, if it is known."""
        return self.registry.relying_party(self.parameters.get("client_id"))

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The scope as it was sent, word by word."""
        return tuple((self.parameters.get("scope") or "").split())

    @cached_property
    def claims(self) -> Any:
        """The claims parameter as JSON; `None` when absent, the exception itself when it is not JSON."""
        text = self.parameters.get("claims")
        if text is None:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            return fault

    @property
    def amr_requested(self) -> bool:
        """Whether claims asks for amr in the ID token (Core §5.5)."""
        id_token = self.claims.get("id_token") if isinstance(self.claims, dict) else None
        return isinstance(id_token, dict) and "amr" in id_token

    def registered(self) -> RelyingParty:
        """The party, for rules that come after the one that requires it."""
        if self.party is None:  # pragma: no cover - the table asks `client_is_known` first
            raise LookupError("client_is_known must stand above this rule")
        return self.party


def request_is_readable(asking: Asking) -> Finding | None:
    """§1.2: UTF-8, no NUL, no more than 64 KiB, form encoded when posted."""
    if asking.request.fault:
        return Finding(received=asking.request.fault, expected="readable parameters in UTF-8")
    return None


def parameters_are_allowed(asking: Asking) -> Finding | None:
    """§1.2: any parameter outside the list is refused, code_challenge and utm tags included."""
    if unknown := [name for name in asking.parameters.names() if name not in ALLOWED]:
        return Finding(received=f"parameter {_shown(unknown[0])}", expected="only " + ", ".join(sorted(ALLOWED)))
    return None


def parameters_appear_once(asking: Asking) -> Finding | None:
    """§1.2: a repeated parameter becomes a list and fails the string rule (RFC 6749 §3.1 forbids it too)."""
    if repeated := asking.parameters.repeated():
        return Finding(received=f"{_shown(repeated[0])} twice", expected="each parameter once")
    return None


def parameters_are_present(asking: Asking) -> Finding | None:
    """§1.2, column Presence."""
    for name in REQUIRED:
        if name not in asking.parameters:
            return Finding(received=f"no {name}", expected=f"{name} is required")
    # An empty response_type has an answer of its own further down (row 6); the others must say something.
    for name in REQUIRED:
        if name not in {"response_type", "scope", "acr_values", "state"} and not asking.parameters.get(name):
            return Finding(received=f"{name} is empty", expected=f"{name} is required")
    return None


def redirect_uri_is_absolute(asking: Asking) -> Finding | None:
    """§1.2: an absolute address with a top-level domain; loopback only where the platform switched that rule off."""
    value = asking.parameters.get("redirect_uri") or ""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return Finding(received="redirect_uri is not an address", expected="an absolute http or https address")
    if parts.scheme not in {"http", "https"} or not host or any(ord(sign) <= 32 for sign in value):
        return Finding(received="redirect_uri is not absolute", expected="an absolute http or https address")
    local = host in LOOPBACK or host.endswith(".localhost")
    if local and asking.platform.loopback_redirects:
        return None
    if local or "." not in host.strip("."):
        return Finding(received=f"redirect_uri on host {_shown(host)}", expected="a host with a top-level domain")
    return None


def nonce_is_long_enough(asking: Asking) -> Finding | None:
    """§1.2: at least 22 characters; no upper limit."""
    nonce = asking.parameters.get("nonce") or ""
    if len(nonce) < NONCE_LENGTH:
        return Finding(received=f"nonce {masked(nonce)}", expected=f"nonce of at least {NONCE_LENGTH} characters")
    return None


def acr_values_are_few(asking: Asking) -> Finding | None:
    """§1.2: at most 64 pieces."""
    pieces = len((asking.parameters.get("acr_values") or "").split(" "))
    if pieces > ACR_PIECES:
        return Finding(received=f"acr_values in {pieces} pieces", expected=f"at most {ACR_PIECES}")
    return None


def prompt_is_allowed(asking: Asking) -> Finding | None:
    """§1.2: a subset of login and consent; empty, none and select_account are refused."""
    prompt = asking.parameters.get("prompt")
    if prompt is None:
        return None
    if not prompt or any(word not in PROMPTS for word in prompt.split(" ")):
        return Finding(received=f"prompt {_shown(prompt)}", expected="login, consent, both, or no prompt at all")
    return None


def client_is_known(asking: Asking) -> Finding | None:
    """§1.2 row 2: registered on this platform and active."""
    if asking.party is None:
        return Finding(received=f"client_id {_shown(asking.parameters.get('client_id') or '')}",
                       expected=f"a client registered on {asking.platform.slug}")
    return None


def redirect_or_scope_is_right(asking: Asking) -> Finding | None:
    """§1.2 row 5: redirect_uri and scope wrong together."""
    if redirect_uri_is_registered(asking) and (scope_has_openid(asking) or scope_is_granted(asking)):
        return Finding(received="redirect_uri and scope are both wrong", expected="a registered redirect_uri")
    return None


def redirect_uri_is_registered(asking: Asking) -> Finding | None:
    """§1.2 row 4; RFC 9700 §4.1.3: equal to a registered one, character for character."""
    value = asking.parameters.get("redirect_uri") or ""
    registered = asking.registered().redirect_uris
    if value not in registered:
        return Finding(received=f"redirect_uri {_shown(value)}", expected="one of: " + " ".join(registered))
    return None


def response_type_is_present(asking: Asking) -> Finding | None:
    """§1.2 row 6."""
    if not asking.parameters.get("response_type"):
        return Finding(received="response_type is empty", expected="response_type=code")
    return None


def response_type_is_code(asking: Asking) -> Finding | None:
    """§1.2 row 7."""
    value = asking.parameters.get("response_type") or ""
    if value != "code":
        return Finding(received=f"response_type {_shown(value)}", expected="response_type=code")
    return None


def scope_has_openid(asking: Asking) -> Finding | None:
    """§1.2 row 8."""
    if "openid" not in asking.scope:
        return Finding(received=f"scope {_shown(' '.join(asking.scope))}", expected="openid among the scopes")
    return None


def scope_is_granted(asking: Asking) -> Finding | None:
    """§1.2 rows 9 and 10: a scope the hub knows must be granted to the client; one it does not know is dropped."""
    if refused := scopes_not_granted(asking):
        return Finding(received=f"scope {' '.join(refused)}", expected="only " + " ".join(asking.registered().scope))
    return None


def scopes_not_granted(asking: Asking) -> tuple[str, ...]:
    """The known scopes asked for that the client's registration does not list."""
    return tuple(name for name in asking.release.known(asking.scope) if name not in asking.registered().scope)


def claims_are_json(asking: Asking) -> Finding | None:
    """§1.2 row 11; Core §5.5."""
    if isinstance(asking.claims, Exception):
        return Finding(received="claims is not JSON", expected="could not parse the claims parameter JSON")
    return None


def claims_are_an_object(asking: Asking) -> Finding | None:
    """§1.2 row 11; Core §5.5: an object whose members id_token and userinfo are objects."""
    claims = asking.claims
    if claims is None:
        return None
    if not isinstance(claims, dict):
        return Finding(received="claims is not an object", expected="claims parameter should be a JSON object")
    if "id_token" not in claims and "userinfo" not in claims:
        return Finding(received="neither", expected="claims parameter should have userinfo or id_token properties")
    for name in ("userinfo", "id_token"):
        if name in claims and not isinstance(claims[name], dict):
            return Finding(received=f"claims.{name} is not an object", expected=f"claims.{name} should be an object")
    return None


def amr_is_granted(asking: Asking) -> Finding | None:
    """§1.2 row 12: amr in the ID token is for clients entitled to it."""
    if asking.amr_requested and "amr" not in asking.registered().claims:
        return Finding(received="claims asks for amr", expected='a client registered with claims = ["amr"]')
    return None


def hint_is_allowed(asking: Asking) -> Finding | None:
    """§1.3: the client's own list of hints replaces the platform's entirely. Read from the query only."""
    hint = asking.request.query.get("idp_hint") if asking.request.method == "GET" else None
    if hint is None:
        return None
    own = asking.registered().allowed_idp_hints
    if hint not in (asking.platform.allowed_idp_hints if own is None else own):
        return Finding(received=f"idp_hint {_shown(hint)}", expected="a uid of allowedIdpHints")
    return None


def _shown(value: str) -> str:
    """A received value as a diagnosis may repeat it: short, printable, quoted."""
    return ascii(value if len(value) <= 80 else value[:77] + "...")
