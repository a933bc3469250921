"""The hub as a relying party: how a person leaves for an identity provider and comes back (contract §5.1 to §5.3)."""

from __future__ import annotations

from broker.come_back import translated
from broker.connector import Outcome, ProviderFailed
from broker.journey import Departure
from broker.parties import IdentityProvider
from doublure.addresses import AddressBook
from doublure.clock import Clock
from doublure.exchange import Parameters
from doublure.journal import Trail
from doublure.oidc import relying_party as role
from doublure.oidc.wire import Wire, origin_of
from doublure.randomness import Randomness

__all__ = ["OidcConnector"]


class OidcConnector:
    """OpenID Connect, code flow. One relying-party role per registration, rebuilt when the registration changes."""

    def __init__(self, *, callback: str, addresses: AddressBook, clock: Clock, randomness: Randomness) -> None:
        """*callback* is where providers send people back to; `{slug}` in it stands for the provider's."""
        self._callback = callback
        self._addresses = addresses
        self._clock = clock
        self._randomness = randomness
        self._roles: dict[str, tuple[IdentityProvider, role.RelyingParty]] = {}

    def leave(self, provider: IdentityProvider, *, scope: str, acr: str, tag: str) -> tuple[str, Departure]:
        """See `Connector.leave`. `prompt=login` always (contract §5.1): the hub's own session is the only one."""
        try:
            departure = self._role(provider).leave(scope=scope, acr_values=acr, prompt="login", tag=tag)
        except role.ProviderUnreachable as fault:
            raise ProviderFailed("temporarily_unavailable", str(fault)) from fault
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
            arrival = self._role(provider).come_back(memory, answer, trail=trail)
        except role.ProviderSaysNo as no:
            raise ProviderFailed(no.error, no.description or "") from no
        except role.ComeBackRefused as refused:
            raise translated(refused) from refused
        return Outcome(id_claims=dict(arrival.claims), claims=dict(arrival.userinfo or {}), id_token=arrival.id_token)

    def farewell(self, provider: IdentityProvider, *, id_token: str, return_to: str, state: str) -> str | None:
        """See `Connector.farewell`."""
        return self._role(provider).farewell(id_token, return_to, state) if provider.end_session else None

    def _role(self, provider: IdentityProvider) -> role.RelyingParty:
        known = self._roles.get(provider.uid)
        if known and known[0] is provider:
            return known[1]
        issuer = self._addresses.resolve(provider.url)
        origin = origin_of(issuer)
        # A provider is called at the origin a person registered for it, and nowhere else (design §4).
        wire = Wire({origin: self._addresses.wire().get(origin, origin)})
        made = role.RelyingParty(
            issuer=issuer,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            redirect_uri=self._callback.format(slug=provider.slug),
            wire=wire,
            clock=self._clock,
            randomness=self._randomness,
            auth_method=provider.token_endpoint_auth_method,
            id_token_alg=provider.id_token_signed_response_alg,
            userinfo_alg=provider.userinfo_signed_response_alg,
            pkce=provider.pkce,
            expects_iss=provider.sends_iss,
            state_style="hex",
            endpoints=provider.endpoints,
        )
        self._roles[provider.uid] = (provider, made)
        return made
