"""The browser's side: steps, cookies, tabs, forms, single sign-on, logout (contract §1.4, §1.7, §1.8, §6.8, §12.27; SES)."""

from __future__ import annotations

import json

import pytest
from house import CALLBACK, SECRET, STATE, UIDS, Backend, House, Visitor, claims_of, json_of

from doublure.mail import captured


def id_token_of(visitor: Visitor, backend: Backend) -> str:
    return str(json_of(backend.redeems(visitor.arrives()["code"]))["id_token"])


def test_the_choice_page_and_the_confirmation_may_be_reloaded(visitor: Visitor) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    assert visitor.opens(choice).has("idp-impots")
    visitor.proves()
    consent = visitor.visited[-1]
    assert visitor.opens(consent).has("consent-continue")


def test_back_from_the_provider_to_the_choice_works(visitor: Visitor) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    visitor.presses("idp-ameli")
    assert visitor.opens(choice).has("idp-impots")
    assert visitor.proves("impots").has("consent-continue")


def test_verify_cannot_be_replayed(visitor: Visitor) -> None:
    visitor.asks()
    visitor.proves()
    verify = next(url for url in visitor.visited if url.endswith("/verify"))
    consent = visitor.visited[-1]
    page = visitor.opens(verify)
    assert (page.said("error-code"), page.status) == ("Y420001", 400)
    assert visitor.opens(consent).has("consent-continue")


def test_a_step_whose_predecessor_never_happened_is_refused(visitor: Visitor, house: House) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    assert visitor.opens(f"{choice}/verify").said("error-code") == "Y420002"
    assert visitor.opens(f"{choice}/consent").said("error-code") == "Y100004"
    assert visitor.opens(choice.replace("/interaction/", "/authorize/")).said("error-code") == "Y100004"


def test_the_answer_to_the_party_is_given_once(visitor: Visitor, backend: Backend) -> None:
    code = visitor.arrives()["code"]
    respond = next(url for url in visitor.visited if "/authorize/" in url)
    page = visitor.opens(respond)
    assert (page.said("error-code"), page.status) == ("Y420001", 400)
    assert backend.redeems(code).status == 200


def test_the_confirmation_posted_twice_gives_one_code_and_loses_nothing(visitor: Visitor, backend: Backend) -> None:
    visitor.asks()
    page = visitor.proves()
    form = page.form_with("consent-continue")
    visitor.stop_at = ()
    first = visitor.request("POST", f"{visitor.house.hub}/login", f"csrfToken={form.values()['csrfToken']}")
    second = visitor.request("POST", f"{visitor.house.hub}/login", f"csrfToken={form.values()['csrfToken']}")
    assert first.status == second.status == 303
    assert first.header("Location") == second.header("Location")
    visitor.stop_at = ("http://localhost:3000/",)
    visitor.opens(second.header("Location"))
    assert backend.redeems(visitor.answer()["code"]).status == 200


def test_without_a_session_every_step_is_y190001(visitor: Visitor, house: House) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    for url in (choice, f"{choice}/verify", f"{choice}/consent", choice.replace("/interaction/", "/authorize/")):
        page = Visitor(house).opens(url)
        assert (page.said("error-code"), page.status) == ("Y190001", 401)
        assert not page.has("back-to-sp-link")


def test_a_session_lives_30_minutes_after_the_last_page(visitor: Visitor, house: House) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    house.clock.advance(1700)
    assert visitor.opens(choice).has("idp-impots")
    house.clock.advance(1700)
    assert visitor.opens(choice).has("idp-impots"), "sliding"
    house.clock.advance(1801)
    assert visitor.opens(choice).said("error-code") == "Y190001"


def test_another_browser_cannot_open_an_interaction_with_its_own_session(visitor: Visitor, house: House) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    other = Visitor(house)
    other.asks()
    assert other.opens(choice).said("error-code") == "Y190004"
    assert visitor.opens(choice).has("idp-impots")


def test_a_second_tab_takes_over_and_the_first_one_is_told(visitor: Visitor, house: House) -> None:
    first = visitor.asks()
    visitor.asks(state="second-tab-0123456789012")
    second = visitor.visited[-1]
    page = visitor.submits(first.form_with("idp-impots"), {"providerUid": "3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01"})
    assert page.said("error-code") == "Y470001"
    visitor.opens(second)
    visitor.proves()
    visitor.presses("consent-continue")
    assert visitor.answer()["state"] == "second-tab-0123456789012"


@pytest.mark.parametrize(("token", "code", "status"), [("wrong", "Y470001", 401), ("", "Y470002", 400), (None, "Y470002", 400)])
@pytest.mark.parametrize("where", ["/redirect-to-idp", "/login"])
def test_a_form_without_its_own_anti_forgery_value_is_refused(
    visitor: Visitor, house: House, where: str, token: str | None, code: str, status: int
) -> None:
    page = visitor.asks()
    button = "idp-impots"
    if where == "/login":
        page, button = visitor.proves(), "consent-continue"
    values = page.form_with(button).values(button)
    values.pop("csrfToken")
    if token is not None:
        values["csrfToken"] = token
    answered = visitor.submits(type(page.forms[0])(house.hub + where, "POST", ""), values)
    assert (answered.said("error-code"), answered.status) == (code, status)


def test_the_anti_forgery_value_of_one_form_is_not_good_for_the_other(visitor: Visitor, house: House) -> None:
    choice = visitor.asks().form_with("idp-impots").values("idp-impots")["csrfToken"]
    visitor.proves()
    page = visitor.request("POST", house.hub + "/login", f"csrfToken={choice}")
    assert page.said("error-code") == "Y470001"


def test_the_session_identifier_changes_when_the_person_is_identified(visitor: Visitor) -> None:
    visitor.asks()
    before = visitor.cookies["localhost"]["fc_session_id"]
    visitor.proves()
    assert visitor.cookies["localhost"]["fc_session_id"] != before


def test_an_identifier_planted_before_the_login_is_worth_nothing_after_it(visitor: Visitor, house: House) -> None:
    visitor.asks()
    planted = visitor.cookies["localhost"]["fc_session_id"]
    visitor.proves()
    consent = visitor.visited[-1]
    thief = Visitor(house)
    thief.cookies["localhost"] = {"fc_session_id": planted}
    assert thief.opens(consent).said("error-code") == "Y190001"


def test_the_session_cookie_is_lax_http_only_and_lives_30_minutes(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", visitor.asks().url)
    cookie = page.header("Set-Cookie")
    assert cookie.startswith("fc_session_id=")
    for attribute in ("HttpOnly", "SameSite=Lax", "Max-Age=1800", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie, "http on loopback; https sets it"


def test_pages_cannot_be_framed_cached_or_leak_their_address(visitor: Visitor) -> None:
    page = visitor.asks()
    assert "frame-ancestors 'none'" in page.header("Content-Security-Policy")
    assert "form-action" not in page.header("Content-Security-Policy")
    assert page.header("X-Frame-Options") == "DENY"
    assert page.header("Referrer-Policy") == "no-referrer"
    assert "no-store" in page.header("Cache-Control")


def test_the_way_back_of_the_choice_page_is_access_denied(visitor: Visitor, house: House) -> None:
    visitor.asks()
    visitor.presses("back-to-sp-link")
    assert visitor.answer() == {
        "error": "access_denied", "error_description": "User auth aborted", "state": STATE, "iss": house.hub,
    }


def test_the_way_back_by_hand_needs_a_registered_address(visitor: Visitor, house: House) -> None:
    page = visitor.opens(f"{house.hub}/redirect-to-sp-with-error?error=x&redirect_uri=https://evil.example/")
    assert (page.said("error-code"), page.status) == ("Y030030", 500)
    visitor.opens(f"{house.hub}/redirect-to-sp-with-error?error=access_denied&error_description=d&redirect_uri={CALLBACK}")
    assert visitor.answer() == {"error": "access_denied", "error_description": "d", "state": "undefined", "iss": house.hub}


def test_a_second_party_is_served_without_a_provider_but_never_without_the_confirmation(
    visitor: Visitor, house: House, backend: Backend
) -> None:
    first = claims_of(id_token_of(visitor, backend))
    house.register(client_id="second", entityId="s" * 32)
    page = visitor.asks(client_id="second")
    assert page.has("consent-continue")
    visitor.presses("consent-continue")
    second = claims_of(json_of(Backend(house, "second").redeems(visitor.answer()["code"]))["id_token"])
    assert second["sub"] != first["sub"]
    assert second["auth_time"] == first["auth_time"]


def test_prompt_login_does_not_defeat_single_sign_on(visitor: Visitor, backend: Backend) -> None:
    id_token_of(visitor, backend)
    assert visitor.asks(prompt="login").has("consent-continue")


def test_prompt_login_of_a_client_allowed_to_use_it_skips_the_confirmation(visitor: Visitor, house: House) -> None:
    house.register(client_id="prompting", allowedPrompts=["login"])
    visitor.asks(client_id="prompting", prompt="login")
    visitor.proves()
    assert visitor.answer()["code"]


def test_an_abandoned_interaction_leaves_the_session_usable(visitor: Visitor, backend: Backend) -> None:
    id_token_of(visitor, backend)
    visitor.asks()
    assert visitor.asks(state="again-0123456789").has("consent-continue")


def test_a_provider_excluded_for_the_second_party_brings_back_to_the_choice(
    visitor: Visitor, house: House, backend: Backend
) -> None:
    id_token_of(visitor, backend)
    house.register(client_id="picky", idpFilterList=[UIDS["impots"]])
    page = visitor.asks(client_id="picky")
    assert page.has("idp-ameli")


def test_the_session_ends_for_single_sign_on_after_30_minutes(visitor: Visitor, house: House, backend: Backend) -> None:
    id_token_of(visitor, backend)
    house.clock.advance(1801)
    assert visitor.asks().has("idp-impots")


def leave(visitor: Visitor, house: House, query: str) -> None:
    page = visitor.opens(f"{house.hub}/session/end?{query}")
    while page.has("logout-continue"):
        page = visitor.presses("logout-continue")


def test_logout_goes_through_the_provider_returns_the_state_and_ends_single_sign_on(
    visitor: Visitor, house: House, backend: Backend
) -> None:
    hint = id_token_of(visitor, backend)
    leave(visitor, house, f"id_token_hint={hint}&post_logout_redirect_uri=http://localhost:3000/&state=bye")
    assert visitor.page is not None
    assert visitor.page.url == "http://localhost:3000/?state=bye"
    assert any(url.startswith(house.addresses.public("impots") + "/session/end") for url in visitor.visited)
    assert visitor.asks().has("idp-impots")


def test_logout_without_a_session_returns_at_once(visitor: Visitor, house: House, backend: Backend) -> None:
    hint = id_token_of(visitor, backend)
    other = Visitor(house)
    leave(other, house, f"id_token_hint={hint}&post_logout_redirect_uri=http://localhost:3000/&state=s")
    assert other.page is not None
    assert other.page.url == "http://localhost:3000/?state=s"


def test_logout_without_a_return_address_ends_on_a_page(visitor: Visitor, house: House, backend: Backend) -> None:
    hint = id_token_of(visitor, backend)
    leave(visitor, house, f"id_token_hint={hint}")
    assert visitor.page is not None
    assert visitor.page.url.endswith("/session/end/success")
    assert visitor.page.status == 200


def test_an_expired_hint_is_fine(visitor: Visitor, house: House, backend: Backend) -> None:
    hint = id_token_of(visitor, backend)
    house.clock.advance(600)
    leave(visitor, house, f"id_token_hint={hint}&post_logout_redirect_uri=http://localhost:3000/")
    assert visitor.page is not None
    assert visitor.page.url == "http://localhost:3000/"


@pytest.mark.parametrize(("query", "code"), [
    ("", "Y000400"),
    ("id_token_hint=", "Y000400"),
    ("id_token_hint={hint}&x=1", "Y000400"),
    ("id_token_hint=garbage", "Y045AFAE"),
    ("id_token_hint={hint}x", "Y045AFAE"),
    ("id_token_hint={hint}&client_id=other", "Y0467882"),
    ("id_token_hint={hint}&post_logout_redirect_uri=https://evil.example/", "Y04CFAEF"),
])
def test_each_mistake_of_a_logout_has_its_page(visitor: Visitor, house: House, backend: Backend, query: str, code: str) -> None:
    hint = id_token_of(visitor, backend)
    page = visitor.opens(f"{house.hub}/session/end?{query.format(hint=hint)}")
    assert (page.said("error-code"), page.status) == (code, 400)


def test_the_hint_of_a_client_that_no_longer_exists_is_refused(visitor: Visitor, house: House) -> None:
    house.register(client_id="brief")
    hint = json_of(Backend(house, "brief").redeems(visitor.arrives(client_id="brief")["code"]))["id_token"]
    house.control.remove("clients", "franceconnect/brief")
    assert visitor.opens(f"{house.hub}/session/end?id_token_hint={hint}").said("error-code") == "Y0429C91"


def test_a_logout_confirmed_twice_or_by_nobody_is_refused(visitor: Visitor, house: House) -> None:
    assert visitor.request("POST", house.hub + "/session/end/confirm", "").said("error-code") == "Y0474F76"
    assert visitor.request("POST", house.hub + "/session/end/confirm", "xsrf=" + "z" * 43).said("error-code") == "Y04976CE"


def test_consent_is_asked_by_private_parties_registered_so_and_required(visitor: Visitor, house: House) -> None:
    house.register(client_id="private", type="private", identityConsent=True)
    visitor.asks(client_id="private")
    page = visitor.proves()
    assert page.has("consent-checkbox")
    refused = visitor.presses("consent-continue")
    assert refused.said("error-code") == "P100001"
    visitor.opens(page.url)
    visitor.presses("consent-continue", {"accept_data": "on"})
    assert visitor.answer()["code"]


def test_the_confirmation_lists_labels_by_group_and_never_a_value(visitor: Visitor, house: House) -> None:
    house.register(client_id="data", scope="openid identite_pivot email preferred_username dgfip_rfr cnam_caisse")
    visitor.asks(client_id="data", scope="openid identite_pivot email preferred_username dgfip_rfr cnam_caisse")
    detail = visitor.proves().said("consent-detail")
    assert detail.index("Nom de naissance") < detail.index("Prénom(s)") < detail.index("Adresse email")
    assert detail.index("Caisse nationale") < detail.index("Direction générale")
    assert "1979" not in detail
    assert "bruno@example.org" not in detail


def test_scope_openid_alone_is_anonymous(visitor: Visitor) -> None:
    assert "anonyme" in visitor.asks(scope="openid").text
    page = visitor.proves()
    assert "FACTICE" not in page.text
    assert "anonyme" in page.text


def test_a_mail_tells_of_an_unusual_connection_and_not_of_the_next_one_on_this_device(visitor: Visitor, house: House) -> None:
    visitor.arrives()
    letters = captured(house.control, "bruno@example.org")
    assert len(letters) == 1
    assert "sandbox" in letters[0]["subject"]
    assert "impots.gouv.fr" in letters[0]["text"]
    house.ports.store.wipe()
    visitor.arrives()
    assert len(captured(house.control, "bruno@example.org")) == 1
    Visitor(house).arrives()
    assert len(captured(house.control, "bruno@example.org")) == 2


def test_a_corrupt_device_cookie_is_y510001(visitor: Visitor) -> None:
    visitor.cookies.setdefault("localhost", {})["hub_trusted_device"] = "corrupt"
    visitor.asks()
    visitor.proves()
    assert visitor.presses("consent-continue").said("error-code") == "Y510001"


def test_secrets_codes_and_tokens_never_reach_the_journal(visitor: Visitor, house: House, backend: Backend) -> None:
    code = visitor.arrives()["code"]
    answer = json_of(backend.redeems(code))
    backend.reads(answer["access_token"])
    written = json.dumps([record.as_dict() for record in house.ring.records()], default=str)
    for secret in (code, answer["access_token"], answer["id_token"], SECRET, visitor.cookies["localhost"]["fc_session_id"]):
        assert secret not in written


@pytest.mark.parametrize("path", ["/api/v1/authorize", "/api/v1/token", "/api/v1"])
def test_the_first_version_answers_what_replaced_it(visitor: Visitor, house: House, path: str) -> None:
    page = visitor.opens(house.hub.removesuffix("/api/v2") + path)
    assert page.status == 410
    assert "/api/v2/.well-known/openid-configuration" in page.said("replaced-by")


@pytest.mark.parametrize("path", ["/nothing", "/api/v2/nothing", "/api/v2/introspect", "/api/v2/par"])
def test_anything_else_is_y000404(visitor: Visitor, house: House, path: str) -> None:
    page = visitor.opens(house.hub.removesuffix("/api/v2") + path)
    assert (page.status, page.said("error-code")) == (404, "Y000404")


def test_every_refusal_writes_its_rule_what_came_and_what_was_expected(visitor: Visitor, house: House) -> None:
    def refused() -> dict[str, str]:
        events = [record.event for record in house.ring.records()]
        return dict([event.facts for event in events if event.kind == "event" and event.name == "REFUSED"][-1])

    visitor.asks(nonce="short")
    assert refused() == {"code": "Y030007", "rule": "ParameterRefused", "where": "/api/v2/authorize",
                         "received": "nonce <5 characters>", "expected": "nonce of at least 22 characters"}
    choice = visitor.asks().url
    page = visitor.request("POST", house.hub + "/redirect-to-idp", "csrfToken=wrong")
    assert page.said("error-code") == refused()["code"] == "Y470001"
    Visitor(house).opens(choice)
    assert (refused()["code"], refused()["rule"]) == ("Y190001", "SessionLost")
    assert refused()["expected"]


def test_the_refusal_of_a_request_is_found_in_its_own_journey(visitor: Visitor, house: House) -> None:
    visitor.asks(scope="openid cnam_caisse")
    records = house.ring.records()
    refused = [record for record in records if record.event.kind == "event" and record.event.name == "REFUSED"][-1]
    failed = [record for record in records if record.event.kind == "check" and not record.event.passed][-1]
    assert (failed.event.rule, failed.event.code) == ("scope_is_granted", refused.event.facts["code"])
    assert failed.thread == refused.thread
