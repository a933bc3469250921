"""What a citizen does on an afternoon, page by page, with nothing but a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doublure.testing.person import Person
from tests.stories.federation import THE_SIX, Federation, Service, log_in, log_out, through

SCOPE = "openid identite_pivot preferred_username email"


@pytest.mark.parametrize("idp", THE_SIX)
def test_bruno_logs_in_at_a_service_with_any_of_the_six_and_leaves(federation: Federation, idp: str) -> None:
    service = federation.service()
    bruno, question = service.person(), service.asks()

    page = bruno.opens(question.url)
    assert page.title == "SIMULATEUR - Choix du compte - FranceConnect"
    offered = [button.testid for button in page.form_with(f"idp-{idp}").fields if button.is_button]
    assert offered == [f"idp-{slug}" for slug in THE_SIX], "the six in the order of SEED-12"

    page = bruno.presses(f"idp-{idp}")
    assert page.url.startswith(federation.public(idp)), "the provider has a site of its own"
    assert "Mon identifiant" in page.text
    assert "Mon mot de passe" in page.text

    page = log_in(bruno)
    assert page.title == "SIMULATEUR - Continuer sur sandbox - FranceConnect"
    assert "Vous êtes connecté en tant que" in page.text
    assert "Bruno FACTICE" in page.text

    bruno.presses("consent-continue")
    known = service.knows(bruno, question)
    assert known.id_token["nonce"] == question.nonce
    assert known.userinfo | {"given_name": "Bruno", "family_name": "FACTICE", "email": "bruno@example.org"} == known.userinfo
    assert known.userinfo["sub"] == known.id_token["sub"]

    farewell = {"id_token_hint": known.tokens["id_token"], "post_logout_redirect_uri": "http://localhost:3000/", "state": "bye"}
    bruno.opens(f"{federation.issuer}/session/end?" + "&".join(f"{name}={value}" for name, value in farewell.items()))
    assert log_out(bruno).url == "http://localhost:3000/?state=bye"
    assert bruno.opens(service.asks().url).has(f"idp-{idp}"), "after the logout nobody is known any more"


def test_bruno_is_the_same_person_whichever_provider_he_uses(federation: Federation) -> None:
    service = federation.service()
    subs = set()
    for idp in THE_SIX:
        bruno, question = service.person(), service.asks()
        bruno.opens(question.url)
        through(bruno, idp)
        subs.add(service.knows(bruno, question).userinfo["sub"])
    assert len(subs) == 1


@pytest.fixture
def with_an_account_everywhere(federation: Federation) -> Iterator[str]:
    """The login of somebody who has an account at moncompteformation from the start, and now at all six providers."""
    before = next(person for person in federation.api.call("GET", "/api/personas").json if person["login"] == "jeanloup")
    federation.api.put_persona(**before | {"idps": "tous", "spelling": {}})
    yield "jeanloup"
    federation.api.put_persona(**before)


@pytest.mark.parametrize("idp", THE_SIX)
def test_she_who_has_an_account_is_greeted_by_name_with_any_of_the_six_and_leaves(
    federation: Federation, with_an_account_everywhere: str, idp: str,
) -> None:
    person, site = Person(), federation.public("moncompteformation")
    home = person.opens(site + "/")
    assert "S'identifier avec FranceConnect" in home.text.replace("&#39;", "'")

    person.presses("franceconnect-button")
    page = through(person, idp, with_an_account_everywhere)
    assert page.url == site + "/espace"
    assert page.said("account-name") == "Jean-Loup DE LA MAQUETTE"

    person.presses("logout")
    page = log_out(person)
    assert page.url.startswith(site)
    assert page.said("logged-out") == "Vous êtes déconnecté de Mon Compte Formation et de FranceConnect."
    assert not person.opens(site + "/espace").has("account-name")


@pytest.mark.parametrize("idp", THE_SIX)
def test_bruno_who_has_no_account_yet_is_greeted_by_name_with_any_of_the_six_and_leaves(federation: Federation, idp: str) -> None:
    bruno, site = Person(), federation.public("moncompteformation")
    bruno.opens(site + "/")
    bruno.presses("franceconnect-button")
    page = through(bruno, idp)
    assert page.status == 200
    assert page.url.startswith(site)
    assert page.said("account-name") == "Bruno FACTICE"
    bruno.presses("logout")
    assert "et de FranceConnect" in log_out(bruno).said("logged-out")


def test_the_second_service_needs_no_second_login(federation: Federation) -> None:
    person, first = Person(stop_at=("http://localhost:3000/",)), federation.service()
    person.opens(first.asks().url)
    through(person, "ameli", "jeanloup")

    person.opens(federation.public("moncompteformation") + "/")
    page = person.presses("franceconnect-button")
    assert page.title == "SIMULATEUR - Continuer sur moncompteformation - FranceConnect", "no choice, no password"
    assert person.presses("consent-continue").said("account-name").upper() == "JEAN-LOUP DE LA MAQUETTE"


def test_a_service_sees_another_sub_than_its_neighbour(federation: Federation) -> None:
    subs = set()
    for service in (federation.service(), neighbour(federation)):
        bruno, question = service.person(), service.asks()
        bruno.opens(question.url)
        through(bruno, "impots")
        subs.add(service.knows(bruno, question).userinfo["sub"])
    assert len(subs) == 2


def test_going_back_at_the_provider_leads_to_the_choice_and_from_there_to_the_service(federation: Federation) -> None:
    service = federation.service()
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    bruno.presses("idp-laposte")

    page = bruno.presses("login-cancel")
    assert page.title == "SIMULATEUR - Erreur lors du choix du compte - FranceConnect"
    assert "Numérique La Poste" in page.said("interaction-error-message")
    assert "Revenir sur sandbox" in page.text

    bruno.presses("back-to-sp-link")
    assert bruno.query() == {
        "error": "access_denied", "error_description": "User auth aborted", "state": question.state, "iss": federation.issuer,
    }


def test_after_going_back_another_provider_still_works(federation: Federation) -> None:
    service = federation.service()
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    bruno.presses("idp-msa")
    bruno.presses("login-cancel")
    through(bruno, "alicem")
    assert service.knows(bruno, question).userinfo["family_name"] == "FACTICE"


def test_moncompteformation_says_what_happened_when_she_comes_back_without_having_logged_in(federation: Federation) -> None:
    person = Person()
    person.opens(federation.public("moncompteformation") + "/")
    person.presses("franceconnect-button")
    page = person.presses("back-to-sp-link")
    assert page.url.startswith(federation.public("moncompteformation"))
    assert page.said("error-code") == "access_denied"
    assert page.has("franceconnect-button"), "and can try again"


def neighbour(federation: Federation) -> Service:
    """A second relying party, registered through the control API."""
    made = federation.api.register(
        platform="franceconnect", client_name="voisin", redirect_uris=["http://localhost:8080/callback"], scope=SCOPE,
        token_endpoint_auth_method="client_secret_post", id_token_signed_response_alg="ES256",
        userinfo_signed_response_alg="ES256",
    )
    return federation.service(made["client_id"], made["client_secret"], "http://localhost:8080/callback")
