"""`doublure check`: every file of the configuration, read as the applications would."""

from __future__ import annotations

from pathlib import Path

from doublure.addresses import AddressBook
from doublure.settings import SettingsError
from simulator.fakes import applications_of, offsets_of
from simulator.lab.catalogue import Catalogue, UnknownScenario

__all__ = ["check_configuration"]


def check_configuration(config: Path) -> int:
    """Read every file of the folder *config* as the applications would; how many tables there were.

    Raises `SettingsError`, or `UnknownApplication` for an address that names none.
    """
    import broker.settings
    import identity_providers.phone.settings
    import identity_providers.settings
    import service_provider.dashboard.settings
    import service_provider.settings
    import simulator.data_provider.settings
    from doublure.census import people_file, today
    from doublure.clock import SystemClock
    from doublure.personas import load_people

    people = load_people(people_file(config), today=today(SystemClock()))
    for persona in people:
        if "scenario" in persona.registry:
            try:
                Catalogue().written(str(persona.registry["scenario"]))
            except UnknownScenario as unknown:
                raise SettingsError(f"{people_file(config)}, [{persona.login}], key 'registry': {unknown}") from None
    applications_of(config)
    local = AddressBook.on_ports({slug: 4400 + offset for slug, offset in offsets_of(config).items()})
    addresses = local.overridden(config / "addresses.toml")
    hub = broker.settings.load_settings(config, addresses)
    fakes = identity_providers.settings.load_settings(config)
    service_provider.settings.load_settings(config)
    service_provider.dashboard.settings.load_settings(config)
    identity_providers.phone.settings.load_telephone(config)
    simulator.data_provider.settings.load_settings(config)
    parties = len(hub.relying_parties) + len(hub.identity_providers) + len(hub.data_providers)
    return len(people) + len(hub.platforms) + parties + len(fakes) + 5
