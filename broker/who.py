"""Who a provider's claims mean: as the civil registry knows her, as the provider says, or by her account there alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broker.civil_registry import enquire
from broker.identity import as_provided, in_part, rectified
from broker.parties import IdentityProvider
from broker.pivot import PivotIdentity
from broker.ports import Ports
from doublure.journal import Trail

__all__ = ["who_it_is"]


def who_it_is(
    ports: Ports, provider: IdentityProvider | None, claims: Mapping[str, Any], trail: Trail
) -> tuple[PivotIdentity, dict[str, Any]]:
    """Who the provider's claims mean, and what scopes can release of her (contract §5.6, §2.2)."""
    if provider is not None and not provider.pivot:
        return in_part(claims, provider.url)
    if not ports.platform.civil_registry:
        return as_provided(claims)
    return rectified(claims, enquire(ports.civil_registry, claims, trail))
