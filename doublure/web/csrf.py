"""Anti-forgery values bound to one journey in one browser (contract: `csrfToken`; conformance catalogue SES-01 to SES-03).

The value is derived, not stored: a MAC under a secret that only the browser and we know (the session identifier) over journey
and purpose. It begins with the journey's tag, so that session and journey are found in one round trip.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from doublure.storage.interface import tag_of

__all__ = ["check", "token"]


def token(secret: str, journey: str, purpose: str) -> str:
    """The value to put into the form: the tag of *journey* and 43 URL-safe characters."""
    message = f"csrf|{purpose}|{journey}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return tag_of(journey) + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def check(value: str | None, secret: str, journey: str, purpose: str) -> bool:
    """Whether *value* is the one given to this browser for this journey and purpose, in constant time."""
    expected = token(secret, journey, purpose)
    return hmac.compare_digest((value or "").encode("utf-8", "replace"), expected.encode())
