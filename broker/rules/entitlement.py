"""Rules of /authorize about who asks and what for (contract §1.2 rows 2 to 13). The shape of the request was judged before."""

from __future__ import annotations

from broker.rules.question import Asking, shown
from doublure.oidc.provider.table import Finding


def client_is_known(asking: Asking) -> Finding | None:
    """§1.2 row 2: registered on this platform and active."""
    if asking.party is None:
        return Finding(received=f"client_id {shown(asking.parameters.get('client_id') or '')}",
                       expected=f"a client registered on {asking.platform.slug}",
                       given=asking.parameters.get("client_id") or "")
    return None


def redirect_or_scope_is_right(asking: Asking) -> Finding | None:
    """§1.2 row 5: redirect_uri and scope wrong together."""
    if redirect_uri_is_registered(asking) and (scope_has_openid(asking) or scope_is_granted(asking)):
        return Finding(received="redirect_uri and scope are both wrong", expected="a registered redirect_uri",
                       given=asking.parameters.get("redirect_uri") or "", known=asking.registered().redirect_uris)
    return None


def redirect_uri_is_registered(asking: Asking) -> Finding | None:
    """§1.2 row 4; RFC 9700 §4.1.3: equal to a registered one, character for character."""
    value = asking.parameters.get("redirect_uri") or ""
    registered = asking.registered().redirect_uris
    if value not in registered:
        return Finding(received=f"redirect_uri {shown(value)}", expected="one of: " + " ".join(registered),
                       given=value, known=registered)
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
        return Finding(received=f"response_type {shown(value)}", expected="response_type=code", given=value)
    return None


def scope_has_openid(asking: Asking) -> Finding | None:
    """§1.2 row 8."""
    if "openid" not in asking.scope:
        return Finding(received=f"scope {shown(' '.join(asking.scope))}", expected="openid among the scopes")
    return None


def scope_is_granted(asking: Asking) -> Finding | None:
    """§1.2 rows 9 and 10: a scope the hub knows must be granted to the client; one it does not know is dropped."""
    if refused := scopes_not_granted(asking):
        return Finding(received=f"scope {' '.join(refused)}", expected="only " + " ".join(asking.registered().scope),
                       given=" ".join(refused), known=asking.registered().scope)
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
        return Finding(received=f"idp_hint {shown(hint)}", expected="a uid of allowedIdpHints")
    return None
