"""A bad plugin stops the start with a sentence; a good one becomes the seventh."""

import re
import sys
import types
from importlib.metadata import EntryPoint

import pytest

from doublure.personas import Persona
from identity_providers.plugin import look_up
from identity_providers.realistic import Approval, Fault, Realistic, realistic_of
from identity_providers.registry import GROUP, PluginRefused, registry


class Yris:
    slug = "yris"
    title = "YRIS"
    level = "eidas2"
    amr = ("pwd",)
    hint = "adresse électronique"

    def identifiers(self, persona: Persona):
        return (persona.email,) if persona.email else ()

    def find(self, answers, people):
        return look_up(self, answers, people)


@pytest.fixture
def entry(monkeypatch):
    module = types.ModuleType("seventh_provider")
    monkeypatch.setitem(sys.modules, "seventh_provider", module)

    def offered(made, name="yris"):
        module.Made = made
        return EntryPoint(name=name, value="seventh_provider:Made", group=GROUP)

    return offered


def without(member):
    return type("Made", (), {name: value for name, value in vars(Yris).items() if name != member and not name.startswith("__")})


def test_an_outside_package_adds_a_seventh(entry):
    plugins = registry([entry(Yris)])
    assert list(plugins)[-1] == "yris"
    assert len(plugins) == 7


@pytest.mark.parametrize("member", ["slug", "title", "level", "amr", "hint", "identifiers", "find"])
def test_a_missing_member_stops_the_start_and_is_named(entry, member):
    with pytest.raises(PluginRefused, match=rf"yris = seventh_provider:Made .*'{member}'"):
        registry([entry(without(member))])


def test_a_slug_that_is_taken_stops_the_start(entry):
    with pytest.raises(PluginRefused, match="'impots' is taken"):
        registry([entry(Yris, "impots")])


def test_two_packages_with_one_slug_stop_the_start(entry):
    with pytest.raises(PluginRefused, match="'yris' is taken"):
        registry([entry(Yris), entry(Yris)])


def test_an_entry_named_otherwise_than_its_plugin_stops_the_start(entry):
    with pytest.raises(PluginRefused, match="slug 'yris' under the entry 'autre'"):
        registry([entry(Yris, "autre")])


def test_an_unknown_level_stops_the_start(entry):
    with pytest.raises(PluginRefused, match="level 'eidas9'"):
        registry([entry(type("Made", (Yris,), {"level": "eidas9"}))])


def test_a_realistic_mode_that_is_not_described_as_one_stops_the_start(entry):
    with pytest.raises(PluginRefused, match="has a 'realistic' that is no Realistic"):
        registry([entry(type("Made", (Yris,), {"realistic": True}))])
    described = Realistic(asks="identifier", hint="adresse électronique", steps=(Approval("application"),))
    assert realistic_of(registry([entry(type("Made", (Yris,), {"realistic": described}))])["yris"]) is described
    with pytest.raises(re.error):
        Fault("(", "Rien.")


def test_what_cannot_be_imported_stops_the_start():
    absent = EntryPoint(name="yris", value="no_such_package:Yris", group=GROUP)
    with pytest.raises(PluginRefused, match="cannot be loaded"):
        registry([absent])


def test_nobody_can_add_to_the_map_at_run_time():
    with pytest.raises(TypeError):
        registry([])["yris"] = Yris()
