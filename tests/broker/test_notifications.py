"""The mail about an unusual connection: when it is sent, to whom, and what it says (contract §6.5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from house import House, Visitor

from broker.devices import Device, mark_of
from broker.pivot import PivotIdentity
from doublure.mail import captured

KEY = "doublure-simulateur-public-subject-key-franceconnect"
COOKIE = "hub_trusted_device"


def letters(house: House, login: str = "bruno") -> list[dict[str, Any]]:
    return captured(house.control, f"{login}@example.org")


def mark(house: House, login: str) -> str:
    person = house.ports.people().by_login(login)
    assert person is not None
    return mark_of(PivotIdentity.of(person.model_dump()), KEY)


#: Whom the device knows, whether the proxy is suspicious, and whether the mail is sent.
_CASES = [
    ("a device that knows nobody", (), "", True),
    ("a device that knows her alone", ("bruno",), "", False),
    ("a device of two people", ("bruno", "camille"), "", False),
    ("a device of two people, she the second", ("camille", "bruno"), "", False),
    ("a device of three people", ("bruno", "camille", "theo"), "", True),
    ("a device that knows others", ("camille",), "", True),
    ("a suspicious context on her own device", ("bruno",), "1", True),
    ("a header that says it is not suspicious", ("bruno",), "0", False),
]


@pytest.mark.parametrize(("known", "suspicious", "sent"), [pytest.param(*rest, id=name) for name, *rest in _CASES])
def test_a_mail_is_sent_when_the_connection_is_unusual(house: House, known: tuple[str, ...], suspicious: str, sent: bool) -> None:
    visitor = Visitor(house)
    marks = ".".join(mark(house, login) for login in known)
    visitor.asks()
    if marks:
        visitor.cookies.setdefault("localhost", {})[COOKIE] = marks
    form = urlencode(visitor.proves("impots").form_with("consent-continue").values())
    visitor.request("POST", house.hub + "/login", form, {"X-Suspicious": suspicious} if suspicious else None)
    assert len(letters(house)) == int(sent)
    remembered = visitor.cookies["localhost"][COOKIE].split(".")
    assert remembered[0] == mark(house, "bruno")
    assert len(remembered) == min(3, len({"bruno", *known}))


def test_one_mail_for_a_service_in_a_session(house: House) -> None:
    house.register(client_id="second", client_name="Second")
    visitor = Visitor(house)
    for client_id, expected in (("sandbox", 1), ("sandbox", 1), ("second", 2), ("second", 2)):
        visitor.cookies.get("localhost", {}).pop(COOKIE, None)
        page = visitor.asks(client_id=client_id)
        if page.has("idp-impots"):
            visitor.proves()
        visitor.presses("consent-continue")
        assert len(letters(house)) == expected, client_id


def test_a_provider_may_be_registered_without_the_mail(house: House) -> None:
    house.reshape("impots", authenticationEmail=False)
    Visitor(house).arrives("impots")
    assert letters(house) == []


def test_the_cookie_lives_ninety_days_is_strict_and_names_nobody(house: House) -> None:
    visitor = Visitor(house)
    visitor.asks()
    form = visitor.proves().form_with("consent-continue")
    answer = visitor.request("POST", house.hub + "/login", urlencode(form.values()))
    line = next(value for name, value in answer.headers.items() if name.lower() == "set-cookie" and value.startswith(COOKIE))
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{64}}; .*", line)
    assert {"Max-Age=7776000", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))


@pytest.mark.parametrize("cookie", ["corrupt", "a" * 64 + ".", "A" * 64, ".".join(["a" * 64] * 4)])
def test_a_cookie_that_is_not_ours_is_no_device(cookie: str) -> None:
    assert Device.read(cookie) is None


def test_a_device_forgets_whoever_has_not_been_there_for_longest() -> None:
    device = Device()
    for letter in "abca d".replace(" ", ""):
        device = device.remembering(letter * 64)
    assert [mark[0] for mark in device.marks] == ["d", "a", "c"]
    assert not device.trusted
    assert replace(device, marks=device.marks[:2]).trusted
    assert not Device().trusted


def test_the_mail_says_who_where_when_with_what_and_what_to_do(house: House) -> None:
    Visitor(house).arrives("impots")
    [letter] = letters(house)
    assert letter["sender"] == "NE PAS RÉPONDRE <ne-pas-repondre@hub.example.org>"
    assert letter["subject"] == "Alerte de connexion au service « sandbox » avec FranceConnect"
    person = house.ports.people().by_login("bruno")
    assert person is not None
    code = re.search(r"Code d’identification : ([0-9a-f-]{36})", letter["text"])
    assert code
    dashboard = house.addresses.public("dashboard")
    for form in ("text", "html"):
        said = " ".join(re.sub(r"<[^>]+>", " ", letter[form]).split())
        assert f"Bonjour {person.given_name.split()[0]} {person.preferred_username or person.family_name}," in said
        assert "a eu lieu le 23/11/2026 à 10:00 (heure de Paris)" in said
        assert "FranceConnect (simulé)" in said
        assert "sandbox" in said
        assert "impots.gouv.fr (simulé)" in said
        assert "Je signale une usurpation" in said
        assert "inhabituelle" in said
        assert f"{dashboard}/report?connection={code[1]}" in letter[form]
        assert person.nir not in letter[form]
    assert letter["text"].startswith("SIMULATEUR")


def test_the_family_name_greets_where_there_is_no_usage_name(house: House) -> None:
    Visitor(house).arrives("impots", "camille")
    person = house.ports.people().by_login("camille")
    assert person is not None
    assert not person.preferred_username
    assert f"Bonjour {person.given_name.split()[0]} {person.family_name}," in letters(house, "camille")[0]["text"]
