"""The applications of one configuration: ours, without the fakes it does not name, and the further fakes that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from doublure.addresses import OFFSETS
from doublure.persona import PROVIDERS
from doublure.settings import SettingsError
from simulator.applications import APPLICATIONS, Application, fake

__all__ = ["FIRST_OFFSET", "applications_of", "offsets_of"]

#: Where the ports of further fakes begin, counted from the base port; our own end before.
FIRST_OFFSET = 50


def applications_of(config: Path) -> Mapping[str, Application]:
    """Every application but the console, by slug, in the order of the ports; further fakes at the end, in file order.

    Raises `SettingsError`, above all for a fake that no class and no table describes.
    """
    # Imported here, as the houses are: the command line answers `--help` at once.
    from identity_providers.registry import plugin_for
    from identity_providers.settings import load_settings

    named = load_settings(config)
    titles = {slug: plugin_for(slug, settings).title for slug, settings in named.items()}
    ours = {slug: application for slug, application in APPLICATIONS.items() if slug not in PROVIDERS or slug in named}
    further = {slug: Application(f"{title} (simulé)", partial(fake, slug)) for slug, title in titles.items()
               if slug not in APPLICATIONS}
    return {**ours, **further}


def offsets_of(config: Path) -> dict[str, int]:
    """The port of every application, counted from the base port; of a further fake its `offset`, else the next free one from 50.

    Raises `SettingsError` when two ask for one port.
    """
    from identity_providers.settings import load_settings

    further = {slug: settings.offset for slug, settings in load_settings(config).items() if slug not in OFFSETS}
    taken: dict[int, str] = {}
    for slug, offset in further.items():
        if offset is not None and taken.setdefault(offset, slug) != slug:
            raise SettingsError(f"{config}/identity_providers, [{slug}], key 'offset': {offset} is that of [{taken[offset]}]; "
                                "choose another one")
    free = (number for number in range(FIRST_OFFSET, 100) if number not in taken)
    return {**OFFSETS, **{slug: next(free) if offset is None else offset for slug, offset in further.items()}}
