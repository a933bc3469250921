"""The configuration of the fakes is complete, says nothing impossible, and agrees with what the hub knows of them."""

import tomllib
from pathlib import Path

import pytest

from doublure.settings import SettingsError
from identity_providers.registry import THE_SIX
from identity_providers.settings import load_settings, unreachable

CONFIG = Path(__file__).parents[2] / "config"

HUB_KNOWS = {
    slug: table
    for path in sorted((CONFIG / "broker" / "identity_providers").glob("*.toml"))
    for slug, table in tomllib.loads(path.read_text("utf-8")).items()
}

every_fake = pytest.mark.parametrize("slug", THE_SIX)


def table(**changes):
    lines = {"levels": '["eidas1"]'} | changes
    client = {"client_id": '"doublure-hub"', "client_secret": '"secret-at-both-ends"', "redirect_uris": '["{hub}/cb"]'}
    return "\n".join([
        "[impots]", *(f"{key} = {value}" for key, value in lines.items() if value is not None),
        "[impots.client]", *(f"{key} = {value}" for key, value in client.items()),
    ])


def written(tmp_path, text):
    (tmp_path / "identity_providers").mkdir()
    (tmp_path / "identity_providers" / "impots.toml").write_text(text, "utf-8")
    return tmp_path


def test_exactly_the_six_are_configured():
    assert set(load_settings(CONFIG)) == set(THE_SIX)


@every_fake
def test_both_ends_of_the_wire_agree(slug):
    here, there = load_settings(CONFIG)[slug], HUB_KNOWS[slug]
    assert there["clientID"] == here.client.client_id
    assert here.client.client_secret.matches(there["client_secret"])
    assert tuple(there["allowedAcr"]) == here.levels
    assert there["title"] == THE_SIX[slug].title
    assert there["url"] == "{" + slug + "}"


@every_fake
def test_a_fake_promises_no_level_above_its_plugins(slug):
    unreachable(THE_SIX[slug], load_settings(CONFIG)[slug])


@every_fake
def test_the_secret_shows_in_no_representation(slug):
    settings = load_settings(CONFIG)[slug]
    assert settings.client.client_secret.reveal() not in repr(settings)


def test_a_level_above_the_plugins_stops_the_start(tmp_path):
    settings = load_settings(written(tmp_path, table(levels='["eidas1", "eidas3"]')))
    with pytest.raises(SettingsError, match=r"\[impots\], key 'levels': eidas3 is above eidas1"):
        unreachable(THE_SIX["impots"], settings["impots"])


@pytest.mark.parametrize(("changes", "words"), [
    ({"levels": "[]"}, "'levels'"),
    ({"levels": '["eidas4"]'}, "'levels.0'"),
    ({"pasword": '"123"'}, "did you mean 'password'"),
    ({"pause": "0"}, "'pause'"),
    ({"mode": '"clone"'}, "'mode'"),
])
def test_a_mistake_names_file_table_and_key(tmp_path, changes, words):
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, table(**changes)))
    assert "impots.toml, [impots]" in str(caught.value)
    assert words in str(caught.value)
