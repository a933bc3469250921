"""The simulated phones over the control API: listed, answered, set and refused as a person would on their pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doublure.journal import Thread
from identity_providers.phone.pairing import Pairing
from identity_providers.phone.requests import Ask, PhoneRequest, Sheet
from tests.simulator.desk import Desk

NUMBER = "0639980102"
REQUESTS = f"/api/phone/{NUMBER}/requests"


def ask(sheet: Sheet = "application", provider: str = "laposte") -> Ask:
    return Ask(provider=provider, title="L'Identité Numérique La Poste", service="FranceConnect (simulé)", place="127.0.0.1",
               sheet=sheet, thread=Thread(trace="a" * 32))


def answered(desk: Desk, request: PhoneRequest, **fields: str) -> tuple[int, Any]:
    answer = desk.call("POST", f"{REQUESTS}/{request.id}", fields)
    return answer.status, json.loads(answer.body)


def test_a_request_is_listed_with_all_that_the_phone_shows(desk: Desk) -> None:
    sent = desk.phones.send(ask(), NUMBER)
    assert desk.get(REQUESTS) == [{
        "id": sent.id, "state": "created", "reason": "", "arrived": True, "provider": "laposte",
        "title": "L'Identité Numérique La Poste", "service": "FranceConnect (simulé)", "place": "127.0.0.1",
        "matching": sent.matching, "sheet": "application", "trace_id": "a" * 32, "created_at": "2026-11-23T12:00:00Z",
        "arrives_at": "2026-11-23T12:00:00Z", "expires_at": "2026-11-23T12:02:00Z",
    }]


@pytest.mark.parametrize("written", ["0639980102", "06 39 98 01 02", "+33639980102", "bruno"])
def test_a_phone_is_called_by_its_number_or_its_owners_login(desk: Desk, written: str) -> None:
    desk.phones.send(ask(), NUMBER)
    assert len(desk.get(f"/api/phone/{written}/requests")) == 1


@pytest.mark.parametrize("written", ["0612345678", "nobody", "1234", "camille@example.org"])
def test_what_is_no_test_phone_is_a_problem(desk: Desk, written: str) -> None:
    for method, path in (("GET", ""), ("GET", "/requests"), ("POST", "/requests/x")):
        assert desk.call(method, f"/api/phone/{written}{path}", {"action": "refuse"}).status == 404


def test_a_request_is_accepted_with_its_code_and_refused_without(desk: Desk) -> None:
    status, shown = answered(desk, desk.phones.send(ask("sim"), NUMBER), action="accept", code="1234")
    assert (status, shown["state"]) == (200, "accepted")
    status, shown = answered(desk, desk.phones.send(ask(), NUMBER), action="refuse")
    assert (status, shown["state"], shown["reason"]) == (200, "refused", "refused by the person")


@pytest.mark.parametrize(("fields", "field"), [
    ({"action": "approve"}, "action"), ({}, "action"), ({"action": "accept", "pin": "1234"}, "pin"),
    ({"action": "accept"}, "code"), ({"action": "accept", "code": "12"}, "code"),
    ({"action": "accept", "code": "000000"}, "code"),
    ({"action": "accept", "code": "123456", "title": "identity card"}, "title"),
    ({"action": "accept", "code": "123456", "face": "mask"}, "face"),
])
def test_a_wrong_field_is_named_and_the_request_stays_open(desk: Desk, fields: dict[str, str], field: str) -> None:
    sent = desk.phones.send(ask(), NUMBER)
    status, problem = answered(desk, sent, **fields)
    assert (status, problem["errors"][0]["field"]) == (422, field)
    assert answered(desk, sent, action="accept", code="123456")[0] == 200


def test_a_request_that_is_over_unknown_or_on_its_way_takes_no_answer(desk: Desk) -> None:
    sent = desk.phones.send(ask(), NUMBER)
    answered(desk, sent, action="refuse")
    assert answered(desk, sent, action="accept", code="123456")[0] == 409
    assert desk.call("POST", f"{REQUESTS}/unknown", {"action": "refuse"}).status == 404
    desk.call("PUT", f"/api/phone/{NUMBER}", {"speed": "slow"})
    assert answered(desk, desk.phones.send(ask(), NUMBER), action="accept", code="123456")[0] == 409


def test_three_wrong_codes_block_and_a_put_unblocks(desk: Desk) -> None:
    sent = desk.phones.send(ask("sim"), NUMBER)
    assert [answered(desk, sent, action="accept", code="0000")[0] for _ in range(3)] == [422, 422, 409]
    phone = desk.get(f"/api/phone/{NUMBER}")
    assert phone == {"number": NUMBER, "speed": "fast", "answers": "by hand", "blocked": True}
    assert json.loads(desk.call("PUT", f"/api/phone/{NUMBER}", phone).body) == phone | {"blocked": False}


def test_the_phone_takes_up_a_login_by_its_code(desk: Desk) -> None:
    offer = Pairing(desk.phones).offer(ask("title", "alicem"))
    spaced = f" {offer.code[:3].lower()}-{offer.code[3:]} "
    taken = desk.call("POST", REQUESTS, {"code": spaced})
    assert taken.status == 201
    assert (json.loads(taken.body)["id"], json.loads(taken.body)["matching"]) == (offer.id, offer.matching)
    assert Pairing(desk.phones).taken_by(offer.id) == NUMBER
    assert desk.call("POST", REQUESTS, {"code": offer.code}).status == 404


def test_a_phone_without_an_account_there_takes_nothing_up_and_does_not_spend_the_code(desk: Desk) -> None:
    offer = Pairing(desk.phones).offer(ask("title", "alicem"))
    assert desk.call("POST", "/api/phone/camille/requests", {"code": offer.code}).status == 404
    assert desk.call("POST", REQUESTS, {"code": offer.code}).status == 201


def test_a_code_expires_and_guesses_are_slowed_down(desk: Desk) -> None:
    offer = Pairing(desk.phones).offer(ask("title", "alicem"))
    desk.clock.advance(120)
    assert desk.call("POST", REQUESTS, {"code": offer.code}).status == 404
    statuses = [desk.call("POST", REQUESTS, {"code": f"ABCDE{n}"}).status for n in range(2, 8)]
    assert statuses == [404] * 4 + [429] * 2
    desk.clock.advance(60)
    assert desk.call("POST", REQUESTS, {"code": "ABCDEF"}).status == 404
