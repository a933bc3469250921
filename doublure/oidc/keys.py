"""Keys, each parsed once: an issuer's own, somebody's published ones, a client's secret.

The door to their rooms: `key_ring` and `signer` (what signs), `public_keys` (what verifies), `secret_key` (a client's secret,
which does both) and `key_file` (where a ring is kept).
"""

from __future__ import annotations

from doublure.oidc.key_file import load_or_create
from doublure.oidc.key_ring import KeyRing
from doublure.oidc.public_keys import KeySource, PublicKey, PublicKeys
from doublure.oidc.secret_key import HmacKey, WeakSecret, secret_key
from doublure.oidc.signer import Signer

__all__ = [
    "HmacKey", "KeyRing", "KeySource", "PublicKey", "PublicKeys", "Signer", "WeakSecret", "load_or_create", "secret_key",
]
