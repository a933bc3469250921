"""The map of the fakes: the six, then those that other packages add, loudly.

A package adds one through the entry-point group `doublure.identity_providers`: the entry's name is the slug, its value a
class (called without arguments) that satisfies `Plugin`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from doublure.settings import SettingsError
from identity_providers.alicem import Alicem
from identity_providers.ameli import Ameli
from identity_providers.impots import Impots
from identity_providers.laposte import LaPoste
from identity_providers.mobileconnect import MobileConnect
from identity_providers.msa import Msa
from identity_providers.plugin import Plugin
from identity_providers.realistic import Realistic
from identity_providers.settings import ProviderSettings

__all__ = ["GROUP", "THE_SIX", "PluginRefused", "installed", "plugin_for", "registry"]

GROUP = "doublure.identity_providers"

#: In the order of the founding document (SEED-12).
THE_SIX: Mapping[str, Plugin] = MappingProxyType({
    "impots": Impots(),
    "ameli": Ameli(),
    "laposte": LaPoste(),
    "mobileconnect": MobileConnect(),
    "msa": Msa(),
    "alicem": Alicem(),
})

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEXTS = ("slug", "title", "level", "hint")
_METHODS = ("identifiers", "find")


class PluginRefused(SettingsError):  # noqa: N818 - it names what happened, like the other refusals
    """A plugin that cannot be used. Its sentence says which, why and what to do; it stops the start."""


def registry(entries: Iterable[EntryPoint] | None = None) -> Mapping[str, Plugin]:
    """Every fake by slug: the six, then those of *entries* (default: what is installed). Raises `PluginRefused`."""
    plugins = dict(THE_SIX)
    for entry in installed() if entries is None else entries:
        if entry.name in plugins:
            raise PluginRefused(f"{_origin(entry)}: the slug '{entry.name}' is taken already; choose another one")
        plugins[entry.name] = _loaded(entry)
    return MappingProxyType(plugins)


def plugin_for(slug: str, settings: ProviderSettings | None = None) -> Plugin:
    """The fake called *slug*: the class that is installed, or what its *settings* describe. Raises `PluginRefused`."""
    plugins = registry()
    described = settings.plugin if settings else None
    if slug in plugins:
        if described is not None:
            raise PluginRefused(f"identity_providers, [{slug}.plugin]: a class is installed for '{slug}'; remove the table")
        return plugins[slug]
    if described is None:
        raise PluginRefused(f"no identity provider is called '{slug}'; there are {', '.join(plugins)}. Install the package that "
                            f"brings it into this environment, or describe it under [{slug}.plugin]")
    plugin = described.plugin(slug)
    if fault := _fault(plugin, slug):
        raise PluginRefused(f"identity_providers, [{slug}.plugin]: {fault}")
    return plugin


@cache
def installed() -> tuple[EntryPoint, ...]:
    """The entry points of the group, in the order of their names: looked for once, through every installed package."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)))


def _loaded(entry: EntryPoint) -> Plugin:
    try:
        made = entry.load()()
    except Exception as error:
        fault = f"cannot be loaded ({type(error).__name__}: {error}); mend or uninstall it"
        raise PluginRefused(f"{_origin(entry)}: {fault}") from error
    wrong = _fault(made, entry.name)
    if wrong:
        raise PluginRefused(f"{_origin(entry)}: {wrong}")
    plugin: Plugin = made
    return plugin


def _fault(made: object, name: str) -> str | None:
    for member in _TEXTS:
        if not isinstance(getattr(made, member, None), str):
            return f"lacks the text '{member}'; give it one (identity_providers/plugin.py says what it means)"
    amr = getattr(made, "amr", None)
    if not isinstance(amr, tuple) or not all(isinstance(method, str) for method in amr):
        return "lacks 'amr', a tuple of texts such as ('pwd',); give it one"
    for member in _METHODS:
        if not callable(getattr(made, member, None)):
            return f"lacks the method '{member}'; write it (identity_providers/plugin.py says what it answers)"
    slug, level = getattr(made, "slug", ""), getattr(made, "level", "")
    if slug != name or not _SLUG.fullmatch(slug):
        return f"has the slug '{slug}' under the entry '{name}'; both must be the same lower-case word"
    if level not in {"eidas1", "eidas2", "eidas3"}:
        return f"has the level '{level}'; it must be eidas1, eidas2 or eidas3"
    if not isinstance(getattr(made, "realistic", None), Realistic | None):
        return "has a 'realistic' that is no Realistic; describe the mode with identity_providers/realistic.py, or leave it out"
    return None


def _origin(entry: EntryPoint) -> str:
    package = entry.dist.name if entry.dist else "an unknown package"
    return f"entry point {entry.name} = {entry.value} of {package}"
