"""Rules of /authorize that only OpenID Connect to the letter has (Core §3.1.2.1, §5.5; RFC 6749 §3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from broker.levels import LEVELS
from broker.rules.asking import LOOPBACK
from broker.rules.question import Asking, shown
from doublure.oidc.provider.table import Finding

__all__ = [
    "address_is_said_once", "claims_members_are_objects", "essential_level_exists", "hint_is_ours", "level_is_essential",
    "levels_demanded", "redirect_uri_is_protected", "state_is_not_endless", "subjects_demanded",
]

#: Characters of a state that are taken back to the relying party: real ones are encrypted blobs of 400 and more.
LONGEST_STATE = 2048
#: What decides where the answer goes.
_ADDRESS = frozenset({"client_id", "redirect_uri"})


def address_is_said_once(asking: Asking) -> Finding | None:
    """RFC 6749 §3.1: of two addresses neither is believed, so that this refusal does not travel."""
    twice = [name for name in asking.parameters.repeated() if name in _ADDRESS]
    return Finding(received=f"{twice[0]} twice", expected=f"{twice[0]} once") if twice else None


def redirect_uri_is_protected(asking: Asking) -> Finding | None:
    """RFC 9700 §2.6, RFC 8252 §7.3: a code travels over TLS, or does not leave this computer."""
    parts = urlsplit(asking.parameters.get("redirect_uri") or "")
    host = parts.hostname or ""
    if parts.scheme == "https" or host in LOOPBACK or host.endswith(".localhost"):
        return None
    return Finding(received=f"redirect_uri over {parts.scheme} to {shown(host)}", expected="https, or a loopback host")


def state_is_not_endless(asking: Asking) -> Finding | None:
    """RFC 6749 App. A.5 has no limit for a state; browsers and servers have one for the address it goes back in."""
    length = len(asking.parameters.get("state") or "")
    if length <= LONGEST_STATE:
        return None
    return Finding(received=f"a state of {length} characters", expected=f"at most {LONGEST_STATE}")


def claims_members_are_objects(asking: Asking) -> Finding | None:
    """Core §5.5: a JSON object; its members id_token and userinfo are objects, others are ignored."""
    claims = asking.claims
    if claims is None:
        return None
    if not isinstance(claims, dict):
        return Finding(received="claims is not an object", expected="a JSON object")
    wrong = [name for name in ("id_token", "userinfo") if name in claims and not isinstance(claims[name], dict | None)]
    return Finding(received=f"claims.{wrong[0]} is not an object", expected="an object") if wrong else None


def hint_is_ours(asking: Asking) -> Finding | None:
    """Core §3.1.2.1: the hint is an ID token that we gave to this client; expired or not does not matter."""
    hint = asking.hint
    if hint is None:
        return None
    if hint.claims is None:
        return Finding(received=f"an id_token_hint that is none of ours: {hint.fault}", expected="an ID token of this issuer")
    if hint.client_id != asking.parameters.get("client_id"):
        return Finding(received=f"an id_token_hint for {shown(hint.client_id or '')}", expected="one for this client")
    return None


def essential_level_exists(asking: Asking) -> Finding | None:
    """Core §5.5.1.1: an essential acr that cannot be reached is a failed authentication."""
    demanded = levels_demanded(asking)
    if not demanded or not level_is_essential(asking):
        return None
    if any(level in LEVELS and level in asking.platform.acr_values for level in demanded):
        return None
    return Finding(received=f"acr {shown(' '.join(map(str, demanded)))}", expected=" or ".join(asking.platform.acr_values))


def level_is_essential(asking: Asking) -> bool:
    """Whether claims asks for acr in the ID token as an essential claim."""
    request = asking.wanted("id_token").get("acr")
    return isinstance(request, dict) and request.get("essential") is True


def levels_demanded(asking: Asking) -> tuple[Any, ...]:
    """The acr values that claims asks for in the ID token."""
    return tuple(_values(asking.wanted("id_token").get("acr")))


def subjects_demanded(asking: Asking) -> tuple[Any, ...]:
    """The `sub` values that claims asks for, in either member."""
    return tuple(value for member in ("id_token", "userinfo") for value in _values(asking.wanted(member).get("sub")))


def _values(request: Any) -> Iterator[Any]:
    """Core §5.5.1: `value`, or `values` in order of preference."""
    if not isinstance(request, dict):
        return
    if "value" in request:
        yield request["value"]
    if isinstance(request.get("values"), list):
        yield from request["values"]
