"""Tokens: signing one, and believing one only after every check of OpenID Connect Core §3.1.3.7, in its order."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key

from doublure.journal import masked
from doublure.oidc.keys import HmacKey, PublicKeys, Signer
from doublure.oidc.token_refusals import (
    AcrRefused,
    AlgorithmRefused,
    AudienceForeign,
    AuthorizedPartyForeign,
    AuthTimeRefused,
    ClaimMissing,
    Expired,
    IssuedInFuture,
    IssuerForeign,
    Malformed,
    NonceForeign,
    NotYetValid,
    SignatureWrong,
    TokenRefused,
)

__all__ = [
    "MAX_TOKEN", "TokenRefused", "read_unverified", "sign", "verify_hint", "verify_id_token", "verify_jws", "verify_userinfo_jwt",
]

#: Longest compact token that is read at all, in characters.
MAX_TOKEN = 65_536


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], key: Signer | HmacKey) -> str:
    """*claims* as a compact JWS (RFC 7515 §7.1) with *header*, whose `alg` must be the key's."""
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(dict(header), payload, key.key, algorithms=[key.alg])


def read_unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as they stand, for a diagnosis or for finding out whose key to use. Believe nothing of it."""
    parts = token.split(".") if len(token) <= MAX_TOKEN else []
    if len(parts) != 3:
        raise Malformed(masked(token), "three parts separated by dots")
    return _object(parts[0], "header"), _object(parts[1], "payload")


def verify_jws(
    token: str, *, keys: PublicKeys | HmacKey, algorithms: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token signed with one of *algorithms* by one of *keys*. Raises `TokenRefused`."""
    header, claims = read_unverified(token)
    alg = header.get("alg")
    if not isinstance(alg, str) or alg not in algorithms:
        raise AlgorithmRefused(ascii(str(alg)[:20]), " or ".join(algorithms))
    if "crit" in header:
        raise Malformed("a critical header extension", "none: RFC 7515 §4.1.11")
    for candidate in _candidates(keys, header, alg):
        try:
            jws.deserialize_compact(token, candidate, algorithms=[alg])
        except (JoseError, ValueError):
            continue
        return header, claims
    raise SignatureWrong(f"kid {str(header.get('kid'))[:80]!a}", "a signature by a published key")


def verify_id_token(
    token: str,
    *,
    keys: PublicKeys | HmacKey,
    alg: str,
    issuer: str,
    client_id: str,
    nonce: str | None,
    now: int,
    leeway: int = 0,
    acr_values: Collection[str] | None = None,
    max_age: int | None = None,
) -> dict[str, Any]:
    """The claims of an ID token, once it passed every check. Times in seconds; *leeway* for clocks that disagree.

    *acr_values* are the levels accepted; *nonce* is `None` only when none was sent.
    """
    _, claims = verify_jws(token, keys=keys, algorithms=(alg,))
    _audience(claims, issuer, client_id)
    _dates(claims, now, leeway, required=True)
    sub = claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= 255 or not sub.isascii():
        raise ClaimMissing("sub absent or unusable", "sub of 1 to 255 ASCII characters")
    _nonce(claims, nonce)
    if acr_values is not None and claims.get("acr") not in acr_values:
        raise AcrRefused(f"acr {str(claims.get('acr'))[:40]!a}", " or ".join(acr_values))
    _auth_time(claims, now, leeway, max_age)
    return claims


def verify_userinfo_jwt(
    token: str, *, keys: PublicKeys | HmacKey, alg: str, issuer: str, client_id: str, now: int, leeway: int = 0
) -> dict[str, Any]:
    """The claims of a signed userinfo answer (Core §5.3.2, §5.3.4): `iss` and `aud` are checked, and the dates it carries."""
    _, claims = verify_jws(token, keys=keys, algorithms=(alg,))
    _audience(claims, issuer, client_id)
    _dates(claims, now, leeway, required=False)
    return claims


def verify_hint(token: str, *, keys: PublicKeys | HmacKey, alg: str, issuer: str) -> dict[str, Any]:
    """The claims of an ID token given back as a hint: ours, and no matter how old (RP-Initiated Logout 1.0 §2)."""
    _, claims = verify_jws(token, keys=keys, algorithms=(alg,))
    if claims.get("iss") != issuer:
        raise IssuerForeign(ascii(str(claims.get("iss"))[:100]), issuer)
    return claims


def _candidates(keys: PublicKeys | HmacKey, header: Mapping[str, Any], alg: str) -> list[Key]:
    if isinstance(keys, HmacKey):
        # A public key must never become an HMAC secret (RFC 8725 §3.1): the kind of key decides, not the header.
        return [keys.key] if alg == keys.alg else []
    kid = header.get("kid")
    return [found.key for found in keys.find(kid if isinstance(kid, str) else None, alg)]


def _audience(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise IssuerForeign(ascii(str(claims.get("iss"))[:100]), issuer)
    aud = claims.get("aud")
    audiences = [aud] if isinstance(aud, str) else aud if isinstance(aud, list) else []
    if client_id not in audiences:
        raise AudienceForeign(ascii(str(aud)[:100]), client_id)
    # Other audiences would let them use the token as theirs; none of them is known to us (item 3).
    if len(audiences) > 1:
        raise AudienceForeign(f"{len(audiences)} audiences", f"{client_id} alone")
    azp = claims.get("azp")
    if azp is not None and azp != client_id:
        raise AuthorizedPartyForeign(ascii(str(azp)[:100]), client_id)


def _dates(claims: Mapping[str, Any], now: int, leeway: int, *, required: bool) -> None:
    for name in ("exp", "iat"):
        value = claims.get(name)
        if (value is None and required) or (value is not None and not _is_number(value)):
            raise ClaimMissing(f"{name} absent or not a number", f"{name} in seconds since the epoch")
    exp, iat, nbf = claims.get("exp"), claims.get("iat"), claims.get("nbf")
    if exp is not None and now >= exp + leeway:
        raise Expired(f"exp {exp}", f"after {now}")
    if iat is not None and iat > now + leeway:
        raise IssuedInFuture(f"iat {iat}", f"{now} at the latest")
    if _is_number(nbf) and isinstance(nbf, int | float) and nbf > now + leeway:
        raise NotYetValid(f"nbf {nbf}", f"{now} at the latest")


def _nonce(claims: Mapping[str, Any], nonce: str | None) -> None:
    given = claims.get("nonce")
    if nonce is None:
        return
    if not isinstance(given, str) or not hmac.compare_digest(given.encode("utf-8", "replace"), nonce.encode()):
        raise NonceForeign(masked(given if isinstance(given, str) else None), "the nonce of our request")


def _auth_time(claims: Mapping[str, Any], now: int, leeway: int, max_age: int | None) -> None:
    auth_time = claims.get("auth_time")
    if auth_time is not None and not _is_number(auth_time):
        raise ClaimMissing("auth_time is not a number", "auth_time in seconds since the epoch")
    if max_age is None:
        return
    if auth_time is None or now - auth_time > max_age + leeway:
        raise AuthTimeRefused(f"auth_time {auth_time}", f"within {max_age} s")


def _is_number(value: object) -> bool:
    # A boolean is an int in Python and no date anywhere else.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _object(part: str, what: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        raise Malformed(f"a {what} that cannot be decoded", "base64url of a JSON object") from None
    if not isinstance(value, dict):
        raise Malformed(f"a {what} that is no object", "a JSON object")
    return value
