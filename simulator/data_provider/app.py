"""The data provider as an application of its own, on an origin that neither hubs nor relying parties share."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from flask import Flask

from doublure.environment import ports_from
from doublure.exchange import Answer, Request
from doublure.oidc.decryption_file import load_or_create_decryption
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.wire import Wire
from doublure.ports import Ports
from doublure.settling import for_a_server
from doublure.web import furnish
from doublure.web.adapter import mount
from doublure.web.pages import Pages
from simulator.data_provider.answering import DataProvider
from simulator.data_provider.asking import Hub
from simulator.data_provider.settings import SLUG, DataProviderSettings, load_settings

__all__ = ["create_app", "from_environment"]

_HERE = Path(__file__).parent


def create_app(settings: DataProviderSettings, ports: Ports) -> Flask:
    """The data provider. Its keys are made when first needed, and kept in the state folder: a hub may remember them."""
    pages = Pages([_HERE / "templates"], [_HERE / "locale"], settings.title, SLUG)

    @cache
    def keys() -> DecryptionKeys:
        return load_or_create_decryption(ports.state / "keys" / f"{SLUG}.json", ("EC", "RSA"))

    wire = Wire(ports.addresses.wire(), ca_file=ports.authorities)

    def hub(platform: str) -> Hub:
        issuer = ports.addresses.resolve(settings.hubs[platform].issuer)
        return Hub(settings=settings.hubs[platform], issuer=issuer, wire=wire, keys=keys,
                   signing=JwksCache(wire, f"{issuer}/jwks", ports.clock), clock=ports.clock)

    provider = DataProvider(settings=settings, keys=keys, hubs={platform: hub(platform) for platform in settings.hubs})

    def home(request: Request) -> Answer:
        return pages.html("home.html", request, title=settings.title, scopes=sorted(settings.data))

    app = Flask("simulator.data_provider", static_folder=None)
    origins = {ports.addresses.public(SLUG), ports.addresses.internal(SLUG)}
    furnish(app, pages=pages, origins=origins, ready=ports.store.ping, json_paths=("/api/", "/jwks"))
    mount(app, "/", home, slug=SLUG)
    mount(app, "/api/v1/data", provider.data, ("GET", "POST"), slug=SLUG)
    mount(app, "/jwks", provider.jwks, slug=SLUG)
    return app


def from_environment() -> Flask:
    """The data provider with the ports of `doublure.environment`: for production servers."""
    ports = ports_from(os.environ, SLUG)
    return for_a_server(create_app(load_settings(ports.config), ports), ports)
