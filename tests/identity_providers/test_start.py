"""A fake starts as it is told, keeps its keys, and says in a sentence why it does not start."""

import json
import stat

import pytest

from doublure.settings import SettingsError
from identity_providers.app import create_app, from_environment
from identity_providers.registry import PluginRefused
from identity_providers.settings import load_settings
from tests.identity_providers.household import CONFIG, make_ports, make_visitor


def test_an_unknown_fake_stops_the_start(tmp_path):
    with pytest.raises(PluginRefused, match="no identity provider is called 'yris'; there are impots, ameli"):
        create_app("yris", load_settings(CONFIG)["impots"], make_ports(tmp_path))


def test_a_level_out_of_reach_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="eidas2 is above eidas1"):
        create_app("impots", load_settings(CONFIG)["alicem"], make_ports(tmp_path))


def test_the_key_is_made_once_kept_for_its_owner_alone_and_differs_from_fake_to_fake(tmp_path):
    first, again, other = (make_visitor(slug, tmp_path).call("/jwks").get_json() for slug in ("impots", "impots", "ameli"))
    assert first == again
    assert first != other
    kept = tmp_path / "keys" / "impots.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["keys"][0]["kid"] == first["keys"][0]["kid"]


def test_a_production_server_names_the_fake_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path))
    monkeypatch.setenv("DOUBLURE_CONFIG", str(CONFIG))
    monkeypatch.setenv("DOUBLURE_PROVIDER", "msa")
    client = from_environment().test_client()
    assert client.get("/.well-known/openid-configuration", base_url="http://localhost:4425").get_json()["issuer"] == (
        "http://localhost:4425")


@pytest.mark.parametrize("name", ["", "yris"])
def test_without_a_known_name_in_the_environment_it_does_not_start(tmp_path, monkeypatch, name):
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path))
    monkeypatch.setenv("DOUBLURE_PROVIDER", name)
    with pytest.raises(PluginRefused, match="no identity provider is called"):
        from_environment()


def test_a_fake_without_its_table_does_not_start(tmp_path, monkeypatch):
    (tmp_path / "identity_providers").mkdir()
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("DOUBLURE_CONFIG", str(tmp_path))
    monkeypatch.setenv("DOUBLURE_PROVIDER", "msa")
    with pytest.raises(SettingsError, match=r"there is no table \[msa\]; add msa.toml"):
        from_environment()
