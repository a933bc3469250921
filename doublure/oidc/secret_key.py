"""A client's secret as a key: what HS256 signs and verifies with."""

from __future__ import annotations

from dataclasses import dataclass, field

from joserfc.jwk import OctKey

__all__ = ["HmacKey", "WeakSecret", "secret_key"]

#: RFC 7518 §3.2: a key of HS256 is at least as long as the hash, in octets.
_MIN_SECRET = 32


class WeakSecret(ValueError):  # noqa: N818 - said of the secret
    """A client secret too short for HS256."""


@dataclass(frozen=True, slots=True)
class HmacKey:
    """A client's secret as the key of HS256: its UTF-8 octets (Core §10.1)."""

    key: OctKey = field(repr=False)
    alg: str = "HS256"

    def find(self, kid: str | None, alg: str) -> tuple[HmacKey, ...]:
        """Itself for its own algorithm, whatever *kid* says; nothing for another: a secret never stands in for a public key."""
        return (self,) if alg == self.alg else ()


def secret_key(secret: str) -> HmacKey:
    """*secret* as the key of HS256. Raises `WeakSecret` under 32 octets (RFC 7518 §3.2)."""
    octets = secret.encode()
    if len(octets) < _MIN_SECRET:
        raise WeakSecret(f"HS256 needs a secret of at least {_MIN_SECRET} octets; this one has {len(octets)}")
    return HmacKey(OctKey.import_key(octets))
