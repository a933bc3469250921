"""The data providers of one platform by client_id, each with the scopes it may learn of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broker.parties.data_provider import DataProvider
from broker.release import Release
from doublure.oidc.encryption import Encryption
from doublure.oidc.provider.clients import Client, ClientSecret

__all__ = ["Asker", "DataProviders"]


@dataclass(frozen=True, slots=True)
class Asker:
    """A data provider that may ask: what it is called, as whom the provider role answers it and how, what it may learn of."""

    title: str
    client: Client
    encryption: Encryption
    scopes: frozenset[str]


class DataProviders:
    """Those of *platform* that are active; an inactive one is unknown. *release* knows the scopes of each slug."""

    def __init__(self, platform: str, registered: Iterable[DataProvider], release: Release) -> None:
        known = {group.slug: tuple(scope.name for scope in group.scope) for group in release.data_provider}
        self._by_id = {
            each.client_id: Asker(each.title, _client(each), _encryption(each), frozenset(each.scope or known.get(each.slug, ())))
            for each in registered if each.platform == platform and each.active
        }

    def find(self, client_id: str) -> Asker | None:
        """The data provider *client_id*."""
        return self._by_id.get(client_id)


def _client(registered: DataProvider) -> Client:
    return Client(
        client_id=registered.client_id,
        client_name=registered.title,
        secret=ClientSecret.hashed(registered.client_secret),
        jwks=registered.jwks,
        jwks_uri=registered.jwks_uri,
        id_token_signed_response_alg=registered.checktoken_signed_response_alg,
    )


def _encryption(registered: DataProvider) -> Encryption:
    return Encryption(registered.checktoken_encrypted_response_alg, registered.checktoken_encrypted_response_enc)
