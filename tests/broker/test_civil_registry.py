"""The civil registry in whole logins: who is let through as whom, what is refused with which code, and what a journal tells."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from house import Backend, House, Visitor, claims_of, json_of
from hypothesis import HealthCheck, given, settings

from doublure.armed import Armed, Match, Order
from simulator.lab.catalogue import Catalogue
from tests.registry.edits import IMPOSSIBLE, Edit, edits

FED_12 = Catalogue().scenarios["FED-12"].variants
EVERYTHING = "openid identite_pivot email preferred_username idp_birthdate"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A hub with a deadline of a second and a half instead of six."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOUBLURE_FRANCECONNECT__REGISTRY_DEADLINE", "1.5")
        house = House(tmp_path_factory.mktemp("state"))
    yield house
    house.stop()


@pytest.fixture
def armed(short: House) -> Iterator[Armed]:
    short.forget()
    yield Armed(short.control, short.ports.store)
    short.forget()


def journal(house: House, kind: str = "event") -> dict[str, Any]:
    """The last journey's events, or checks, by name."""
    trace = house.ring.records()[-1].thread.trace
    mine = [record.event for record in house.ring.records() if record.thread.trace == trace and record.event.kind == kind]
    return {getattr(event, "name", "") or getattr(event, "rule", ""): event for event in mine}


def userinfo(house: House, visitor: Visitor, idp: str, login: str) -> dict[str, Any]:
    backend = Backend(house)
    code = visitor.arrives(idp, login, scope=EVERYTHING)["code"]
    return claims_of(backend.reads(json_of(backend.redeems(code))["access_token"]).text)


def test_the_relying_party_gets_the_registrys_spelling_and_the_journal_both(short: House, armed: Armed) -> None:
    known = userinfo(short, Visitor(short), "impots", "steeve")
    assert (known["family_name"], known["given_name"]) == ("RECTIFIE-FICTIF", "Steve Marcel")
    assert known["given_name_array"] == ["Steve", "Marcel"]
    corrected = [record.event.facts for record in short.ring.records()
                 if getattr(record.event, "name", "") == "REGISTRY_RECTIFIED"][-1]
    assert corrected == {
        "family_name": {"provider": "RECTIFIÉ FICTIF", "registry": "RECTIFIE-FICTIF"},
        "given_name": {"provider": "Steeve", "registry": "Steve Marcel"},
    }


def test_one_person_spelled_differently_at_two_providers_has_one_sub_and_one_spelling(short: House, armed: Armed) -> None:
    at_impots = userinfo(short, Visitor(short), "impots", "jeanloup")
    at_ameli = userinfo(short, Visitor(short), "ameli", "jeanloup")
    assert at_impots["sub"] == at_ameli["sub"]
    assert at_impots["given_name_array"] == at_ameli["given_name_array"] == ["Jean-Loup", "Émile"]
    assert at_impots["family_name"] == at_ameli["family_name"] == "DE LA MAQUETTE"


def test_presumed_dates_reach_the_party_completed_and_raw_as_idp_birthdate(short: House, armed: Armed) -> None:
    known = userinfo(short, Visitor(short), "ameli", "tashi")
    assert (known["birthdate"], known["idp_birthdate"]) == ("1992-01-01", "1992-00-00")
    assert (known["birthplace"], known["birthcountry"]) == ("", "99214")


def test_who_has_changed_her_name_at_the_registry_gets_the_new_one_and_a_new_sub(short: House, armed: Armed) -> None:
    before = userinfo(short, Visitor(short), "impots", "camille")
    entry = short.ports.people().by_login("camille").model_dump(exclude={"idps"}) | {"idps": "impots ameli"}  # type: ignore[union-attr]
    short.ports.people.put("camille", entry | {"registry": {"given_name": "Camille Inès"}})  # type: ignore[attr-defined]
    after = userinfo(short, Visitor(short), "impots", "camille")
    assert after["given_name"] == "Camille Inès"
    assert before["sub"] != after["sub"]


@pytest.mark.parametrize("variant", FED_12)
def test_every_failure_ends_on_its_page_and_tells_the_party_what_the_catalogue_expects(
    short: House, armed: Armed, variant: str
) -> None:
    expected = FED_12[variant].expectation
    armed.arm(Order(scenario="FED-12", variant=variant, match=Match(client_id="sandbox")))
    visitor = Visitor(short)
    visitor.asks()
    page = visitor.proves("impots", "camille")
    assert page.said("error-code") == expected["code"]
    assert page.status == {"Y010011": 504, "Y010012": 504, "Y010013": 400}.get(expected["code"], 403)
    assert "Traceback" not in page.text
    assert journal(short, "check")["registry_knows_the_person"].code == expected["code"]
    visitor.presses("back-to-sp-link")
    answer = visitor.answer()
    assert answer["error"] == expected["error"]
    assert "code" not in answer
    assert Visitor(short).arrives("impots", "camille")["code"], "the next journey plays nothing"


def test_a_rule_for_a_person_plays_at_the_registry_which_alone_knows_her(short: House, armed: Armed) -> None:
    rule = armed.arm(Order(scenario="FED-12", variant="rejected", match=Match(persona="camille", client_id="sandbox")))
    armed.arm(Order(scenario="FED-12", variant="rejected", match=Match(persona="bruno", client_id="another")))
    assert Visitor(short).arrives("impots", "bruno")["code"]
    assert armed.played(rule) == 0
    visitor = Visitor(short)
    visitor.asks()
    assert visitor.proves("impots", "camille").said("error-code") == "Y010009"
    assert armed.played(rule) == 1


def test_the_registry_leaves_rules_of_other_legs_alone(short: House, armed: Armed) -> None:
    rule = armed.arm(Order(scenario="IDT-06", match=Match(persona="camille")))
    Visitor(short).arrives("impots", "camille")
    assert armed.played(rule) == 0


@pytest.mark.parametrize(("registry", "code"), [
    ({"scenario": "FED-12/unavailable"}, "Y010012"), ({"scenario": "FED-12"}, "Y010009"), ({"status": "rejected"}, "Y010009"),
    ({"status": "deceased"}, "Y010015"), ({"status": "unknown"}, "Y010008"), ({"lookalikes": 2}, "Y010006"),
    ({"birthdate": "1988-03-14"}, "Y010004"), ({"family_name": "AUTRE", "preferred_username": "SPECIMEN"}, "Y010007"),
], ids=str)
def test_what_the_registry_has_of_a_person_decides(short: House, armed: Armed, registry: dict[str, Any], code: str) -> None:
    entry = short.ports.people().by_login("camille").model_dump(exclude={"idps"}) | {"idps": "impots"}  # type: ignore[union-attr]
    short.ports.people.put("camille", entry | {"registry": registry})  # type: ignore[attr-defined]
    visitor = Visitor(short)
    visitor.asks()
    assert visitor.proves("impots", "camille").said("error-code") == code


def test_two_logins_at_once_never_see_one_anothers_scenario_and_a_late_one_slows_nobody(short: House, armed: Armed) -> None:
    late = Visitor(short)
    armed.arm(Order(scenario="FED-12", variant="late", match=Match(state="state-of-the-late-one-01")))
    late.asks(state="state-of-the-late-one-01")
    with ThreadPoolExecutor(1) as waiting:
        page = waiting.submit(late.proves, "impots", "camille")
        others = [Visitor(short).arrives("impots", "bruno")["code"] for _ in range(3)]
        assert len(others) == 3
        assert page.result(20).said("error-code") == "Y010011"


def test_under_single_sign_on_the_registry_is_not_asked(short: House, armed: Armed) -> None:
    visitor = Visitor(short)
    visitor.arrives("impots", "camille")
    armed.arm(Order(scenario="FED-12", variant="rejected"))
    page = visitor.asks()
    assert page.has("consent-continue")
    assert "FC_REQUESTED_RNIPP" not in journal(short)


def test_an_unusable_identity_is_refused_before_the_registry_is_asked(short: House, armed: Armed) -> None:
    visitor = Visitor(short)
    visitor.asks()
    visitor.presses("idp-impots")
    visitor.presses("custom-identity")
    page = visitor.presses("login-submit", {
        "given_name": "Camille Léa Inès", "family_name": "SPECIMEN", "gender": "", "birthdate": "1987-03-14",
        "birthplace": "55140", "birthcountry": "99100", "email": "camille@example.org",
    })
    assert page.said("error-code") == "Y600006"
    assert "FC_REQUESTED_RNIPP" not in journal(short)


@pytest.mark.parametrize(("changed", "code"), [
    ({}, None), ({"family_name": "SPECIMAN"}, None), ({"given_name": "Camile"}, None), ({"birthdate": "1987-03-24"}, "Y010004"),
    ({"birthdate": "1987-13-14"}, "Y600006"), ({"birthplace": "55139"}, "Y010004"), ({"gender": "male"}, "Y010004"),
    ({"birthplace": "55139", "birthdate": "1987-03-24"}, "Y010008"), ({"family_name": "INCONNU"}, "Y010008"),
    ({"given_name": "<b>Camille</b>"}, "Y010008"),
], ids=str)
def test_an_identity_edited_by_hand_gets_the_code_it_deserves(
    short: House, armed: Armed, changed: dict[str, str], code: str | None
) -> None:
    visitor = Visitor(short)
    visitor.asks()
    visitor.presses("idp-impots")
    visitor.presses("custom-identity")
    typed = {"given_name": "Camille", "family_name": "SPECIMEN", "gender": "female", "birthdate": "1987-03-14",
             "birthplace": "55140", "birthcountry": "99100", "email": "camille@example.org"}
    page = visitor.presses("login-submit", typed | changed)
    if code is None:
        assert page.has("consent-continue")
        assert "Camille Léa Inès SPECIMEN" in page.text
    else:
        assert page.said("error-code") == code


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=edits())
def test_a_small_edit_of_anybody_typed_at_a_provider_ends_with_the_code_it_deserves(
    short: House, armed: Armed, edit: Edit
) -> None:
    visitor = Visitor(short)
    visitor.asks()
    visitor.presses("idp-impots")
    visitor.presses("custom-identity")
    page = visitor.presses("login-submit", edit.claims | {"email": "somebody@example.org"})
    found = {"marcel": "Y010015", "bloque": "Y180001"}.get(edit.login)
    expected = {"2": found, "3": found, "4": "Y010004", "6": "Y010006", "8": "Y010008", IMPOSSIBLE: "Y600006"}[edit.code]
    assert (page.said("error-code") if page.has("error-code") else None) == expected, edit
    assert page.has("consent-continue") is (expected is None)


def test_the_journal_says_which_traits_were_apart(short: House, armed: Armed) -> None:
    visitor = Visitor(short)
    visitor.asks()
    visitor.presses("idp-impots")
    visitor.presses("custom-identity")
    visitor.presses("login-submit", {
        "given_name": "Camille", "family_name": "SPECIMEN", "gender": "female", "birthdate": "1987-03-24", "birthplace": "55140",
        "birthcountry": "99100", "email": "camille@example.org",
    })
    compared = journal(short)["REGISTRY_COMPARED"].facts
    assert compared["code"] == "4"
    assert compared["near"] == [{"persona": "camille", "birthdate": "far"}]
    houses = {record.house for record in short.ring.records() if record.thread.trace == short.ring.records()[-1].thread.trace}
    assert houses == {"hub", "impots", "registry"}


def test_no_number_of_a_person_reaches_the_journal(short: House, armed: Armed) -> None:
    Visitor(short).arrives("impots", "camille")
    said = repr(short.ring.records())
    camille = short.ports.people().by_login("camille")
    assert camille is not None
    assert camille.nir[:13] not in said
    assert camille.nif not in said


def test_a_registry_that_is_not_there_is_y010012_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    house = House(tmp_path_factory.mktemp("state"), without=("registry",))
    try:
        visitor = Visitor(house)
        visitor.asks()
        page = visitor.proves("impots", "camille")
        assert (page.said("error-code"), page.status) == ("Y010012", 504)
        assert "registry" in page.said("diagnosis")
    finally:
        house.stop()
