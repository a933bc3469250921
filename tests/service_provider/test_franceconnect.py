from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from doublure.journal import CheckRan
from doublure.personas import People
from doublure.storage.interface import Key
from tests.service_provider.conftest import Site
from tests.service_provider.little_hub import CLAIMS, LittleHub

JEANLOUP = {
    **CLAIMS, "sub": "d" * 64 + "v1", "family_name": "DE LA MAQUETTE", "given_name": "Jean-Loup Émile", "gender": "male",
    "birthdate": "1970-09-16", "birthplace": "26030", "email": "other@example.org",
}


@pytest.fixture
def hub(hub: LittleHub) -> LittleHub:
    hub.claims = dict(JEANLOUP)
    return hub


def test_the_button_starts_an_authorization_code_flow_as_registered(site: Site) -> None:
    button = site.browser.get("/").at("franceconnect-button")
    assert button == "S'identifier avec FranceConnect"
    address = urlsplit(site.browser.to_franceconnect())
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{site.hub.issuer}/authorize"
    assert len(asked.pop("state")) == len(asked.pop("nonce")) == 43
    assert asked == {
        "response_type": "code", "client_id": "moncompteformation", "acr_values": "eidas1",
        "redirect_uri": "http://localhost:4410/franceconnect/callback",
        "scope": "openid identite_pivot preferred_username email",
    }, "and no code_challenge, which the platform refuses"


def test_a_person_with_an_account_is_greeted_by_name_and_recognised_the_next_time(site: Site) -> None:
    page = site.browser.franceconnect()
    assert (page.path, page.at("account-name")) == ("/espace", "Jean-Loup DE LA MAQUETTE")
    assert "relié" in page.text, "the first time she is told that FranceConnect is linked"
    site.hub.claims |= {"given_name": "Jean-Loup Émile", "family_name": "NOUVEAU"}
    again = site.another_browser().franceconnect()
    assert again.path == "/espace"
    assert "relié" not in again.text


def test_the_client_secret_travels_in_the_body_and_the_trace_in_a_header(site: Site) -> None:
    site.browser.franceconnect()
    token = next(call for call in site.hub.calls if call[0].endswith("/token"))
    assert token[1]["client_secret"].startswith("moncompteformation-secret")
    traces = {call[2].get("Traceparent") for call in site.hub.calls if call[0].endswith(("/token", "/userinfo"))}
    assert len(traces) == 1
    trace = {record.thread.trace for record in site.journal.records()}
    assert traces == {f"00-{next(iter(trace))}-{next(iter(traces)).split('-')[2]}-01"}  # type: ignore[type-var,union-attr]


def test_the_departure_can_be_correlated_by_its_state(site: Site) -> None:
    state = parse_qs(urlsplit(site.browser.to_franceconnect()).query)["state"][0]
    thread = site.house.franceconnect.correlation.find(state)
    assert thread is not None
    assert thread.trace == site.journal.records()[0].thread.trace


def test_the_session_is_renewed_at_login(site: Site) -> None:
    site.browser.to_franceconnect()
    before = site.browser.cookie()
    site.browser.franceconnect()
    after = site.browser.cookie()
    assert before
    assert after
    assert before != after
    assert site.store.get(Key("moncompteformation_session-visit", before)) is None
    stranger = site.another_browser()
    stranger.client.set_cookie("moncompteformation_session", before, domain="localhost")
    assert stranger.get("/espace").path == "/connexion"


def test_no_identifier_of_a_visit_is_taken_over_from_a_browser(site: Site) -> None:
    site.browser.client.set_cookie("moncompteformation_session", "planted", domain="localhost")
    site.browser.franceconnect()
    assert site.browser.cookie() != "planted"


BENT: list[tuple[str, Callable[[Site, dict[str, Any]], dict[str, Any]]]] = [
    ("id_token", lambda site, claims: claims | {"nonce": "another"}),
    ("id_token", lambda site, claims: {name: value for name, value in claims.items() if name != "nonce"}),
    ("id_token", lambda site, claims: claims | {"iss": "http://localhost:9/api/v2"}),
    ("id_token", lambda site, claims: claims | {"aud": "another"}),
    ("id_token", lambda site, claims: claims | {"exp": site.clock.now()}),
    ("id_token", lambda site, claims: claims | {"acr": "eidas0"}),
    ("id_token", lambda site, claims: {name: value for name, value in claims.items() if name != "acr"}),
    ("userinfo", lambda site, claims: claims | {"sub": "e" * 64 + "v1"}),
    ("userinfo", lambda site, claims: claims | {"iss": "http://localhost:9/api/v2"}),
    ("userinfo", lambda site, claims: claims | {"aud": "another"}),
]


@pytest.mark.parametrize("case", range(len(BENT)))
def test_a_token_that_is_wrong_in_one_claim_logs_nobody_in(site: Site, case: int) -> None:
    name, change = BENT[case]
    site.hub.bend[name] = lambda claims: change(site, claims)
    refused(site, site.browser.franceconnect())


@pytest.mark.parametrize("name", ["id_token", "userinfo"])
def test_a_token_signed_by_somebody_else_logs_nobody_in(site: Site, name: str) -> None:
    site.hub.signs_with[name] = site.hub.strangers_keys
    refused(site, site.browser.franceconnect())


@pytest.mark.parametrize("changes", [
    {"state": None}, {"state": "x" * 43}, {"iss": None}, {"iss": "http://localhost:9/api/v2"}, {"code": None},
    {"error": "access_denied", "state": "x" * 43}, {"error": "access_denied", "iss": None},
])
def test_an_answer_that_is_not_to_our_question_logs_nobody_in(site: Site, changes: dict[str, str | None]) -> None:
    page = site.browser.franceconnect(**changes)
    refused(site, page)
    assert not page.has("error-code"), "an unproven error is not repeated"


def refused(site: Site, page: Any) -> None:
    assert page.status == 400
    assert "pas valable" in page.at("error-message")
    assert page.has("franceconnect-button")
    assert "/connexion" in page.html
    site.hub.bend.clear()
    site.hub.signs_with.clear()
    assert site.browser.get("/espace").path != "/espace"
    failed = [record.event for record in site.journal.records() if isinstance(record.event, CheckRan) and not record.event.passed]
    assert len(failed) == 1


def test_an_answer_is_good_once_and_in_the_browser_that_asked(site: Site) -> None:
    address = site.browser.to_franceconnect()
    answer = site.hub.answer(address)
    thief = site.another_browser()
    thief.to_franceconnect()
    assert thief.get("/franceconnect/callback", query_string=answer).status == 400
    assert site.browser.get("/franceconnect/callback", query_string=answer).path == "/espace", "and a thief ends nothing"
    assert site.browser.get("/franceconnect/callback", query_string=answer).status == 400


def test_two_tabs_may_be_at_franceconnect_at_once(site: Site) -> None:
    one, two = site.browser.to_franceconnect(), site.browser.to_franceconnect()
    assert site.browser.get("/franceconnect/callback", query_string=site.hub.answer(one)).path == "/espace"
    assert site.browser.get("/franceconnect/callback", query_string=site.hub.answer(two)).status in {200, 400}


@pytest.mark.parametrize(("error", "status"), [
    ("access_denied", 200), ("temporarily_unavailable", 503), ("server_error", 502), ("invalid_request", 502),
    ("unsupported_response_type", 502), ("invalid_scope", 502), ("invalid_acr", 502), ("invalid_idp_hint", 502),
    ("login_required", 200), ("interaction_required", 200), ("consent_required", 200), ("unauthorized_client", 502),
])
def test_every_error_of_the_hub_becomes_a_sentence_and_two_ways_to_log_in(site: Site, error: str, status: int) -> None:
    page = site.browser.franceconnect(error=error, error_description="User auth <b>aborted</b>", code=None)
    assert (page.status, page.at("error-code")) == (status, error)
    assert page.at("error-message").endswith(".")
    assert page.has("franceconnect-button")
    assert "aborted" not in page.html


def test_an_unknown_error_is_not_repeated(site: Site) -> None:
    page = site.browser.franceconnect(error="<script>", code=None)
    assert page.status == 502
    assert "script&gt;" not in page.html
    assert not page.has("error-code")


def test_a_hub_that_fails_or_is_gone_is_said_plainly(site: Site) -> None:
    site.hub.token_status = 500
    assert site.browser.franceconnect().status == 502
    answer = site.hub.answer(site.browser.to_franceconnect())
    site.hub.close()
    assert site.browser.get("/franceconnect/callback", query_string=answer).status == 502


def test_without_a_hub_the_button_says_so(site: Site) -> None:
    site.hub.close()
    page = site.browser.get("/franceconnect/login")
    assert page.status == 503
    assert "ne répond pas" in page.at("error-message")


def test_logging_out_ends_the_session_here_and_then_at_the_hub(site: Site) -> None:
    site.browser.franceconnect()
    before = site.browser.cookie()
    page = site.browser.submit("logout")
    address = urlsplit(page.location)
    sent = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{site.hub.issuer}/session/end"
    assert sent["post_logout_redirect_uri"] == "http://localhost:4410/franceconnect/logout-callback"
    assert sent["id_token_hint"].count(".") == 2
    assert site.store.get(Key("moncompteformation_session-visit", before or "")) is None
    assert site.browser.get("/espace").path != "/espace", "even when the hub is never reached"
    back = site.browser.get("/franceconnect/logout-callback", query_string={"state": sent["state"]})
    assert "et de FranceConnect" in back.at("logged-out")


def test_a_return_from_a_logout_that_was_not_asked_says_less(site: Site) -> None:
    page = site.browser.get("/franceconnect/logout-callback", query_string={"state": "x"})
    assert page.at("logged-out") == "Vous êtes déconnecté de Mon Compte Formation."


def test_logging_out_needs_the_form_of_this_visit(site: Site) -> None:
    site.browser.franceconnect()
    assert site.browser.post("/deconnexion", {}).status == 400
    assert site.browser.get("/espace").path == "/espace"


def test_nothing_secret_is_written_to_the_journal(site: Site, people: People) -> None:
    answer = site.hub.answer(site.browser.to_franceconnect())
    site.browser.get("/franceconnect/callback", query_string=answer)
    written = " ".join(str(record.as_dict()) for record in site.journal.records())
    for secret in (answer["code"], answer["state"], "the-access-token", "moncompteformation-secret", "1700926030929"):
        assert secret not in written
    assert "authorization_request" in written
    assert "authorization_response" in written


def test_a_login_leads_to_the_page_that_was_asked_for(site: Site) -> None:
    site.browser.get("/espace")
    assert site.browser.franceconnect().path == "/espace"


def test_the_configuration_of_both_ends_agrees() -> None:
    import tomllib

    from tests.service_provider.conftest import CONFIG

    ours = tomllib.loads((CONFIG / "service_provider/moncompteformation.toml").read_text())["moncompteformation"]
    theirs = tomllib.loads((CONFIG / "broker/relying_parties/moncompteformation.toml").read_text())["moncompteformation"]
    for name in ("client_id", "client_secret", "scope", "token_endpoint_auth_method", "id_token_signed_response_alg",
                 "userinfo_signed_response_alg"):
        assert ours[name] == theirs[name], name
    assert theirs["redirect_uris"] == [ours["redirect_uri"]]
    assert theirs["post_logout_redirect_uris"] == [ours["post_logout_redirect_uri"]]
