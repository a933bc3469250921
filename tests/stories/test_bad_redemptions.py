"""What a relying party's server sends wrong is answered in JSON, and a code never works twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doublure.testing.wire import send
from tests.stories.federation import Service, through
from tests.stories.refusals import TRACES


def test_a_code_works_once_and_its_replay_revokes_what_it_gave(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    code = bruno.query()["code"]
    first = service.redeems(code)
    assert service.reads(first.json["access_token"]).status == 200
    again = service.redeems(code)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")
    assert "already consumed" in again.json["error_description"]
    late = service.reads(first.json["access_token"])
    assert late.status == 401
    assert "access_token" not in again.text


@pytest.mark.parametrize(("change", "status", "error"), [
    ({"client_secret": "wrong"}, 401, "invalid_client"), ({"client_id": "nobody"}, 401, "invalid_client"),
    ({"code": "x" * 43}, 400, "invalid_grant"), ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"code": ""}, 400, "invalid_request"),
])
def test_a_wrong_token_request_is_refused_in_json_and_the_right_one_still_works(
    service: Service, change: dict[str, str], status: int, error: str,
) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    code = bruno.query()["code"]
    refused = service.redeems(**{"code": code} | change)
    told: dict[str, Any] = json.loads(refused.body)
    assert (refused.status, told["error"]) == (status, error)
    assert told["error_description"]
    assert not TRACES.search(refused.text)
    service.knows(bruno, question)


@pytest.mark.parametrize("change", [
    {"redirect_uri": "http://localhost:8080/callback"},
    {"client_id": "moncompteformation", "client_secret": "moncompteformation-secret-for-local-use-only-0123456789"},
])
def test_a_code_in_wrong_hands_is_worth_nothing_any_more_to_anybody(service: Service, change: dict[str, str]) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    for changes in (change, {}):
        refused = service.redeems(bruno.query()["code"], **changes)
        assert (refused.status, refused.json["error"]) == (400, "invalid_grant")
    question = service.asks()
    bruno.opens(question.url)
    bruno.presses("consent-continue")
    service.knows(bruno, question)


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer " + "x" * 43, "Basic eDp5", "Bearer a b"])
def test_userinfo_without_a_good_token_is_refused_in_json(service: Service, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    refused = send("GET", f"{service.issuer}/userinfo", headers=headers)
    assert refused.status in {400, 401}
    assert json.loads(refused.body)["error"] in {"invalid_request", "invalid_token"}
    assert not TRACES.search(refused.text)
