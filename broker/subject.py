"""The versioned `sub` (Core §8): one person, one sector, one value, whatever provider she came through."""

from __future__ import annotations

import hashlib
import hmac
import json

from broker.pivot import PivotIdentity

__all__ = ["account_for", "subject_for"]


def subject_for(sector: str, identity: PivotIdentity, key: str) -> str:
    """64 hexadecimal characters and `v1`: HMAC-SHA256 under *key* of the JSON array `[sector, the six facts]`.

    JSON keeps the borders between the fields, so that "Marie" + "Anne Martin" never equals "Marie Anne" + "Martin".
    """
    message = json.dumps([sector, *identity.facts()], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest() + "v1"


def account_for(identity: PivotIdentity, key: str) -> str:
    """What the hub calls a person in its records: 64 hexadecimal characters, HMAC-SHA256 under *key* of the six facts."""
    message = json.dumps(["account", *identity.facts()], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
