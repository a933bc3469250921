"""Who is who in a journey: houses, addresses and client_ids become the parties of its story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from broker.settings import BrokerSettings
from doublure.addresses import AddressBook

__all__ = ["Cast", "cast_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """`slugs` by public address; `hubs` and `own_clients` (what the hub calls itself at providers); `hub` of this journey.

    `bases` are the addresses below which the endpoints of a party stand.
    """

    slugs: Mapping[str, str]
    hubs: tuple[str, ...]
    providers: frozenset[str]
    own_clients: frozenset[str]
    bases: Mapping[str, str]
    hub: str = "hub"

    def of(self, records: Iterable[Mapping[str, Any]]) -> Cast:
        """The cast of one journey."""
        return replace(self, hub=next((record["house"] for record in records if record["house"] in self.hubs), self.hub))

    def who(self, name: str) -> str:
        """The party that *name*, a slug, an issuer or a client_id, stands for."""
        if name in self.own_clients:
            return self.hub
        parts = urlsplit(name)
        if parts.scheme and parts.netloc:
            return self.slugs.get(f"{parts.scheme}://{parts.netloc}", parts.netloc)
        return name

    def peer_of(self, house: str, name: str) -> str:
        """The party that *name* stands for in the words of *house*; a request without a name came from somebody."""
        return self.who(name) if name else ("?" if house == self.hub else self.hub)

    def base(self, party: str) -> str:
        """The address below which the endpoints of *party* stand; a reserved one for who has none here."""
        return self.bases.get(party, "https://unknown.invalid")

    def ordered(self, parties: Sequence[str]) -> tuple[str, ...]:
        """*parties* from the relying party over the hub to providers and everybody else the hub asks."""

        def place(name: str) -> int:
            if name in self.hubs:
                return 1
            if name in self.providers:
                return 2
            return 3 if name in self.slugs.values() and name not in _RELYING else 0

        return tuple(sorted(parties, key=place))


#: Applications of ours that are relying parties.
_RELYING = frozenset({"moncompteformation", "dashboard"})


def cast_of(settings: BrokerSettings, addresses: AddressBook) -> Cast:
    """Everybody there is."""
    platforms = settings.platforms.values()
    own = {platform.application: addresses.public(platform.application) + platform.base_path for platform in platforms}
    return Cast(
        slugs={address.public: slug for slug, address in addresses.applications.items()},
        hubs=tuple(platform.application for platform in platforms),
        providers=frozenset(provider.slug for provider in settings.identity_providers),
        own_clients=frozenset(provider.client_id for provider in settings.identity_providers),
        bases={slug: address.public for slug, address in addresses.applications.items()} | own,
    )
