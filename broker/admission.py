"""Whether an identified person comes in: her account at the hub, then the providers she lets in (contract §5.5, 4 and 5)."""

from __future__ import annotations

from dataclasses import replace

from broker.errors.accounts import ProviderBlockedByUser
from broker.errors.identity import AccountDisabled
from broker.journey import origin
from broker.parties import IdentityProvider
from broker.ports import Ports
from broker.session import Login
from broker.visit import Visit, keep, signed_in

__all__ = ["admit"]


def admit(ports: Ports, visit: Visit, login: Login, provider: IdentityProvider) -> None:
    """Return when *login* may go on. Raises `AccountDisabled`, `ProviderBlockedByUser`."""
    asked = origin(visit.journey)
    trail = ports.trail(asked.thread, asked.client_id)
    disabled = ports.is_disabled(login.pivot)
    trail.check("account_is_active", "contract §5.5", passed=not disabled)
    if disabled:
        raise AccountDisabled
    blocked = ports.accounts.preferences(ports.accounts.account_of(login.pivot)).blocks(provider.uid)
    trail.check("provider_is_let_in", "contract §6.7", passed=not blocked)
    if not blocked:
        return
    if asked.sso:
        # Blocked since it opened this session: it answers for her no more, and next time she may choose another one.
        keep(ports, signed_in(ports, visit, replace(visit.session, login=None)))
    raise ProviderBlockedByUser
