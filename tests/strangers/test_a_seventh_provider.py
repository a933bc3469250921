"""Somebody adds a provider of her own to the hub, by one call, and logs in with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.federation import Federation, log_out, payload
from tests.strangers.seventh_provider import CLIENT_ID, SECRET, ZOE, seventh_provider


@pytest.fixture
def added(federation: Federation) -> Iterator[dict[str, Any]]:
    with seventh_provider() as issuer:
        made = federation.api.call("POST", "/api/identity-providers", {
            "slug": "septieme", "url": issuer, "name": "septieme", "title": "Le septième", "order": 5, "allowedAcr": ["eidas1"],
            "amr": ["pwd"], "clientID": CLIENT_ID, "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_basic",
            "id_token_signed_response_alg": "RS256", "pkce": False, "sends_iss": False, "endSession": False,
        })
        assert made.status == 201, made.text
        yield made.json
        assert federation.api.call("DELETE", f"/api/identity-providers/{made.json['uid']}").status == 204


def test_a_provider_added_by_one_call_logs_its_people_in(federation: Federation, added: dict[str, Any]) -> None:
    service = federation.service()
    person, question = service.person(), service.asks()
    page = person.opens(question.url)
    offered = [button.testid for button in page.form_with("idp-septieme").fields if button.is_button]
    assert offered[0] == "idp-septieme", "`order` puts it first"

    page = person.presses("idp-septieme")
    assert page.has("consent-continue"), page.text
    assert "Zoé Anaïs Maëlys Françoise ŒILLET-FAÇADE" in page.text, "as the civil registry spells her"
    person.presses("consent-continue")
    known = service.knows(person, question)
    expected = {name: value for name, value in ZOE.items() if name in {"gender", "birthdate", "email", "birthplace"}}
    assert known.userinfo | expected == known.userinfo
    assert known.userinfo["sub"] != ZOE["sub"], "pairwise, the hub's own"


def test_its_logout_is_the_hub_s_alone_when_it_has_none(federation: Federation, added: dict[str, Any]) -> None:
    service = federation.service()
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses("idp-septieme")
    person.presses("consent-continue")
    known = service.knows(person, question)
    assert payload(known.tokens["id_token"])["acr"] == "eidas1"
    hint = known.tokens["id_token"]
    person.opens(f"{federation.issuer}/session/end?id_token_hint={hint}&post_logout_redirect_uri=http://localhost:3000/&state=s")
    assert log_out(person).url == "http://localhost:3000/?state=s"


def test_a_provider_that_was_removed_is_not_offered_any_more(federation: Federation) -> None:
    service = federation.service()
    assert not service.person().opens(service.asks().url).has("idp-septieme")
