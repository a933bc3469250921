"""Configuration names applications; the address book says where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from doublure.addresses import Address, AddressBook, UnknownApplication
from doublure.settings import SettingsError


def test_every_application_stands_at_its_published_port() -> None:
    book = AddressBook.local()
    expected = {"hub": 4400, "hub-plus": 4401, "hub-openid": 4402, "moncompteformation": 4410, "dashboard": 4411,
                "impots": 4421, "ameli": 4422, "laposte": 4423, "mobileconnect": 4424, "msa": 4425, "alicem": 4426,
                "telephone": 4430, "registry": 4431, "data-provider": 4432, "console": 4440, "canary": 4441}
    assert {slug: book.public(slug) for slug in book.applications} == {
        slug: f"http://localhost:{port}" for slug, port in expected.items()}


def test_the_base_port_shifts_all() -> None:
    assert AddressBook.local(5400).public("alicem") == "http://localhost:5426"


def test_a_name_in_braces_becomes_the_public_origin() -> None:
    assert AddressBook.local().resolve("{hub-plus}/api/v2 and {impots}/x") == (
        "http://localhost:4401/api/v2 and http://localhost:4421/x")


def test_an_unknown_name_is_a_sentence_that_lists_the_known_ones() -> None:
    with pytest.raises(UnknownApplication, match=r"no application is called 'impot'; .* impots"):
        AddressBook.local().resolve("{impot}/x")


def test_a_file_overrides_single_lines_and_internal_defaults_to_public(tmp_path: Path) -> None:
    path = tmp_path / "addresses.toml"
    path.write_text('[hub]\npublic = "https://fc.example"\ninternal = "http://hub:4400"\n'
                    '[seventh]\npublic = "https://op.example"\n')
    book = AddressBook.local().overridden(path)
    assert book.applications["hub"] == Address("https://fc.example", "http://hub:4400")
    assert book.internal("seventh") == "https://op.example"
    assert book.public("impots") == "http://localhost:4421"
    assert book.wire()["https://fc.example"] == "http://hub:4400"


def test_without_the_file_the_book_is_unchanged(tmp_path: Path) -> None:
    book = AddressBook.local()
    assert book.overridden(tmp_path / "addresses.toml") is book


@pytest.mark.parametrize("value", ["http://x/", "http://x/path", "ftp://x", "x:80", "http://u:p@x", "http://x?a=b"])
def test_an_address_is_an_origin_and_nothing_more(tmp_path: Path, value: str) -> None:
    path = tmp_path / "addresses.toml"
    path.write_text(f'[hub]\npublic = "{value}"\n')
    with pytest.raises(SettingsError, match=r"\[hub\], key 'public': is not an origin; write"):
        AddressBook.local().overridden(path)
