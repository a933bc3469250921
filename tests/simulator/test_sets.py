"""Another set of identity providers, as files alone; and further fakes that only a table describes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from doublure.settings import SettingsError
from identity_providers.registry import PluginRefused
from simulator.checking import check_configuration
from simulator.cli import main
from simulator.fakes import applications_of, offsets_of
from simulator.sets import with_set
from tests.stories.federation import CONFIG, Federation, running_federation, through

OF_2026 = ["impots", "ameli", "laposte", "msa", "yris", "france-identite", "trustme"]
TABLE = """
[seventh]
levels = ["eidas1"]
{more}
[seventh.client]
client_id = "doublure-hub"
client_secret = "doublure-hub-at-seventh-for-local-use-only-0123456789"
redirect_uris = ["{{hub}}/api/v2/oidc-callback"]
"""
DESCRIBED = '[seventh.plugin]\ntitle = "Septième"\nhint = "identifiant"\n'


@pytest.fixture(scope="module")
def federation_2026(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    state = tmp_path_factory.mktemp("2026")
    laid = with_set(CONFIG, "2026", state)
    with running_federation(state, config=laid, only=("hub", "yris", "france-identite", "trustme")) as running:
        yield running


def seventh(folder: Path, more: str = DESCRIBED) -> Path:
    """The configuration, with a seventh fake."""
    shutil.copytree(CONFIG, folder / "config")
    (folder / "config/identity_providers/seventh.toml").write_text(TABLE.format(more=more))
    return folder / "config"


def test_the_choice_page_of_2026_offers_those_in_service_then(federation_2026: Federation) -> None:
    service = federation_2026.service()
    page = service.person().opens(service.asks().url)
    assert [field.testid.removeprefix("idp-") for field in page.form_with("idp-impots").fields if field.is_button] == OF_2026
    assert page.said("idp-france-identite") == "France Identité"


@pytest.mark.parametrize(("idp", "login"), [("yris", "bruno"), ("france-identite", "bruno@example.org"), ("trustme", "bruno")])
def test_each_of_them_logs_its_people_in_and_says_that_it_is_simulated(
    federation_2026: Federation, idp: str, login: str
) -> None:
    service = federation_2026.service()
    person, question = service.person(), service.asks()
    person.opens(question.url)
    page = person.presses(f"idp-{idp}")
    assert page.title.startswith("SIMULATEUR")
    assert "N’entrez jamais vos vrais identifiants" in page.text or "N'entrez jamais vos vrais identifiants" in page.text
    person.opens(question.url)
    through(person, idp, login)
    assert service.knows(person, question).userinfo["family_name"] == "FACTICE"


def test_a_set_holds_files_alone_and_is_valid(tmp_path: Path) -> None:
    assert {file.suffix for file in (CONFIG / "sets").rglob("*") if file.is_file()} == {".toml"}
    laid = with_set(CONFIG, "2026", tmp_path)
    assert check_configuration(laid) == check_configuration(CONFIG) + 2, "two tables less and three more, at both ends"
    assert {"mobileconnect", "alicem"}.isdisjoint(applications_of(laid))


def test_an_edited_file_of_the_configuration_is_the_set_s_as_well(tmp_path: Path) -> None:
    laid = with_set(CONFIG, "2026", tmp_path)
    assert (laid / "personas.toml").resolve() == (CONFIG / "personas.toml").resolve()
    assert with_set(CONFIG, "2026", tmp_path) == laid, "and laid anew at each start"


def test_a_set_that_does_not_exist_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="called '1789'; there are 2026"):
        with_set(CONFIG, "1789", tmp_path)
    answer = CliRunner().invoke(main, ["check", "--set", "1789"])
    assert answer.exit_code == 1
    assert "there are 2026" in answer.output


def test_without_a_set_the_configuration_is_what_it_is(tmp_path: Path) -> None:
    assert with_set(CONFIG, None, tmp_path) is CONFIG


def test_a_further_fake_gets_the_next_free_port_or_its_own(tmp_path: Path) -> None:
    assert offsets_of(seventh(tmp_path / "a"))["seventh"] == 50
    assert offsets_of(seventh(tmp_path / "b", "offset = 77\n" + DESCRIBED))["seventh"] == 77
    assert list(applications_of(tmp_path / "a/config"))[-1] == "seventh"


def test_two_further_fakes_on_one_port_are_refused(tmp_path: Path) -> None:
    config = seventh(tmp_path, "offset = 77\n" + DESCRIBED)
    table = TABLE.format(more="offset = 77\n" + DESCRIBED)
    (config / "identity_providers/eighth.toml").write_text(table.replace("seventh", "eighth"))
    with pytest.raises(SettingsError, match=r"\[seventh\], key 'offset': 77 is that of \[eighth\]"):
        offsets_of(config)


@pytest.mark.parametrize(("more", "said"), [
    ("", r"no identity provider is called 'seventh'; .* Install the package .* or describe it under \[seventh.plugin\]"),
    (DESCRIBED + 'level = "eidas9"\n', "eidas1"),
    (DESCRIBED.replace('hint = "identifiant"\n', ""), "hint"),
])
def test_a_further_fake_that_nothing_makes_is_refused_in_a_sentence(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        applications_of(seventh(tmp_path, more))


def test_a_table_does_not_describe_what_a_class_makes(tmp_path: Path) -> None:
    config = seventh(tmp_path)
    table = config / "identity_providers/impots.toml"
    table.write_text(table.read_text() + '\n[impots.plugin]\ntitle = "x"\nhint = "y"\n')
    with pytest.raises(PluginRefused, match="a class is installed for 'impots'"):
        check_configuration(config)
