"""The hub as a relying party: how a person leaves for an identity provider and comes back (contract §5.1 to §5.3)."""

from __future__ import annotations

from broker.bulkhead import Bulkhead, Full
from broker.come_back import translated
from broker.connector import Outcome, ProviderFailed
from broker.health import Health
from broker.journey import Departure
from broker.parties import IdentityProvider
from broker.roles import Roles
from doublure.exchange import Parameters
from doublure.journal import Trail
from doublure.oidc import relying_party as role

__all__ = ["OidcConnector"]


class OidcConnector:
    """OpenID Connect, code flow: one connector for every provider, whose differences are data."""

    def __init__(self, roles: Roles, health: Health, bulkhead: Bulkhead) -> None:
        self._roles = roles
        self._health = health
        self._bulkhead = bulkhead

    def leave(self, provider: IdentityProvider, *, scope: str, acr: str, tag: str,
              login_hint: str | None = None) -> tuple[str, Departure]:
        """See `Connector.leave`. `prompt=login` always (contract §5.1): the hub's own session is the only one."""
        asked = provider.mapping.asked(acr)
        try:
            with self._bulkhead.seat(provider.uid):
                departure = self._roles.of(provider).leave(
                    scope=" ".join(provider.scope) or scope, acr_values=asked, prompt="login", tag=tag,
                    extra={"login_hint": login_hint} if login_hint else None,
                )
        except role.ProviderUnreachable as fault:
            raise ProviderFailed("temporarily_unavailable", str(fault)) from fault
        except Full as full:
            raise _busy() from full
        memory = departure.memory
        return departure.url, Departure(
            state=memory.state, nonce=memory.nonce, code_verifier=memory.code_verifier, acr=acr, redirect_uri=memory.redirect_uri,
        )

    def come_back(self, provider: IdentityProvider, departure: Departure, answer: Parameters, trail: Trail) -> Outcome:
        """See `Connector.come_back`."""
        memory = role.Memory(
            state=departure.state,
            nonce=departure.nonce,
            code_verifier=departure.code_verifier,
            acr_values=None,
            redirect_uri=departure.redirect_uri,
        )
        try:
            with self._bulkhead.seat(provider.uid):
                arrival = self._roles.of(provider).come_back(memory, answer, trail=trail)
        except Full as full:
            raise _busy() from full
        except role.ProviderSaysNo as no:
            raise ProviderFailed(no.error, no.description or "") from no
        except role.ComeBackRefused as refused:
            raise translated(refused) from refused
        id_claims = {**arrival.claims, "acr": provider.mapping.level(arrival.claims.get("acr"))}
        told = arrival.claims if arrival.userinfo is None else arrival.userinfo
        return Outcome(id_claims=id_claims, claims=provider.mapping.identity(told), id_token=arrival.id_token)

    def farewell(self, provider: IdentityProvider, *, id_token: str, return_to: str, state: str) -> str | None:
        """See `Connector.farewell`."""
        if not provider.end_session:
            return None
        try:
            with self._bulkhead.seat(provider.uid):
                return self._roles.of(provider).farewell(id_token, return_to, state)
        except Full:
            return None

    def answers(self, provider: IdentityProvider) -> bool | None:
        """See `Connector.answers`."""
        return self._health.answers(provider)


def _busy() -> ProviderFailed:
    return ProviderFailed("temporarily_unavailable", "too many calls of this provider are under way: it is slow, or down")
