"""A person blocks identity providers: the rules, and what the next login says (contract §5.5, §6.7)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from desk import Desk, Lately
from house import UIDS, House, Visitor, json_of

from broker.accounts.preferences import Preferences
from broker.registry import PROVIDERS

NEW = "1b4e28ba-2fa1-4d2b-883f-0016d3cca427"


@pytest.mark.parametrize(("exclude_list", "listed", "blocked"), [
    (True, True, True), (True, False, False), (False, True, False), (False, False, True),
])
def test_a_provider_is_blocked_when_membership_equals_the_kind_of_list(exclude_list: bool, listed: bool, blocked: bool) -> None:
    assert Preferences(exclude_list, frozenset({"a"} if listed else ())).blocks("a") is blocked


@pytest.mark.parametrize("allow_future", [True, False])
@pytest.mark.parametrize("before", [Preferences(), Preferences(True, frozenset("bh")), Preferences(False, frozenset("ac"))])
def test_a_choice_decides_what_was_shown_and_leaves_what_was_not(before: Preferences, allow_future: bool) -> None:
    chosen = before.choosing({"a"}, allow_future=allow_future, known="abch", shown="abc")
    assert [chosen.blocks(uid) for uid in "abc"] == [False, True, True]
    assert chosen.blocks("h") is before.blocks("h")
    assert chosen.blocks("to come") is not allow_future


def test_who_has_chosen_nothing_lets_everybody_in(house: House) -> None:
    told = json_of(Desk(house).opens().asks("preferences"))
    assert told["allow_future"] is True
    assert [(one["slug"], one["allowed"]) for one in told["identity_providers"]][:3] == [
        ("impots", True), ("ameli", True), ("laposte", True)]
    assert [one["slug"] for one in told["identity_providers"] if one["current"]] == ["ameli"]


def test_a_blocked_provider_ends_in_y100011_and_another_one_still_works(house: House) -> None:
    assert Desk(house).opens("ameli").blocks("impots").status == 200
    visitor = Visitor(house)
    visitor.asks()
    page = visitor.proves("impots")
    assert (page.said("error-code"), page.status) == ("Y100011", 403)
    assert visitor.presses("back-to-sp-link").url.startswith("http://localhost:3000/callback?error=access_denied")
    assert "code" in Visitor(house).arrives("ameli")
    assert "code" in Visitor(house).arrives("impots", "camille")


def test_allowed_again_it_works_again(house: House) -> None:
    desk = Desk(house).opens("ameli")
    desk.blocks("impots")
    assert desk.providers()["impots"]["allowed"] is False
    told = json_of(desk.blocks())
    assert [(one["title"], one["allowed"]) for one in told["changed"]] == [("impots.gouv.fr", True)]
    assert "code" in Visitor(house).arrives("impots")


@pytest.mark.parametrize(("future", "code"), [(True, ""), (False, "Y100011")])
def test_the_rule_for_providers_to_come_decides_about_a_new_one(house: House, future: bool, code: str) -> None:
    told = json_of(Desk(house).opens("ameli").blocks(future=future))
    assert (told["allow_future"], told["future_changed"], told["changed"]) == (future, not future, [])
    house.reshape("impots")
    raw = house.control.get(PROVIDERS, UIDS["impots"])
    assert raw is not None
    house.control.set(PROVIDERS, NEW, json.dumps(json.loads(raw) | {"uid": NEW, "slug": "newcomer"}).encode())
    visitor = Visitor(house)
    visitor.asks()
    page = visitor.proves("newcomer")
    assert page.said("error-code") == code
    assert page.has("consent-continue") is not bool(code)


def test_what_the_page_does_not_show_keeps_its_state(house: House) -> None:
    desk = Desk(house).opens("ameli")
    desk.blocks("impots")
    house.reshape("impots", display=False)
    assert "impots" not in desk.providers()
    desk.blocks("laposte")
    house.reshape("impots", display=True)
    assert {slug for slug, one in desk.providers().items() if not one["allowed"]} == {"impots", "laposte"}


def allowing(*slugs: str, future: str = "true") -> Callable[[Desk], dict[str, str]]:
    def fields(desk: Desk) -> dict[str, str]:
        return {"allowed": " ".join(desk.providers()[slug]["uid"] for slug in slugs), "allow_future": future}

    return fields


#: What must not be chosen, and the status that says so.
_REFUSED: list[tuple[str, Callable[[Desk], dict[str, str]], int]] = [
    ("blocking the provider of this very login", allowing("impots"), 409),
    ("blocking everybody", allowing(), 409),
    ("a stranger", lambda _: {"allowed": f"{UIDS['ameli']} {NEW}", "allow_future": "true"}, 400),
    ("no uid", lambda _: {"allowed": "<b>", "allow_future": "true"}, 400),
    ("no list", lambda _: {"allow_future": "true"}, 400),
    ("no rule for those to come", lambda _: {"allowed": UIDS["ameli"]}, 400),
    ("neither true nor false", allowing("ameli", future="perhaps"), 400),
]


def test_a_choice_that_must_not_be_is_refused_and_changes_nothing(house: House) -> None:
    desk = Desk(house).opens("ameli")
    for name, fields, status in _REFUSED:
        page = desk.posts("preferences", fields(desk))
        assert (page.status, json_of(page)["error"]) == (status, "conflict" if status == 409 else "invalid_request"), name
    assert all(one["allowed"] for one in desk.providers().values())


def test_the_same_parameter_twice_is_refused(house: House) -> None:
    desk = Desk(house).opens("ameli")
    page = desk.calls("POST", "preferences", f"allowed={UIDS['ameli']}&allowed=&allow_future=true", desk.token)
    assert page.status == 400


def test_the_same_choice_again_changes_nothing(house: House) -> None:
    desk = Desk(house).opens("ameli")
    desk.blocks("impots")
    told = json_of(desk.blocks("impots"))
    assert (told["changed"], told["future_changed"]) == ([], False)


def test_a_disabled_account_is_told_so_before_its_preferences_count(house: House) -> None:
    Desk(house).opens("ameli").blocks("impots")
    person = house.ports.people().by_login("bruno")
    assert person is not None
    house.ports.people.put("bruno", person.model_dump() | {"account": "disabled"})  # type: ignore[attr-defined]  # a Census
    visitor = Visitor(house)
    visitor.asks()
    assert visitor.proves("impots").said("error-code") == "Y180001"


def test_a_session_that_a_blocked_provider_opened_answers_no_more(house: House) -> None:
    visitor = Visitor(house)
    visitor.arrives("impots")
    Desk(house).opens("ameli").blocks("impots")
    assert visitor.asks().said("error-code") == "Y100011"
    assert visitor.asks().has("idp-ameli")
    assert visitor.proves("ameli").has("consent-continue")


def test_the_journal_knows_the_check_and_the_change(house: House) -> None:
    lately = Lately(house)
    Desk(house).opens("ameli").blocks("impots", future=False)
    visitor = Visitor(house)
    visitor.asks()
    visitor.proves("impots")
    events = [record.event for record in lately.records()]
    assert [event.passed for event in events if getattr(event, "rule", "") == "provider_is_let_in"] == [True, False]
    names = [getattr(event, "name", "") for event in events]
    for name in ("UPDATED_USER_PREFERENCES", "UPDATED_USER_PREFERENCES_IDP", "UPDATED_USER_PREFERENCES_FUTURE_IDP",
                 "DISPLAYED_USER_PREFERENCES"):
        assert name in names
