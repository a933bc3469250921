"""One fake as an application: the same wiring for the six, and for a seventh."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from flask import Flask

from doublure.correlation import Correlation
from doublure.environment import ports_from
from doublure.exchange import Answer, Request
from doublure.oidc.provider import token, userinfo
from doublure.oidc.provider.documents import publish
from doublure.ports import Ports
from doublure.settings import SettingsError
from doublure.settling import for_a_server
from doublure.storage.shelf import Shelf
from doublure.web import furnish
from doublure.web.adapter import mount
from doublure.web.lane import open_lane
from doublure.web.pages import Pages
from doublure.web.statics import add_statics
from identity_providers.authorize import authorize
from identity_providers.custom import show_custom, submit_custom
from identity_providers.fake import Fake
from identity_providers.issuer import documents_of, provider_of
from identity_providers.login import show, submit
from identity_providers.logout import end_session
from identity_providers.pending import Pending
from identity_providers.phone.opening import desk_of
from identity_providers.phone.settings import load_telephone
from identity_providers.registry import plugin_for
from identity_providers.second_step import progress, show_step, submit_step
from identity_providers.settings import ProviderSettings, load_settings, unreachable
from identity_providers.throttle import Throttle

__all__ = ["create_app", "from_environment"]

_HERE = Path(__file__).parent


def create_app(slug: str, settings: ProviderSettings, ports: Ports) -> Flask:
    """The fake *slug*. Raises `PluginRefused` or `SettingsError` with a sentence when it cannot be what it is told to be."""
    plugin = plugin_for(slug, settings)
    unreachable(plugin, settings)
    pages = Pages([_HERE / "templates"], [_HERE / "locale"], plugin.title, slug)
    fake = Fake(
        plugin=plugin, settings=settings, provider=provider_of(slug, settings, ports), people=ports.people, pages=pages,
        store=ports.store, pending=Shelf(ports.store, f"{slug}-login", Pending, settings.login_lifetime),
        throttle=Throttle(
            store=ports.store, clock=ports.clock, slug=slug, per_account=settings.failures_per_account,
            per_address=settings.failures_per_address, pause=settings.pause,
        ),
        correlation=Correlation(ports.store), clock=ports.clock, randomness=ports.randomness, outbox=ports.outbox,
        phones=desk_of(load_telephone(ports.config), ports), telephone=ports.addresses.public("telephone"),
    )
    app = Flask(f"identity_providers.{slug}", static_folder=None)
    origins = {ports.addresses.public(slug), ports.addresses.internal(slug)}
    furnish(app, pages=pages, origins=origins, ready=ports.store.ping, metrics=True,
            json_paths=("/token", "/userinfo", "/jwks", "/.well-known/"))
    add_statics(app, _HERE / "static", f"/static/{slug}")
    _mount(app, fake, slug)
    open_lane(app)
    return app


def from_environment() -> Flask:
    """The fake named by `DOUBLURE_PROVIDER`, with the ports of `doublure.environment`: for production servers."""
    slug = os.environ.get("DOUBLURE_PROVIDER", "")
    ports = ports_from(os.environ, slug)
    tables = load_settings(ports.config)
    if slug not in tables:
        plugin_for(slug)
        raise SettingsError(f"{ports.config}/identity_providers: there is no table [{slug}]; add {slug}.toml")
    app = create_app(slug, tables[slug], ports)
    return for_a_server(app, ports)


def _mount(app: Flask, fake: Fake, slug: str) -> None:
    provider = fake.provider
    keys, discovery = documents_of(provider, fake.settings)

    def home(request: Request) -> Answer:
        return fake.pages.html("home.html", request)

    add = partial(mount, app, slug=slug)
    add("/", home)
    add("/authorize", partial(authorize, fake), ("GET", "POST"))
    add("/login", partial(show, fake), ("GET",))
    add("/login", partial(submit, fake), ("POST",))
    add("/login/custom", partial(show_custom, fake), ("GET",))
    add("/login/custom", partial(submit_custom, fake), ("POST",))
    add("/login/step", partial(show_step, fake), ("GET",))
    add("/login/step", partial(submit_step, fake), ("POST",))
    add("/login/progress", partial(progress, fake))
    add("/token", partial(token.answer, provider), ("POST",))
    add("/userinfo", partial(userinfo.answer, provider), ("GET", "POST"))
    add("/session/end", partial(end_session, fake), ("GET", "POST"))
    add("/jwks", lambda request: publish(provider, keys()))
    add("/.well-known/openid-configuration", lambda request: publish(provider, discovery))
