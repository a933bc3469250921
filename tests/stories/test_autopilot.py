"""Logins without a screen: a relying party, a run or one login asks for a person at a provider, and the walk is the real one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from doublure.testing.person import Person
from tests.stories.federation import CALLBACK, Federation, Service

SECRET = "s" * 32


def client(federation: Federation, name: str, **more: str) -> Service:
    federation.api.register(client_id=name, client_secret=SECRET, redirect_uris=[CALLBACK],
                            scope="openid identite_pivot preferred_username email", **more)
    return federation.service(name, SECRET)


def pages_seen(person: Person) -> list[str]:
    """The paths that were answered with a page, which a person would have had to read."""
    return [urlsplit(address).path for address in person.visited]


def test_a_relying_party_with_an_autopilot_needs_no_screen_and_walks_the_whole_way(federation: Federation) -> None:
    service = client(federation, "flown", autopilot="camille@ameli")
    person, question = service.person(), service.asks()
    person.opens(question.url)
    known = service.knows(person, question)
    assert known.userinfo["email"] == "camille@example.org"
    walked = pages_seen(person)
    assert walked[0] == "/api/v2/authorize"
    assert [path for path in walked if path.endswith(("/oidc-callback", "/verify", "/auto-login"))] != []
    assert any(address.startswith(federation.public("ameli") + "/authorize") for address in person.visited)
    flow = federation.api.flow(federation.api.flows(client_id="flown", limit="1")[0]["trace_id"])
    assert {"AUTOPILOT", "IDP_LOGIN_ACCEPTED", "FC_VERIFIED"} <= set(flow["events"])
    assert {"hub", "ameli"} <= set(flow["applications"])


def test_another_person_than_the_browser_s_session_is_flown_in(federation: Federation) -> None:
    service = client(federation, "flown-twice", autopilot="bruno@msa")
    person = service.person()
    first, second = federation.service().asks(), service.asks()
    person.opens(first.url)
    from tests.stories.federation import through

    through(person, "ameli", "camille")
    person.opens(second.url)
    assert service.knows(person, second).userinfo["email"] == "bruno@example.org"


@pytest.mark.parametrize(("wish", "where"), [("nobody@ameli", "ameli"), ("theo@impots", "impots"), ("bruno@unknown", "hub")])
def test_an_autopilot_that_cannot_land_says_so_on_a_page(federation: Federation, wish: str, where: str) -> None:
    service = client(federation, f"lost-{where}-{wish.partition('@')[0]}", autopilot=wish)
    person = service.person()
    page = person.opens(service.asks().url)
    assert page.url.startswith(federation.public(where))
    assert page.has("error-code")
    assert wish in page.said("diagnosis")


@pytest.mark.parametrize("wish", ["bruno", "@impots", "bruno@", "bruno@IMPOTS", "a b@impots"])
def test_an_autopilot_of_another_form_is_refused_at_registration(federation: Federation, wish: str) -> None:
    reply = federation.api.call("POST", "/api/clients", {"redirect_uris": [CALLBACK], "autopilot": wish})
    assert (reply.status, [error["field"] for error in reply.json["errors"]]) == (422, ["autopilot"])
