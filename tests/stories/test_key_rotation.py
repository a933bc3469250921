"""Keys are rotated while people log in, and nobody notices (JWK-01, JWK-02, OPS-10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from doublure.testing.person import Person
from simulator.cli import main
from tests.stories.federation import Federation, header, log_in, log_out, running_federation, through


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with running_federation(tmp_path_factory.mktemp("rotation"), only=("hub", "moncompteformation", "ameli")) as running:
        yield running


def rotate(federation: Federation, step: str, issuer: str | None = None) -> Any:
    reply = federation.api.call("POST", "/api/keys/rotate", {"issuer": issuer or federation.issuer, "step": step})
    assert reply.status == 200, reply.text
    return reply.json


def kid_of(token: str) -> str:
    return str(header(token)["kid"])


def published(federation: Federation, issuer: str) -> set[str]:
    metadata = json.loads(federation.dialler.request("GET", f"{issuer}/.well-known/openid-configuration").data)
    return {key["kid"] for key in json.loads(federation.dialler.request("GET", metadata["jwks_uri"]).data)["keys"]}


def test_a_login_in_flight_survives_every_step_and_a_hint_is_believed_until_its_key_is_retired(federation: Federation) -> None:
    service = federation.service()
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses("idp-ameli")
    rotate(federation, "publish")
    log_in(person)
    person.presses("consent-continue")
    before = service.knows(person, question)
    old = kid_of(before.tokens["id_token"])

    rotate(federation, "use")
    again = service.asks()
    person.opens(again.url)
    # Known from the first login: single sign-on.
    person.presses("consent-continue")
    after = service.knows(person, again)
    assert kid_of(after.tokens["id_token"]) != old
    assert {old, kid_of(after.tokens["id_token"])} <= published(federation, federation.issuer)
    assert after.id_token["sub"] == before.id_token["sub"]

    farewell = f"{federation.issuer}/session/end?post_logout_redirect_uri=http://localhost:3000/&state=s&id_token_hint="
    person.opens(farewell + before.tokens["id_token"])
    assert log_out(person).url == "http://localhost:3000/?state=s", "signed with the previous key, which is not retired"

    rotate(federation, "retire")
    assert old not in published(federation, federation.issuer)
    refused = service.person().opens(farewell + before.tokens["id_token"])
    assert refused.status >= 400
    assert refused.has("error-code")


def test_relying_parties_that_know_the_old_keys_follow(federation: Federation) -> None:
    site = federation.public("moncompteformation")

    def she_logs_in() -> None:
        person = Person()
        person.opens(site + "/")
        person.presses("franceconnect-button")
        assert through(person, "ameli", "jeanloup").said("account-name") == "Jean-Loup DE LA MAQUETTE"

    she_logs_in()
    # The hub is ameli's relying party, moncompteformation the hub's: both have fetched keys a moment ago.
    for issuer in (federation.public("ameli"), federation.issuer):
        rotate(federation, "publish", issuer)
        rotate(federation, "use", issuer)
        rotate(federation, "retire", issuer)
    she_logs_in()


def test_a_step_out_of_order_an_unknown_issuer_and_other_words_are_refused(federation: Federation) -> None:
    def refused(document: dict[str, str]) -> Any:
        return federation.api.call("POST", "/api/keys/rotate", document)

    early = refused({"issuer": federation.issuer, "step": "retire"})
    assert (early.status, early.json["title"]) == (409, "Not the next step")
    assert "the step before is 'use'" in early.json["detail"]
    foreign = refused({"issuer": "https://evil.example", "step": "publish"})
    assert (foreign.status, foreign.json["errors"][0]["field"]) == (422, "issuer")
    assert refused({"issuer": federation.issuer, "step": "burn"}).status == 422
    assert refused({"issuer": federation.issuer}).status == 422
    stopped = refused({"issuer": federation.public("impots"), "step": "publish"})
    assert (stopped.status, stopped.json["title"]) == (503, "No answer")


def test_the_command_line_does_the_same(federation: Federation) -> None:
    console = federation.public("console")

    def doublure(*words: str) -> str:
        answer = CliRunner().invoke(main, ["keys", *words, "--console", console])
        assert answer.exit_code == 0, answer.output
        return answer.output

    listed = json.loads(doublure("list", "--json"))
    assert {each["application"] for each in listed} == {"hub", "ameli"}
    assert {key["stage"] for each in listed for key in each["keys"]} == {"signing"}
    assert "next " in doublure("rotate", "ameli", "publish")
    assert "previous " in doublure("rotate", federation.public("ameli"), "use")
    assert "previous" not in doublure("rotate", "ameli", "retire")
    answer = CliRunner().invoke(main, ["keys", "rotate", "ameli", "use", "--console", console])
    assert (answer.exit_code, "the step before is 'publish'" in answer.output) == (1, True)


def test_a_step_that_an_issuer_cannot_take_is_said_so_and_taken_later(federation: Federation) -> None:
    file = federation.state / "keys" / "ameli.json"
    content, ameli = file.read_bytes(), federation.public("ameli")
    before = published(federation, ameli)
    file.write_text("nonsense")
    refused = federation.api.call("POST", "/api/keys/rotate", {"issuer": ameli, "step": "publish"})
    assert (refused.status, refused.json["title"]) == (503, "Not taken")
    assert published(federation, ameli) == before
    file.write_bytes(content)
    assert before < published(federation, ameli)
