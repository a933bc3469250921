"""What a station asks of the hub's relying-party role, whichever protocol the provider speaks (contract §5.1 to §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from broker.journey import Departure
from broker.parties import IdentityProvider
from doublure.exchange import Parameters
from doublure.journal import Trail

__all__ = ["Connector", "Outcome", "ProviderFailed"]


class ProviderFailed(Exception):  # noqa: N818 - the provider's own word for "no", an outcome and not an accident
    """The provider answered with an error: the person goes back to the choice page, the relying party is not called."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a provider said of the person: verified ID token claims, her identity, the raw ID token.

    `acr` and the identity are in the hub's words, whatever the provider's were.
    """

    id_claims: dict[str, object]
    claims: dict[str, object]
    id_token: str


class Connector(Protocol):
    """One way of speaking with identity providers."""

    def leave(self, provider: IdentityProvider, *, scope: str, acr: str, tag: str,
              login_hint: str | None = None) -> tuple[str, Departure]:
        """The address to send the browser to, and what to remember. *login_hint* is what the relying party guesses she types."""
        ...

    def come_back(self, provider: IdentityProvider, departure: Departure, answer: Parameters, trail: Trail) -> Outcome:
        """Verify *answer* and fetch who it is. Raises `ProviderFailed` or a `Refusal`."""
        ...

    def farewell(self, provider: IdentityProvider, *, id_token: str, return_to: str, state: str) -> str | None:
        """The provider's logout address, or `None` when it has none."""
        ...

    def answers(self, provider: IdentityProvider) -> bool | None:
        """Whether *provider* answered when last looked at, without looking now; `None` when nobody knows."""
        ...
