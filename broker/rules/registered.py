"""Rules about the registration itself, when its party asks for somebody (contract §7.2, §8.1; RFC 7591 §3.2.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from broker.rules.question import Asking
from doublure.oidc.provider.table import Finding

__all__ = ["algorithms_are_spoken"]


def algorithms_are_spoken(asking: Asking) -> Finding | None:
    """§7.2: every algorithm of the registration is one that the platform announces."""
    for field, value, spoken in _algorithms(asking):
        if value is not None and value not in spoken:
            return Finding(f"{field} {value}", f"{field}: {' or '.join(spoken) or 'none, nothing is encrypted here'}")
    return None


def _algorithms(asking: Asking) -> Iterator[tuple[str, str | None, Collection[str]]]:
    party, platform = asking.registered(), asking.platform
    yield "id_token_signed_response_alg", party.id_token_signed_response_alg, platform.id_token_signing
    yield "userinfo_signed_response_alg", party.userinfo_signed_response_alg, platform.userinfo_signing
    yield "token_endpoint_auth_signing_alg", party.token_endpoint_auth_signing_alg, platform.signing_algorithms
    for kind in ("id_token", "userinfo"):
        for part, spoken in (("alg", platform.encryption_algorithms), ("enc", platform.content_encryption)):
            field = f"{kind}_encrypted_response_{part}"
            yield field, getattr(party, field), spoken
