"""Who may meet at the hub: relying parties and identity providers as they are registered (contract §8.1, §8.2)."""

from broker.parties.identity_provider import IdentityProvider, identity_provider_from
from broker.parties.relying_party import RelyingParty, client_from

__all__ = ["IdentityProvider", "RelyingParty", "client_from", "identity_provider_from"]
