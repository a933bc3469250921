"""Which applications there are, and how each is put together from its house's factory and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from doublure.ports import Ports

__all__ = ["APPLICATIONS", "Application", "fake"]


@dataclass(frozen=True, slots=True)
class Application:
    """One line of the table of ports (design §2).

    `make` gives a WSGI application, `reset` puts that back to the configuration, `stop` ends what it does in the background;
    `shown` is the path a person opens; `client` is its client_id at the hub, for a relying party; `database` is the slug under
    which it keeps its records, its own without one; `needs` are applications without which it is of no use.
    """

    title: str
    make: Callable[[Ports], Any]
    shown: str = "/"
    reset: Callable[[Any], None] = lambda _: None
    client: str | None = None
    stop: Callable[[Any], None] = lambda _: None
    database: str = ""
    needs: tuple[str, ...] = ()


# The houses are imported when an application is made: `--only impots` then starts without SQLAlchemy, and the command
# line answers `--help` at once.


def _hub(platform: str, ports: Ports) -> Any:
    from broker.app import create_app
    from broker.settings import load_settings

    return create_app(load_settings(ports.config, ports.addresses), ports, platform)


def _forget_persons(application: Any) -> None:
    from broker.app import ports_of

    ports_of(application).accounts.wipe()


def _close_records(application: Any) -> None:
    from broker.app import ports_of

    ports_of(application).accounts.close()


def _hub_on(platform: str, shown: str, *needs: str) -> Application:
    """The hub on one platform. A person is the same on all of them, so they keep her history in one database."""
    return Application(f"hub ({platform})", partial(_hub, platform), shown, reset=_forget_persons, stop=_close_records,
                       database="hub", needs=needs)


def fake(slug: str, ports: Ports) -> Any:
    """The fake *slug*, as its table says."""
    from identity_providers.app import create_app
    from identity_providers.settings import load_settings

    return create_app(slug, load_settings(ports.config)[slug], ports)


def _telephone(ports: Ports) -> Any:
    from identity_providers.phone.app import create_app
    from identity_providers.phone.settings import load_telephone

    return create_app(load_telephone(ports.config), ports)


def _moncompteformation(ports: Ports) -> Any:
    from service_provider.app import create_app
    from service_provider.settings import load_settings

    return create_app(load_settings(ports.config), ports)


def _dashboard(ports: Ports) -> Any:
    from service_provider.dashboard.app import create_app
    from service_provider.dashboard.settings import load_settings

    return create_app(load_settings(ports.config), ports)


def _registry(ports: Ports) -> Any:
    from simulator.registry.app import create_app

    return create_app(ports)


def _data_provider(ports: Ports) -> Any:
    from simulator.data_provider.app import create_app
    from simulator.data_provider.settings import load_settings

    return create_app(load_settings(ports.config), ports)


def _forget_accounts(application: Any) -> None:
    from service_provider.app import house_of

    house_of(application).reset()


#: Every application but the console, by slug, in the order of their ports.
APPLICATIONS: Mapping[str, Application] = {
    "hub": _hub_on("franceconnect", "/api/v2/.well-known/openid-configuration", "registry"),
    "hub-plus": _hub_on("franceconnect-plus", "/api/v2/.well-known/openid-configuration", "registry"),
    "hub-openid": _hub_on("openid", "/.well-known/openid-configuration"),
    "moncompteformation": Application("moncompteformation", _moncompteformation, reset=_forget_accounts,
                                      client="moncompteformation"),
    "dashboard": Application("tableau de bord (simulé)", _dashboard, client="dashboard"),
    "impots": Application("impots.gouv.fr (simulé)", partial(fake, "impots")),
    "ameli": Application("ameli.fr (simulé)", partial(fake, "ameli")),
    "laposte": Application("L'Identité Numérique La Poste (simulée)", partial(fake, "laposte")),
    "mobileconnect": Application("MobileConnect et moi (simulé)", partial(fake, "mobileconnect")),
    "msa": Application("msa.fr (simulé)", partial(fake, "msa")),
    "alicem": Application("Alicem (simulé)", partial(fake, "alicem")),
    "telephone": Application("téléphone (simulé)", _telephone),
    "registry": Application("registre d’état civil (simulé)", _registry),
    "data-provider": Application("Direction générale des Finances publiques (simulée)", _data_provider),
}
