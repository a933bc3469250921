"""Rules of /authorize (contract §1.2). Each returns what it found wrong, or `None`."""

from __future__ import annotations

from urllib.parse import urlsplit

from broker.rules.question import Asking, shown
from doublure.journal import masked
from doublure.oidc.provider.table import Finding

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


def request_is_readable(asking: Asking) -> Finding | None:
    """§1.2: UTF-8, no NUL, no more than 64 KiB, form encoded when posted."""
    if asking.request.fault:
        return Finding(received=asking.request.fault, expected="readable parameters in UTF-8")
    return None


def parameters_are_allowed(asking: Asking) -> Finding | None:
    """§1.2: any parameter outside the list is refused, code_challenge and utm tags included."""
    if unknown := [name for name in asking.parameters.names() if name not in ALLOWED]:
        return Finding(received=f"parameter {shown(unknown[0])}", expected="only " + ", ".join(sorted(ALLOWED)), given=unknown[0])
    return None


def parameters_appear_once(asking: Asking) -> Finding | None:
    """§1.2: a repeated parameter becomes a list and fails the string rule (RFC 6749 §3.1 forbids it too)."""
    if repeated := asking.parameters.repeated():
        return Finding(received=f"{shown(repeated[0])} twice", expected="each parameter once")
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
        return Finding(received=f"redirect_uri on host {shown(host)}", expected="a host with a top-level domain")
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
        return Finding(received=f"prompt {shown(prompt)}", expected="login, consent, both, or no prompt at all", given=prompt)
    return None
