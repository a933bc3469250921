"""The userinfo call of a return: plain, signed, encrypted or both, whichever was registered (OpenID Connect Core §5.3)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from doublure.journal import Trail
from doublure.oidc.come_back import SubjectMismatch, UserinfoCallFailed, UserinfoRefused, passed, refused
from doublure.oidc.public_keys import KeySource
from doublure.oidc.registration import Registration
from doublure.oidc.strict_json import JsonRefused, json_object
from doublure.oidc.token_refusals import TokenRefused
from doublure.oidc.tokens import verify_userinfo_jwt
from doublure.oidc.wire import Reply, WireError

__all__ = ["userinfo_of"]


def userinfo_of(
    party: Registration, endpoint: str, keys: KeySource, access_token: str, sub: str, headers: Mapping[str, str],
    trail: Trail | None,
) -> dict[str, Any]:
    """The claims of the person *sub*. Raises `UserinfoCallFailed`, `UserinfoRefused` or `SubjectMismatch`.

    Claim sources elsewhere (`_claim_sources`, Core §5.6.2) are claims like others: nobody follows them.
    """
    form = "application/json" if party.userinfo_alg is None and party.userinfo_encryption is None else "application/jwt"
    sent = {"Authorization": f"Bearer {access_token}", "Accept": form, **headers}
    try:
        reply = party.wire.get(endpoint, sent)
    except WireError as fault:
        raise refused(trail, UserinfoCallFailed(fault.kind, "an answer of the userinfo endpoint")) from fault
    if reply.status != 200:
        raise refused(trail, UserinfoCallFailed(f"status {reply.status}", "status 200"))
    passed(trail, UserinfoCallFailed)
    if reply.media != form:
        # A plain answer where a signed one is registered is a signature stripped off.
        raise refused(trail, UserinfoRefused(f"media type {reply.media[:60]!a}", f"{form}, as registered"))
    claims = _claims(party, reply, keys, trail)
    passed(trail, UserinfoRefused)
    if trail is not None:
        trail.message("userinfo", "received", party.issuer, claims)
    given = claims.get("sub")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), sub.encode()):
        said = "another sub" if isinstance(given, str) else "no usable sub"
        raise refused(trail, SubjectMismatch(said, "the sub of the ID token"))
    passed(trail, SubjectMismatch)
    return claims


def _claims(party: Registration, reply: Reply, keys: KeySource, trail: Trail | None) -> dict[str, Any]:
    try:
        inner = reply.body
        if party.userinfo_encryption is not None:
            inner = party.opened(inner.decode("latin-1").strip(), party.userinfo_encryption).encode()
        if party.userinfo_alg is None:
            return json_object(inner)
        return verify_userinfo_jwt(
            inner.decode("latin-1").strip(), keys=keys, alg=party.userinfo_alg, issuer=party.issuer, client_id=party.client_id,
            now=party.clock.now(), leeway=party.leeway, trusted_audiences=party.trusted_audiences, trail=trail,
        )
    except JsonRefused as fault:
        raise refused(trail, UserinfoRefused(f"a body that is {fault}", "a JSON object")) from fault
    except TokenRefused as cause:
        raise refused(trail, UserinfoRefused(cause.received, cause.expected, cause=cause)) from cause
    except WireError as fault:
        raise refused(trail, UserinfoRefused(fault.kind, "the provider's keys")) from fault
