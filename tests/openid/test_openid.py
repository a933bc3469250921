"""What the platform openid serves beside the plans: tabs, algorithms, subjects, hints, languages, public clients, absence."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwe, jws, jwt
from joserfc.jwk import ECKey, RSAKey

from doublure.persona import document
from doublure.testing.person import Person
from tests.openid.installation import (
    BYE,
    CALLBACK,
    EVERYTHING,
    Installation,
    Service,
    arrived,
    browser,
    challenge,
    json_of,
    through,
    told,
)

VERIFIER = "v" * 64


def test_each_tab_goes_on_with_its_own_login(op: Installation, service: Service) -> None:
    other, person = op.register("other"), browser()
    service.asks(person, state="first")
    first = person.page
    other.asks(person, state="second")
    second = person.page
    person.page = first
    one = through(person, "bruno")
    person.page = second
    two = through(person, "camille")
    assert (one["state"], two["state"]) == ("first", "second")
    subs = [party.verified(json_of(party.redeems(answer["code"]), 200))["claims"]["sub"]
            for party, answer in ((service, one), (other, two))]
    assert subs[0] != subs[1], "each tab has the person who logged in in it"


def test_tabs_that_arrive_together_all_find_the_session(service: Service) -> None:
    person = browser()
    service.tokens(person)
    jar = {host: dict(cookies) for host, cookies in person.cookies.items()}
    for _ in range(3):
        together = browser()
        together.cookies = {host: dict(cookies) for host, cookies in jar.items()}
        assert arrived(service.asks(together, prompt="none"))["code"], "one tab does not take the session from another"


def test_the_session_identifier_changes_when_somebody_logs_in(service: Service) -> None:
    person = browser()
    service.asks(person)
    assert "op_session_id" not in person.cookies["localhost"], "nothing to plant before there is a login"
    through(person)
    first = person.cookies["localhost"]["op_session_id"]
    service.asks(person, prompt="login")
    through(person, "camille")
    assert person.cookies["localhost"]["op_session_id"] != first


def test_a_form_of_another_site_finds_the_session_too(op: Installation, service: Service) -> None:
    person = browser()
    service.tokens(person)
    form, site = urlencode(service.request(prompt="none")), {"Sec-Fetch-Site": "cross-site"}
    bare = Person().request("POST", op.issuer + "/oidc/authorize", form, site)
    assert bare.status == 303, "the browser leaves the cookie out"
    assert arrived(person.opens(bare.header("Location")))["code"], "and sends it with the link"
    long = urlencode(service.request(prompt="none", extra="x" * 9000))
    answer = Person().request("POST", op.issuer + "/oidc/authorize", long, site)
    assert "error=login_required" in answer.header("Location"), "an address has an end"


def test_a_journey_is_of_the_browser_that_began_it(service: Service) -> None:
    person = browser()
    service.asks(person)
    assert told(browser().opens(person.visited[-1])) == "Y190001"


def test_the_way_back_leads_to_the_service_of_its_own_tab(op: Installation, service: Service) -> None:
    person = browser()
    service.asks(person, state="mine")
    page = person.page
    op.register("other").asks(person, state="other")
    person.page = page
    answer = arrived(person.presses("back-to-sp-link"))
    assert (answer["error"], answer["state"]) == ("access_denied", "mine")


def test_an_error_page_leads_back_with_the_state_that_was_sent_or_none(op: Installation, service: Service) -> None:
    camille = op.ports.people().by_login("camille")
    assert camille is not None
    op.ports.people.put("camille", document(camille) | {"account": "disabled"})  # type: ignore[attr-defined]
    for state in ("s", None):
        person = browser()
        service.asks(person, state=state, response_mode="fragment")
        person.presses("idp-impots")
        page = person.presses("login-submit", {"identifier": "camille", "password": "123"})
        assert page.has("error-code")
        answer = arrived(person.presses("back-to-sp-link"))
        assert answer["error"]
        assert answer.get("state") == state


# The library prefers another name for EdDSA (RFC 9864), which no relying party registers yet.
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("alg", ["RS256", "ES256", "PS256", "EdDSA"])
def test_each_client_gets_the_algorithm_it_registered(op: Installation, alg: str) -> None:
    rp = op.register("algorithms", id_token_signed_response_alg=alg, userinfo_signed_response_alg=alg)
    tokens = rp.verified(json_of(rp.redeems(rp.logs_in(browser(), scope=EVERYTHING)["code"]), 200), alg)
    assert tokens["header"]["alg"] == alg
    page = rp.userinfo(tokens["access_token"])
    assert page.header("Content-Type").startswith("application/jwt")
    registry = jws.JWSRegistry(algorithms=[alg])
    claims = jwt.decode(page.text, op.keys(), algorithms=[alg], registry=registry).claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == (op.issuer, "algorithms", tokens["claims"]["sub"])
    assert claims["email"] == "bruno@example.org"


def test_userinfo_can_be_encrypted(op: Installation) -> None:
    key = RSAKey.generate_key(2048)
    jwks = {"keys": [key.as_dict(private=False) | {"kid": "e", "use": "enc", "alg": "RSA-OAEP-256"}]}
    rp = op.register("sealed", jwks=jwks, userinfo_encrypted_response_alg="RSA-OAEP-256",
                     userinfo_encrypted_response_enc="A256GCM")
    page = rp.userinfo(rp.tokens(browser(), scope="openid email")["access_token"])
    registry = jwe.JWERegistry(algorithms=["RSA-OAEP-256", "A256GCM"], strict_check_header=False)
    opened = jwe.decrypt_compact(page.text, key, registry=registry)
    assert json.loads(opened.plaintext or b"")["email"] == "bruno@example.org"


def test_subjects_are_pairwise_by_host_or_public(op: Installation) -> None:
    def sub(client_id: str, login: str = "bruno", **fields: Any) -> str:
        found: str = op.register(client_id, **fields).tokens(browser(), login=login)["claims"]["sub"]
        return found

    port = sub("another port", redirect_uris=[CALLBACK, "http://localhost:1337/callback"])
    assert port == sub("here"), "one host, one sector"
    public = sub("public one", subject_type="public")
    assert public == sub("public two", subject_type="public", redirect_uris=[CALLBACK])
    assert public not in {port, sub("public two", login="camille", subject_type="public")}
    assert {"pairwise", "public"} == set(op.discovery()["subject_types_supported"])


def test_two_hosts_need_a_sector(op: Installation) -> None:
    two = op.register("two hosts", redirect_uris=["https://a.test/cb", "https://b.test/cb"])
    two.redirect_uri = "https://a.test/cb"
    assert told(two.asks(browser())) == "Y047AC5A"
    public = op.register("two hosts", redirect_uris=["https://a.test/cb", "https://b.test/cb"], subject_type="public")
    public.redirect_uri = "https://a.test/cb"
    assert public.asks(browser()).has("idp-impots")


@pytest.mark.parametrize(("uri", "code"), [
    ("http://rp.test/cb", "P030018"), ("http://localhost.rp.test/cb", "P030018"), ("https://rp.test/cb", None),
    ("http://[::1]:3000/cb", None), ("http://rp.localhost:3000/cb", None),
])
def test_a_code_travels_over_tls_or_stays_on_this_computer(op: Installation, uri: str, code: str | None) -> None:
    rp = op.register("somewhere", redirect_uris=[uri])
    page = rp.asks(browser(), redirect_uri=uri)
    assert page.has("idp-impots") if code is None else told(page) == code


def test_every_scope_is_filled_from_the_persona_and_shown_before(op: Installation, service: Service) -> None:
    person = browser()
    service.asks(person, scope=EVERYTHING + " offline_access")
    person.presses("idp-impots")
    page = person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    for label in ("Nom complet", "Adresse postale", "Numéro de téléphone", "Accès en votre absence"):
        assert label in page.text
    tokens = service.verified(json_of(service.redeems(arrived(person.presses("consent-continue"))["code"]), 200))
    claims = json_of(service.userinfo(tokens["access_token"]), 200)
    assert claims.pop("address") == {
        "formatted": "1 chemin du Modèle\n26340 Rochefourchat\nFrance", "street_address": "1 chemin du Modèle",
        "postal_code": "26340", "locality": "Rochefourchat", "country": "France"}
    assert claims == {
        "sub": tokens["claims"]["sub"], "name": "Bruno FACTICE", "given_name": "Bruno", "family_name": "FACTICE",
        "gender": "male", "birthdate": "1979-10-02", "email": "bruno@example.org", "email_verified": True,
        "phone_number": "+33639980102", "phone_number_verified": True}


def test_claims_are_given_one_by_one_where_they_are_asked_for(service: Service) -> None:
    wanted = {"id_token": {"email": None, "acr": {"values": ["eidas1"]}}, "userinfo": {"phone_number": {"essential": True}}}
    tokens = service.tokens(browser(), claims=json.dumps(wanted))
    assert tokens["claims"]["email"] == "bruno@example.org"
    assert set(json_of(service.userinfo(tokens["access_token"]), 200)) == {"sub", "phone_number"}


def test_agreement_is_remembered_for_what_was_agreed_to(service: Service) -> None:
    person = browser()
    service.tokens(person, scope="openid email")
    assert arrived(service.asks(person, scope="openid"))["code"], "less than before"
    assert service.asks(person, scope="openid email phone").has("consent-continue"), "more than before"
    assert service.asks(person, scope="openid email", prompt="consent").has("consent-continue"), "asked for again"
    service.asks(person, prompt="login")
    person.presses("idp-impots")
    page = person.presses("login-submit", {"identifier": "camille", "password": "123"})
    assert page.has("consent-continue"), "somebody else has agreed to nothing"


@pytest.mark.parametrize(("mode", "sign"), [("query", "?"), ("fragment", "#")])
def test_the_answer_comes_by_the_mode_that_was_asked_for(service: Service, mode: str, sign: str) -> None:
    person = browser()
    answer = service.logs_in(person, response_mode=mode)
    assert person.page is not None
    assert person.page.url.startswith(CALLBACK + sign)
    assert service.redeems(answer["code"]).status == 200
    refusal = service.asks(browser(), response_mode=mode, prompt="none")
    assert refusal.url.startswith(CALLBACK + sign)


def test_an_error_by_form_is_a_form(service: Service) -> None:
    page = service.asks(browser(), response_mode="form_post", prompt="none")
    form = page.form_with("form-post-continue")
    assert (form.action, form.values()["error"]) == (CALLBACK, "login_required")
    assert page.header("Cache-Control") == "no-store"
    assert page.header("Referrer-Policy") == "strict-origin"


def test_a_public_client_needs_pkce_and_nothing_else(op: Installation) -> None:
    app = op.register("app", client_secret=None, token_endpoint_auth_method="none")
    answer = app.logs_in(browser(), code_challenge=challenge(VERIFIER), code_challenge_method="S256")
    tokens = app.verified(json_of(app.redeems(answer["code"], code_verifier=VERIFIER), 200))
    assert json_of(app.refreshes(tokens["refresh_token"]), 200)["access_token"]
    again = app.logs_in(browser(), code_challenge=challenge(VERIFIER), code_challenge_method="S256")
    assert json_of(app.redeems(again["code"]), 400)["error"] == "invalid_grant"


@pytest.mark.parametrize("hint", ["bruno", "BRUNO", "2840513125042", '"><script>', "buffy@host"])
def test_a_login_hint_fills_in_a_persona_and_shows_nothing_else(service: Service, hint: str) -> None:
    person = browser()
    service.asks(person, login_hint=hint)
    page = person.presses("idp-impots")
    found = re.search(r'<input[^>]*data-testid="login-identifier"[^>]*>', page.text)
    assert found is not None
    assert (f'value="{hint}"' in found.group(0)) is (hint.lower() == "bruno")
    assert hint.lower() == "bruno" or hint not in page.text


def test_the_language_a_service_would_like_is_spoken_until_the_person_chooses(op: Installation, service: Service) -> None:
    assert 'lang="en"' in service.asks(browser(), ui_locales="de en fr").text
    assert 'lang="fr"' in service.asks(browser(), ui_locales="de").text
    person = browser()
    person.cookies["localhost"] = {"hub-openid_language": "fr"}
    assert 'lang="fr"' in service.asks(person, ui_locales="en").text


def test_a_provider_answers_at_its_own_address_only(op: Installation, service: Service) -> None:
    person = Person(stop_at=(f"{op.issuer}/callback/",))
    service.asks(person)
    person.presses("idp-impots")
    page = person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    assert page.url.startswith(f"{op.issuer}/callback/impots?")
    person.stop_at = ()
    mixed = person.opens(page.url.replace("/callback/impots", "/callback/ameli"))
    assert mixed.status >= 400
    assert mixed.has("error-code")
    assert person.opens(page.url).has("consent-continue"), "and is not lost by that"


def test_private_keys_and_platform_limits_of_registrations(op: Installation) -> None:
    from pydantic import ValidationError

    from broker.parties import client_from

    usual = {"client_id": "c", "client_secret": "s" * 40, "redirect_uris": [CALLBACK]}
    for fields in ({"token_endpoint_auth_method": "none"}, {"id_token_signed_response_alg": "EdDSA"}, {"subject_type": "public"},
                   {"grant_types": ["authorization_code", "refresh_token"]}):
        with pytest.raises(ValidationError, match="platform openid"):
            client_from({**usual, **fields})
        assert client_from({**usual, **fields, "platform": "openid"})
    assert client_from({**usual, "platform": "openid"}).token_endpoint_auth_method == "client_secret_basic"


def test_a_client_may_prove_itself_by_its_own_key(op: Installation) -> None:
    key = ECKey.generate_key("P-256")
    jwks = {"keys": [key.as_dict(private=False) | {"kid": "k", "use": "sig", "alg": "ES256"}]}
    rp = op.register("keys", jwks=jwks, client_secret=None, token_endpoint_auth_method="private_key_jwt")
    claims = {"iss": "keys", "sub": "keys", "aud": op.issuer + "/oidc/token", "jti": "1", "exp": op.clock.now() + 60}
    assertion = jws.serialize_compact({"alg": "ES256", "kid": "k"}, json.dumps(claims), key)
    fields = {"client_assertion": assertion, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
    assert rp.redeems(rp.logs_in(browser())["code"], **fields).status == 200


def test_a_logout_goes_through_the_provider_and_comes_back(op: Installation, service: Service) -> None:
    person = browser()
    hint = service.tokens(person)["id_token"]
    page = service.ends(person, "POST", id_token_hint=hint, post_logout_redirect_uri=BYE, state="s")
    while page.has("logout-continue"):
        page = person.presses("logout-continue")
    assert page.url == BYE + "?state=s"
    assert any("/session/end" in url and "/oidc/" not in url for url in person.visited), "she left the provider as well"


def test_nothing_of_a_login_is_in_the_journal_that_gives_access(op: Installation, service: Service) -> None:
    tokens = service.tokens(browser(), scope="openid offline_access")
    again = json_of(service.refreshes(tokens["refresh_token"]), 200)
    written = "\n".join(str(record) for record in op.ring.records())
    for secret in (tokens["access_token"], tokens["refresh_token"], again["refresh_token"], tokens["id_token"], service.secret,
                   base64.b64encode(f"sandbox:{service.secret}".encode()).decode()):
        assert secret not in written
