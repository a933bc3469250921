"""Every fake in the registry keeps the plugin's promises: a seventh is tested before its author writes a test.

Those of other packages as well, once they are installed into this environment.
"""


import pytest

from doublure.personas import People, Persona, identifier_at
from identity_providers.described import Described
from identity_providers.plugin import Answers, Refusal, canonical
from identity_providers.registry import THE_SIX, registry

PEOPLE = People([
    Persona(id="P02", login="bruno", nir="179102627490292", nif="3999998002378", phone="06 39 98 01 02",
            email="bruno@example.org"),
    Persona(id="P10", login="lisandru", nir="181022A15891035", nif="3999998010386", phone="06 39 98 01 10",
            email="lisandru@example.org", idps=("impots", "ameli")),
    Persona(id="P00", login="nobody", idps=()),
    Persona(id="P18", login="lou", nir="299125534491875", phone="06 39 98 01 18", email="famille.jumeau@example.org"),
    Persona(id="P19", login="loup", nir="199125534491927", phone="06 39 98 01 19", email="famille.jumeau@example.org"),
])

#: One that a table describes keeps the same promises as a class.
DESCRIBED = Described("described", "Décrit", "eidas1", ("pwd",), "numéro de mobile", "phone")
every_plugin = pytest.mark.parametrize("plugin", [*registry().values(), DESCRIBED], ids=lambda plugin: plugin.slug)
every_installed = pytest.mark.parametrize("plugin", registry().values(), ids=lambda plugin: plugin.slug)


def test_the_six_stand_in_the_order_of_the_founding_document():
    assert [plugin.title for plugin in THE_SIX.values()] == [
        "impots.gouv.fr", "ameli.fr", "L'Identité Numérique La Poste", "MobileConnect et moi", "msa.fr", "Alicem",
    ]


@every_installed
def test_the_slug_is_the_key_of_the_map(plugin):
    found = registry()[plugin.slug]
    assert (type(found), found.slug) == (type(plugin), plugin.slug)


@every_plugin
def test_a_login_finds_its_persona(plugin):
    assert plugin.find(Answers(identifier="bruno"), PEOPLE).login == "bruno"


@every_plugin
def test_each_own_identifier_finds_its_persona_however_it_is_spaced(plugin):
    bruno = PEOPLE.by_login("bruno")
    for identifier in plugin.identifiers(bruno):
        for written in (identifier, f"  {identifier} ", identifier.upper()):
            assert plugin.find(Answers(identifier=written), PEOPLE) is bruno
        if "@" not in identifier:
            digits = canonical(identifier)
            for written in (" ".join(digits), digits[:3] + " " + digits[3:], ".".join(digits), "-".join(digits)):
                assert plugin.find(Answers(identifier=written), PEOPLE) is bruno


@pytest.mark.parametrize("plugin", THE_SIX.values(), ids=lambda plugin: plugin.slug)
def test_its_identifiers_are_the_ones_the_people_table_publishes(plugin):
    bruno = PEOPLE.by_login("bruno")
    published = identifier_at(bruno, plugin.slug)
    assert published in (*plugin.identifiers(bruno), bruno.login)
    assert not plugin.identifiers(bruno) or published == plugin.identifiers(bruno)[0]


@every_plugin
def test_who_has_no_account_here_is_not_found(plugin):
    assert plugin.find(Answers(identifier="nobody"), PEOPLE) is Refusal.ELSEWHERE


@every_plugin
@pytest.mark.parametrize("typed", ["", " ", "personne", "bruno@example.com", "0000000000000", "\N{ZERO WIDTH SPACE}", "-", "."])
def test_a_value_outside_the_test_set_is_not_found(plugin, typed):
    assert plugin.find(Answers(identifier=typed), PEOPLE) is Refusal.STRANGER


@every_plugin
def test_a_persona_without_facts_has_no_identifiers_and_no_empty_one(plugin):
    empty = Persona(login="empty")
    assert plugin.identifiers(empty) == ()
    assert plugin.find(Answers(identifier=""), People([empty])) is Refusal.STRANGER


@every_plugin
def test_what_was_typed_is_in_no_representation(plugin):
    assert "2870355140901" not in repr(Answers(identifier="2870355140901"))


def test_a_shared_mailbox_opens_nobodys_account():
    laposte = THE_SIX["laposte"]
    assert laposte.find(Answers(identifier="famille.jumeau@example.org"), PEOPLE) is Refusal.ELSEWHERE
    assert laposte.find(Answers(identifier="lou"), PEOPLE).login == "lou"
    assert laposte.find(Answers(identifier="06 39 98 01 19"), PEOPLE).login == "loup"


@pytest.mark.parametrize("typed", ["181022A158910", "181022a158910", "1 81 02 2A 158 910"])
def test_corsica_is_found_with_its_letter(typed):
    assert THE_SIX["ameli"].find(Answers(identifier=typed), PEOPLE).login == "lisandru"


@pytest.mark.parametrize("typed", ["06 39 98 01 02", "0639980102", "+33 6 39 98 01 02", "0033639980102", "+33(0)639980102"])
def test_a_mobile_number_is_found_as_people_write_it(typed):
    assert THE_SIX["mobileconnect"].find(Answers(identifier=typed), PEOPLE).login == "bruno"


@pytest.mark.parametrize(("slug", "typed"), [
    ("impots", "1791026274902"), ("ameli", "3999998002378"), ("ameli", "179102627490292"),
    ("mobileconnect", "bruno@example.org"), ("alicem", "0639980102"),
])
def test_another_providers_kind_of_identifier_is_no_account_here(slug, typed):
    assert THE_SIX[slug].find(Answers(identifier=typed), PEOPLE) is Refusal.ELSEWHERE
