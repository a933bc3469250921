"""How long a relying party may refresh what a login gave it (Core §11)."""

from __future__ import annotations

from broker.journey import Asked
from broker.ports import Ports
from doublure.oidc.vocabulary import GrantType

__all__ = ["OFFLINE", "refresh_life"]

#: The scope of access while the person is away.
OFFLINE = "offline_access"


def refresh_life(ports: Ports, asked: Asked) -> int:
    """Seconds from the login; 0 when the party is not registered for refresh tokens, or the platform has none.

    The scope alone gives none (Core §11: it is ignored where it cannot be served), and only the scope outlives the session.
    """
    party = ports.registry.relying_party(asked.client_id)
    if party is None or GrantType.REFRESH_TOKEN not in party.grant_types:
        return 0
    lifetimes = ports.platform.lifetimes
    return lifetimes.offline if OFFLINE in asked.scope else lifetimes.refresh
