"""The issuer behind a fake: its keys, its only client, its lifetimes, and what it publishes about itself."""

from __future__ import annotations

from doublure.journal import Journal
from doublure.oidc.provider.announcement import announcement
from doublure.oidc.provider.clients import Client, ClientSecret
from doublure.oidc.provider.documents import Prepared, PublishedKeys, prepared_discovery
from doublure.oidc.provider.grants import Grants
from doublure.oidc.provider.provider import Provider
from doublure.oidc.rotating_keys import RotatingKeys
from doublure.oidc.vocabulary import AuthMethod
from doublure.ports import Ports
from identity_providers.fake import OnlyClient, Says
from identity_providers.release import CLAIMS, SCOPES
from identity_providers.settings import HubSettings, ProviderSettings

__all__ = ["documents_of", "provider_of"]

#: A fake signs with what the hub registered for, and nothing else.
_ALG = "ES256"


def provider_of(slug: str, settings: ProviderSettings, ports: Ports) -> Provider:
    """The issuer of the fake *slug*. Its keys are made at the first start and kept in the state folder."""
    issuer = ports.addresses.public(slug)
    grants = Grants(ports.store, ports.clock, ports.randomness, prefix=f"{slug}-", code_s=settings.code_lifetime,
                    access_token_s=settings.token_lifetime, grant_s=settings.code_lifetime + settings.token_lifetime)
    return Provider(
        issuer=issuer, token_endpoint=f"{issuer}/token", keys=RotatingKeys(
            ports.state / "keys" / f"{slug}.json", [_ALG], name=slug, control=ports.control, clock=ports.clock),
        clients=OnlyClient(_hub(settings.client, ports)), grants=grants, clock=ports.clock, randomness=ports.randomness,
        journal=Journal(slug, ports.clock, ports.sinks), policy=Says(), seams=ports.seams, id_token_s=settings.token_lifetime,
    )


def documents_of(provider: Provider, settings: ProviderSettings) -> tuple[PublishedKeys, Prepared]:
    """JWKS and metadata of *provider*."""
    metadata = announcement(provider.issuer, scopes=SCOPES, claims=CLAIMS, algorithms=[_ALG], acr_values=settings.levels,
                            auth_methods=[AuthMethod.POST])
    return PublishedKeys(provider.keys), prepared_discovery(metadata)


def _hub(hub: HubSettings, ports: Ports) -> Client:
    resolve = ports.addresses.resolve
    return Client(
        client_id=hub.client_id, client_name=hub.client_name, secret=ClientSecret.hashed(hub.client_secret.reveal()),
        redirect_uris=tuple(map(resolve, hub.redirect_uris)),
        post_logout_redirect_uris=tuple(map(resolve, hub.post_logout_redirect_uris)),
        scope=frozenset(SCOPES), token_endpoint_auth_method=(AuthMethod.POST,), pkce="required",
        id_token_signed_response_alg=_ALG, userinfo_signed_response_alg=_ALG,
    )
