"""Tokens: signing one, and believing one only after every check of OpenID Connect Core §3.1.3.7.

The signature is verified first (items 6 to 8): what an unproved token claims is not worth a verdict. Then its claims, in the
order of the specification. Each check is written to the journal; the first that fails raises its own `TokenRefused`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from doublure.journal import Trail
from doublure.oidc.claim_refusals import IssuerForeign
from doublure.oidc.id_token_rules import ID_TOKEN_RULES, USERINFO_RULES, Row
from doublure.oidc.judged import Judged, Wanted
from doublure.oidc.public_keys import KeySource
from doublure.oidc.signatures import MAX_TOKEN, read_unverified, sign, verify_jws
from doublure.oidc.token_refusals import SignatureWrong, TokenRefused, WrongKind, quoted

__all__ = [
    "MAX_TOKEN", "TokenRefused", "read_unverified", "sign", "verify_hint", "verify_id_token", "verify_jws", "verify_userinfo_jwt",
]

#: The `typ` of a plain JWT, with and without its media type prefix (RFC 7519 §5.1); other kinds have their own (RFC 8725 §3.11).
_PLAIN_JWT = frozenset({"jwt", "application/jwt"})


def verify_id_token(
    token: str, *, keys: KeySource, alg: str, issuer: str, client_id: str, nonce: str | None, now: int, leeway: int = 0,
    acr_values: Collection[str] | None = None, max_age: int | None = None, access_token: str | None = None,
    trusted_audiences: Collection[str] = (), trail: Trail | None = None,
) -> dict[str, Any]:
    """The claims of an ID token, once it passed every check. Times in seconds; *leeway* for clocks that disagree.

    *nonce* is `None` only when none was sent; *acr_values* are the levels accepted, `None` for any; *access_token* is the one
    that came with it, for `at_hash`; *trusted_audiences* may be in `aud` beside us. Raises a `TokenRefused`.
    """
    wanted = Wanted(issuer=issuer, client_id=client_id, now=now, leeway=leeway, nonce=nonce, acr_values=acr_values,
                    max_age=max_age, access_token=access_token, trusted_audiences=trusted_audiences)
    return _believed(token, keys, alg, wanted, ID_TOKEN_RULES, trail)


def verify_userinfo_jwt(
    token: str, *, keys: KeySource, alg: str, issuer: str, client_id: str, now: int, leeway: int = 0,
    trusted_audiences: Collection[str] = (), trail: Trail | None = None,
) -> dict[str, Any]:
    """The claims of a signed userinfo answer (Core §5.3.2, §5.3.4): `iss` and `aud` are required, dates checked when there.

    Whose they are is for the caller to compare. Raises a `TokenRefused`.
    """
    wanted = Wanted(issuer=issuer, client_id=client_id, now=now, leeway=leeway, trusted_audiences=trusted_audiences)
    return _believed(token, keys, alg, wanted, USERINFO_RULES, trail)


def verify_hint(token: str, *, keys: KeySource, alg: str, issuer: str) -> dict[str, Any]:
    """The claims of an ID token given back as a hint: ours, and no matter how old (RP-Initiated Logout 1.0 §2)."""
    header, claims = verify_jws(token, keys=keys, algorithms=(alg,))
    _plain(header)
    if claims.get("iss") != issuer:
        raise IssuerForeign(quoted(claims.get("iss")), issuer)
    return claims


def _believed(
    token: str, keys: KeySource, alg: str, wanted: Wanted, rows: tuple[Row, ...], trail: Trail | None
) -> dict[str, Any]:
    try:
        header, claims = verify_jws(token, keys=keys, algorithms=(alg,))
        _passed(trail, SignatureWrong)
        _plain(header)
        judged = Judged(header, claims, wanted)
        for refusal, rule in rows:
            rule(judged)
            _passed(trail, refusal)
    except TokenRefused as refused:
        if trail is not None:
            trail.check(refused.rule, refused.reference, passed=False, received=refused.received, expected=refused.expected)
        raise
    return claims


def _plain(header: Mapping[str, Any]) -> None:
    typ = header.get("typ")
    if typ is not None and (not isinstance(typ, str) or typ.lower() not in _PLAIN_JWT):
        raise WrongKind(f"typ {quoted(typ, 40)}", "a plain JWT")


def _passed(trail: Trail | None, kind: type[TokenRefused]) -> None:
    if trail is not None:
        trail.check(kind.rule, kind.reference, passed=True)
