"""What an ID token must say beyond any token, and the two tables: the rules of an ID token, those of signed userinfo.

OpenID Connect Core §3.1.3.7, one function per item, in its order.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from doublure.journal import masked
from doublure.oidc import claim_refusals as refusals
from doublure.oidc import jwt_rules as jwt
from doublure.oidc.judged import Judged
from doublure.oidc.token_refusals import TokenRefused, WrongKind, quoted

__all__ = ["ID_TOKEN_RULES", "USERINFO_RULES", "Row"]

#: The code was redeemed a moment ago, so an ID token older than this many seconds was made for another login.
MAX_AGE_S = 600
_MAX_SUB = 255

#: The refusal that names the rule, and the rule: it raises that refusal, or says nothing.
Row = tuple[type[TokenRefused], Callable[[Judged], None]]


def issued_lately(judged: Judged) -> None:
    """Item 10: how far away an `iat` may be is the client's choice; this one wants a token made for this login."""
    iat, wanted = judged.claims["iat"], judged.wanted
    if iat < wanted.now - MAX_AGE_S - wanted.leeway:
        raise refusals.IssuedLongAgo(f"iat {quoted(iat, 40)}", f"{wanted.now - MAX_AGE_S} at the earliest")


def nonce(judged: Judged) -> None:
    """Item 11: the nonce that was sent."""
    given, wanted = judged.claims.get("nonce"), judged.wanted.nonce
    if wanted is None:
        return
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), wanted.encode()):
        said = masked(given) if given is None or isinstance(given, str) else f"a {type(given).__name__}"
        raise refusals.NonceForeign(said, "the nonce of our request")


def level(judged: Judged) -> None:
    """Item 12: an accepted `acr`; whoever asked for none still gets text or nothing."""
    acr, accepted = judged.claims.get("acr"), judged.wanted.acr_values
    if accepted is None and (acr is None or isinstance(acr, str)):
        return
    if accepted is None or not isinstance(acr, str) or acr not in accepted:
        raise refusals.AcrRefused(f"acr {quoted(acr, 60)}", " or ".join(accepted or ["text"]))


def methods(judged: Judged) -> None:
    """Core §2: `amr` is a list of text."""
    amr = judged.claims.get("amr")
    if not judged.lawful("amr") or (amr is not None and not all(isinstance(each, str) for each in amr)):
        raise refusals.AmrRefused(f"amr {quoted(amr, 60)}", "a list of text")


def authentication_time(judged: Judged) -> None:
    """Item 13: within `max_age`, and not to come; without `max_age` only a number."""
    at, wanted = judged.claims.get("auth_time"), judged.wanted
    lawful = judged.lawful("auth_time") and not isinstance(at, bool)
    if wanted.max_age is not None and lawful:
        lawful = at is not None and wanted.now - wanted.max_age - wanted.leeway <= at <= wanted.now + wanted.leeway
    if not lawful:
        expected = "a date" if wanted.max_age is None else f"within {wanted.max_age} s"
        raise refusals.AuthTimeRefused(f"auth_time {quoted(at, 40)}", expected)


def access_token(judged: Judged) -> None:
    """Core §3.1.3.8: an `at_hash` that is there is the access token's."""
    at_hash = judged.claims.get("at_hash")
    if at_hash is not None and not (isinstance(at_hash, str) and at_hash and judged.lawful("at_hash")):
        raise refusals.AccessTokenForeign("another at_hash", "the hash of the access token beside it")


def subject(judged: Judged) -> None:
    """Core §2: 1 to 255 ASCII characters, case sensitive."""
    sub = judged.claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= _MAX_SUB or not sub.isascii() or not sub.isprintable():
        said = "absent" if sub is None else "unusable"
        raise refusals.SubjectUnusable(f"sub {said}", f"1 to {_MAX_SUB} printable ASCII characters")


def no_id_token(judged: Judged) -> None:
    """RFC 8725 §3.12: what only an ID token says has no place in userinfo, or one would pass for the other."""
    found = [name for name in ("nonce", "at_hash", "c_hash", "events") if name in judged.claims]
    if found:
        raise WrongKind(f"a token with {found[0]}", "userinfo claims")


def no_event(judged: Judged) -> None:
    """Back-Channel Logout 1.0 §2.4: a logout token carries `events`, an ID token does not."""
    if "events" in judged.claims:
        raise WrongKind("a token with events", "an ID token")


ID_TOKEN_RULES: tuple[Row, ...] = (
    (WrongKind, no_event),
    (refusals.IssuerForeign, jwt.issuer),
    (refusals.AudienceForeign, jwt.audience),
    (refusals.AuthorizedPartyForeign, jwt.authorized_party),
    (refusals.Expired, jwt.freshness),
    (refusals.NotYetValid, jwt.not_before),
    (refusals.IssuedInFuture, jwt.issued),
    (refusals.IssuedLongAgo, issued_lately),
    (refusals.NonceForeign, nonce),
    (refusals.AcrRefused, level),
    (refusals.AmrRefused, methods),
    (refusals.AuthTimeRefused, authentication_time),
    (refusals.AccessTokenForeign, access_token),
    (refusals.SubjectUnusable, subject),
)

USERINFO_RULES: tuple[Row, ...] = (
    (WrongKind, no_id_token),
    (refusals.IssuerForeign, jwt.issuer),
    (refusals.AudienceForeign, jwt.audience),
    (refusals.Expired, jwt.fresh_if_said),
    (refusals.NotYetValid, jwt.not_before),
    (refusals.IssuedInFuture, jwt.issued_if_said),
)
