from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_provider.rules.emails import email_key, mask_email, read_email
from service_provider.rules.lists import DIPLOMAS, REPETITIONS, STREET_TYPES
from service_provider.rules.passwords import common_words, is_guessable, missing_criteria, normal_password
from service_provider.rules.phones import mask_phone, read_phone, show_phone


@pytest.mark.parametrize(("password", "missing"), [
    ("Simulateur2026", []), ("Abcdefg1", []), ("Abcdef1", ["length"]), ("abcdefg1", ["uppercase"]), ("ABCDEFG1", ["lowercase"]),
    ("Abcdefgh", ["digit"]), ("", ["length", "uppercase", "lowercase", "digit"]), ("Été à 3 h", []), ("É¾²aaaaaa", ["digit"]),
])
def test_profile_2020_asks_eight_characters_with_upper_lower_and_digit(password: str, missing: list[str]) -> None:
    assert [criterion.code for criterion in missing_criteria(password, "2020")] == missing


@pytest.mark.parametrize(("password", "missing"), [
    ("Abcdefghij1!", []), ("Abcdefghijk1", ["special"]), ("Abcdefghi1!", ["length"]), ("Phrase longue 2", []),
])
def test_profile_2025_asks_twelve_with_a_special_character(password: str, missing: list[str]) -> None:
    assert [criterion.code for criterion in missing_criteria(password, "2025")] == missing


def test_every_keyboard_types_the_same_password() -> None:
    assert normal_password("E\u0301te\u0301 2026") == normal_password("Été 2026")


@pytest.mark.parametrize("password", [
    "Motdepasse1", "Soleil123", "123Azerty!", "!!MOTDEPASSE2026", "A2870355140901z", "Aa140901zz", "Aa14-09 01zz", "Specimen2026",
    "camille2026A", "MonCompteFormation1", "Cpf2026aa", "CPF-2026aa",
])
def test_what_others_try_first_is_guessable(password: str) -> None:
    words = ("SPÉCIMEN", "camille")
    assert is_guessable(password, nir="2870355140901", words=words, common=common_words())


@pytest.mark.parametrize("password", ["Simulateur2026", "Aa14x0901z", "Correct-Cheval-7-Pile", "Lisbonne1755x"])
def test_other_passwords_are_not(password: str) -> None:
    assert not is_guessable(password, nir="2870355140901", words=("SPÉCIMEN", "li", ""), common=common_words())


def test_the_shipped_words_are_as_they_are_compared() -> None:
    words = common_words()
    assert len(words) > 50
    assert words == {word.casefold() for word in words}


@pytest.mark.parametrize(("text", "line", "number"), [
    ("06 39 98 01 01", "mobile", "+33639980101"), ("+33 6 39 98 01 01", "mobile", "+33639980101"),
    ("0033639980101", "mobile", "+33639980101"), ("06.39.98.01.01", "mobile", "+33639980101"),
    ("01 99 00 12 34", "landline", "+33199001234"), ("02 61 91 00 00", "landline", "+33261910000"),
    ("03 53 01 00 00", "landline", "+33353010000"), ("04 65 71 00 00", "landline", "+33465710000"),
    ("05 36 49 00 00", "landline", "+33536490000"),
    ("0692 12 34 56", "mobile", "+262692123456"), ("0262 12 34 56", "landline", "+262262123456"),
    ("09 72 12 34 56", "landline", "+33972123456"),
    ("06 39 98 01 01", "landline", None), ("01 99 00 12 34", "mobile", None), ("+44 7911 123456", "mobile", None),
    ("06 39 98 01 0", "mobile", None), ("06 39 98 01 011", "mobile", None), ("0639980101 ext 3", "mobile", None),
    ("", "mobile", None), ("3949", "landline", None), ("téléphone", "mobile", None),
])
def test_french_numbers_of_the_right_kind_are_read(text: str, line: str, number: str | None) -> None:
    assert read_phone(text, line) == number  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_no_text_upsets_the_reading_of_numbers_and_addresses(text: str) -> None:
    number = read_phone(text, "mobile")
    assert number is None or number.startswith("+")
    address = read_email(text)
    assert address is None or "@" in address


def test_a_number_is_shown_as_it_is_dialled_and_masked_elsewhere() -> None:
    assert show_phone("+33639980101") == "06 39 98 01 01"
    assert mask_phone("+33639980101") == "06 •• •• •• 01"


@pytest.mark.parametrize(("text", "address"), [
    (" camille@example.org ", "camille@example.org"), ("Camille@EXAMPLE.org", "Camille@example.org"), ("a@b.test", "a@b.test"),
    ("camille", None), ("a@localhost", None), ("a@b@c.org", None), ("", None), ("a\n@example.org", None),
])
def test_addresses_are_judged_by_their_syntax(text: str, address: str | None) -> None:
    assert read_email(text) == address


def test_addresses_are_compared_in_one_case_and_masked() -> None:
    assert email_key("Camille@example.org") == email_key("camille@example.org")
    assert mask_email("camille@example.org") == "c•••@example.org"


def test_the_lists_are_those_of_the_domain() -> None:
    assert next(iter(DIPLOMAS.items())) == ("NR", "Non renseigné")
    assert len(DIPLOMAS) == 10
    assert list(REPETITIONS.values())[:5] == ["", "bis", "ter", "quater", "quinquies"]
    assert (REPETITIONS["B"], REPETITIONS["C"], REPETITIONS["A"]) == ("bis", "quinquies", "A")
    assert STREET_TYPES["RUE"] == "Rue"
    assert len(set(STREET_TYPES.values())) == len(STREET_TYPES) == 43
