"""Proof Key for Code Exchange, S256 only (RFC 7636; `plain` protects nothing once the request is seen, RFC 9700 §2.1.1)."""

from __future__ import annotations

import hmac
import re

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped] # Authlib ships no types

__all__ = ["METHOD", "matches", "mistake", "well_formed_challenge"]

#: The only code_challenge_method.
METHOD = "S256"

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}", re.ASCII)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def well_formed_challenge(challenge: str) -> bool:
    """Whether *challenge* can be a SHA-256 in base64url without padding (RFC 7636 §4.2): 43 characters."""
    return _CHALLENGE.fullmatch(challenge) is not None


def matches(verifier: str, challenge: str) -> bool:
    """Whether *verifier* is lawful (RFC 7636 §4.1) and hashes to *challenge* (§4.6), compared in constant time."""
    if _VERIFIER.fullmatch(verifier) is None:
        return False
    hashed: str = create_s256_code_challenge(verifier)
    return hmac.compare_digest(hashed.encode(), challenge.encode())


def mistake(verifier: str, challenge: str) -> str:
    """The kind of mistake a wrong *verifier* looks like, in words that show none of it."""
    if hmac.compare_digest(verifier.encode("utf-8", "surrogatepass"), challenge.encode()):
        return "the challenge itself"
    return "another value" if _VERIFIER.fullmatch(verifier) else "not of the verifier's alphabet and length"
