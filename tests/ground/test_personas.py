"""The people: read from our file and from FranceConnect's, found by what they type, spelled as each provider does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from doublure.birth import age_on, nir_of, resolved
from doublure.personas import People, document, identifier_at, identity_at, load_people, persona_from
from doublure.settings import SettingsError

TODAY = date(2026, 11, 23)
CONFIG = Path(__file__).parents[2] / "config" / "personas.toml"
TABLE = json.loads((Path(__file__).parent / "personas.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def people() -> People:
    return load_people(CONFIG, today=TODAY)


@pytest.mark.parametrize("row", TABLE, ids=[row["login"] for row in TABLE])
def test_on_the_reference_date_every_person_is_the_one_of_the_published_table(people: People, row: dict) -> None:
    persona = people.by_login(row["login"])
    shown = document(persona, age_on(persona.birthdate, TODAY))
    assert {name: shown[name] for name in row} == row


def test_nobody_is_missing_and_nobody_is_added(people: People) -> None:
    assert [persona.login for persona in people] == [row["login"] for row in TABLE]


@pytest.mark.parametrize("row", [row for row in TABLE if row["login"] != "iris"], ids=lambda row: row["login"])
def test_the_number_follows_from_the_birth(row: dict) -> None:
    assert nir_of(gender=row["gender"], birthdate=row["birthdate"], birthplace=row["birthplace"],
                  birthcountry=row["birthcountry"], rank=900 + int(row["id"][1:])) == row["nir"]


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 2, 28), date(2028, 2, 29), date(2031, 12, 31)])
def test_minors_keep_their_age_whatever_the_day(today: date) -> None:
    people = load_people(CONFIG, today=today)
    ages = {login: age_on(people.by_login(login).birthdate, today) for login in ("noa", "jade", "sacha", "veille")}
    assert ages == {"noa": 15, "jade": 15, "sacha": 16, "veille": 15}


@pytest.mark.parametrize(("text", "expected"), [
    ("today", "2026-11-23"), ("today-16y+1d", "2010-11-24"), ("today-15y-5m-8d", "2011-06-15"), ("1992-00-00", "1992-00-00"),
])
def test_a_relative_date_is_counted_from_today(text: str, expected: str) -> None:
    assert resolved(text, TODAY) == expected


def test_the_twenty_ninth_of_february_falls_back_to_the_twenty_eighth() -> None:
    assert resolved("today-1y", date(2028, 2, 29)) == "2027-02-28"


@pytest.mark.parametrize(("slug", "typed"), [
    ("impots", "3999998002378"), ("impots", "39 99 99 80 02 378"), ("ameli", "1 79 10 26 274 902"), ("msa", "1791026274902"),
    ("laposte", "BRUNO@example.org"), ("laposte", "0639980102"), ("mobileconnect", "06 39 98 01 02"), ("alicem", "bruno"),
])
def test_a_provider_knows_a_person_by_its_own_identifier(people: People, slug: str, typed: str) -> None:
    assert people.by_identifier(slug, typed) is people.by_login("bruno")


@pytest.mark.parametrize(("slug", "typed"), [
    ("ameli", "179102627490292"), ("impots", "3999998004380"), ("laposte", "famille.jumeau@example.org"), ("impots", ""),
])
def test_a_provider_knows_nobody_by_another_identifier(people: People, slug: str, typed: str) -> None:
    assert people.by_identifier(slug, typed) is None


def test_three_providers_spell_one_person_in_three_ways(people: People) -> None:
    jeanloup = people.by_login("jeanloup")
    spelled = [(claims["family_name"], claims["given_name"])
               for claims in (identity_at(jeanloup, slug) for slug in ("impots", "ameli", "laposte"))]
    assert spelled == [("DE-LA-MAQUETTE", "Jean Loup"), ("DE LA MAQUETTE", "Jean-Loup Émile"),
                       ("De La Maquette", "Jean-Loup")]


def test_twins_share_a_mailbox_at_ameli_only(people: People) -> None:
    lou, loup = people.by_login("lou"), people.by_login("loup")
    assert identity_at(lou, "ameli")["email"] == identity_at(loup, "ameli")["email"] == "famille.jumeau@example.org"
    assert identity_at(lou, "laposte")["email"] == "lou@example.org"


def test_what_is_empty_is_absent_from_the_claims(people: People) -> None:
    assert "birthplace" not in identity_at(people.by_login("lukas"), "impots")
    assert "email" not in identity_at(people.by_login("sansmail"), "msa")
    assert "preferred_username" not in identity_at(people.by_login("bruno"), "impots")


def test_a_birthplace_abroad_is_absent_even_when_the_file_has_one(people: People) -> None:
    moved = people.by_login("bruno").model_copy(update={"birthcountry": "99113"})
    assert "birthplace" not in identity_at(moved, "impots")


def test_special_situations_are_data(people: People) -> None:
    assert people.by_login("bloque").account == "disabled"
    assert people.by_login("noa").apprenticeship is True
    assert people.by_login("jade").apprenticeship is False
    assert people.by_login("camille").apprenticeship is None
    assert people.by_login("marcel").registry == {"status": "deceased"}
    assert len(people.with_account_at("mobileconnect")) == 3


def test_replacing_somebody_leaves_the_others_and_the_original_alone(people: People) -> None:
    edited = people.by_login("bruno").model_copy(update={"nif": "3999998099999"})
    after = people.replace(edited)
    assert after.by_identifier("impots", "3999998099999") is edited
    assert after.by_identifier("impots", "3999998002378") is None
    assert people.by_identifier("impots", "3999998002378") is not None
    assert len(after) == len(people)


def test_the_identifier_offered_is_the_providers_own(people: People) -> None:
    assert identifier_at(people.by_login("camille"), "ameli") == "2870355140901"
    assert identifier_at(people.by_login("camille").model_copy(update={"nif": ""}), "impots") == "camille"


NEW = ("login,password,family_name,preferred_username,given_name,gender,email,phone_number,birthdate,birthplace,"
       "birthcountry,country,locality,postal_code,street_address\n")
OLD = ("id,identifiant,motDePasse,nomDeNaissance,nomDUsage,prenoms,genre,email,telephone,dateDeNaissance,"
       "codePostalLieuDeNaissance,codePaysDeNaissance,adressePays,adresseVille,adresseCodePostal,adresseVoie\n")


@pytest.mark.parametrize("text", [
    NEW + "essai,123,MODÈLE,,Léa Rose,female,essai@example.org,0639980150,1990-01-00,55140,99100,France,Cunel,55110,1 rue X\n",
    OLD + "7,essai,123,MODÈLE,,Léa Rose,female,essai@example.org,0639980150,1990-01-00,55140,99100,France,Cunel,55110,1 rue X\n",
    "\ufeff" + NEW.replace(",", ";")
    + "essai;123;MODÈLE;;Léa Rose;female;essai@example.org;0639980150;1990-01-00;55140;99100;France;Cunel;55110;1 rue X\n",
], ids=["newer header", "older header", "semicolons and a byte order mark"])
def test_both_csv_headers_of_franceconnect_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "personas.csv"
    path.write_text(text, "utf-8")
    (essai,) = load_people(path, today=TODAY)
    assert identity_at(essai, "impots") == {
        "family_name": "MODÈLE", "given_name": "Léa Rose", "gender": "female", "email": "essai@example.org",
        "phone_number": "+33639980150", "birthdate": "1990-01-00", "birthplace": "55140", "birthcountry": "99100",
        "address": {"country": "France", "locality": "Cunel", "postal_code": "55110", "street_address": "1 rue X"},
    }


def test_a_csv_with_missing_facts_drops_those_claims(tmp_path: Path) -> None:
    path = tmp_path / "personas.csv"
    path.write_text(NEW + "sans_genre,123,MODÈLE,,Léa,,,,1990-01-01,,99100,,,,\n", "utf-8")
    (persona,) = load_people(path, today=TODAY)
    assert set(identity_at(persona, "impots")) == {"family_name", "given_name", "birthdate", "birthcountry"}


@pytest.mark.parametrize(("name", "text", "words"), [
    ("p.csv", "a,b,c\n1,2,3\n", ["first line", "login,password"]),
    ("p.csv", NEW + "x,123,A,,B,female,,,31/12/1999,,,,,,\n", ["line 2", "birthdate"]),
    ("p.toml", "[x]\ngender = 'woman'\n", ["[x]", "gender"]),
    ("p.toml", "[x]\nbirth_date = '1990-01-01'\n", ["[x]", "birth_date", "did you mean 'birthdate'"]),
    ("p.toml", "[x]\nbirthdate = 'today-16years'\n", ["[x]", "birthdate"]),
    ("p.toml", "[x]\nbirthdate = '1990-01-01'\nnir_rank = 900\n", ["[x]", "nir_rank", "INSEE code"]),
    ("p.toml", "[x]\nlogin = 'y'\n[y]\n", ["[y]", "second person"]),
    ("p.toml", "x = 1\n", ["'x'", "[login]"]),
])
def test_a_wrong_file_is_a_sentence_with_its_place(tmp_path: Path, name: str, text: str, words: list[str]) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        load_people(path, today=TODAY)
    assert all(word in str(refused.value) for word in [str(path), *words]), str(refused.value)


ORDERED = ("E010004", "E010006", "E010007", "E010008", "E010009", "E010011", "E010012", "E010013", "E010015", "E010099")


def test_a_csv_orders_the_registrys_answer_by_the_suffix_of_the_given_names(tmp_path: Path) -> None:
    path = tmp_path / "personas.csv"
    lines = [f"{code},123,MARTIN,,Jean_{code},male,{code.lower()}@example.org,,1969-03-17,95277,99100,,,,\n" for code in ORDERED]
    path.write_text(NEW + "".join(lines), "utf-8")
    people = load_people(path, today=TODAY)
    assert len(people) == len(ORDERED)
    assert all(persona.registry for persona in people)
    assert people.by_login("E010015").registry == {"status": "deceased"}
    assert people.by_login("E010011").registry == {"scenario": "FED-12/late"}


@pytest.mark.parametrize(("registry", "word"), [
    ({"statut": "unknown"}, "'statut' is nothing a registry has"), ({"status": "dead"}, "status must be one of known"),
    ({"lookalikes": 12}, "lookalikes must be"), ({"lookalikes": "many"}, "lookalikes must be"),
    ({"nir": "1"}, "'nir' is nothing"),
], ids=str)
def test_what_no_registry_has_is_a_sentence(registry: dict[str, str | int], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        persona_from({"login": "x", "registry": registry}, TODAY)
