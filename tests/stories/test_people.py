"""Each of the 35 people logs in at each provider she has an account at, and ends as her row of the published table says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.stories.federation import Federation, Known, Service, log_in

TABLE: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "ground" / "personas.json").read_text("utf-8"))
#: Whom `tous` gives an account at all six is sent to two of them: the other tests walk through each.
SOME = {"tous": ("impots", "alicem")}
ROWS = [(row["login"], idp, row["rnipp"]) for row in TABLE for idp in SOME.get(row["idps"], tuple(row["idps"].split()))]
SCOPE = "openid identite_pivot email preferred_username idp_birthdate"


def ends(service: Service, idp: str, login: str) -> tuple[str | None, Known | None]:
    """The code of the page the login ends on, or what the service knows after it."""
    person, question = service.person(), service.asks(scope=SCOPE)
    person.opens(question.url)
    person.presses(f"idp-{idp}")
    page = log_in(person, login)
    if page.has("error-code"):
        return page.said("error-code"), None
    person.presses("consent-continue")
    return None, service.knows(person, question)


@pytest.fixture
def service(federation: Federation) -> Service:
    made = federation.api.register(redirect_uris=["http://localhost:3000/callback"], scope=SCOPE)
    return federation.service(made["client_id"], made["client_secret"])


@pytest.mark.parametrize(("login", "idp", "row"), ROWS, ids=[f"{login}-{idp}" for login, idp, _ in ROWS])
def test_every_person_ends_as_her_row_says(federation: Federation, service: Service, login: str, idp: str, row: str) -> None:
    code, known = ends(service, idp, login)
    written = re.search(r"Y\d{6}", row)
    assert code == (written.group() if written else None)
    if known is not None:
        person = next(each for each in federation.api.call("GET", "/api/personas").json if each["login"] == login)
        facts = {name: person[name] for name in ("family_name", "given_name", "gender")}
        assert known.userinfo | facts == known.userinfo, "as the civil registry spells her"
        assert known.userinfo["idp_birthdate"] == person["birthdate"]
        assert known.userinfo["birthdate"] == person["birthdate"].replace("-00", "-01")


def test_fact_22_one_person_has_one_sub_at_every_provider_however_it_spells_her(service: Service) -> None:
    known = [ends(service, idp, "jeanloup")[1] for idp in ("impots", "ameli", "laposte")]
    subs = {each.id_token["sub"] for each in known if each is not None}
    assert len(known) == 3
    assert len(subs) == 1
    assert re.fullmatch(r"[0-9a-f]{64}v1", subs.pop())


def test_fact_24_a_birth_abroad_and_a_presumed_one_have_the_form_of_the_registry(service: Service) -> None:
    _, abroad = ends(service, "impots", "lukas")
    _, presumed = ends(service, "ameli", "taborio")
    assert abroad is not None
    assert presumed is not None
    assert (abroad.userinfo["birthplace"], abroad.userinfo["birthcountry"]) == ("", "99113")
    assert (presumed.userinfo["birthdate"], presumed.userinfo["idp_birthdate"]) == ("1992-11-01", "1992-11-00")


FACT_29 = [("msa", "sansmail", "Y600006", "server_error"), ("laposte", "fantome", "Y010008", "access_denied"),
           ("impots", "marcel", "Y010015", "access_denied"), ("impots", "homonyme", "Y010006", "access_denied"),
           ("impots", "bloque", "Y180001", "access_denied")]


@pytest.mark.parametrize(("idp", "login", "code", "error"), FACT_29)
def test_fact_29_a_failing_person_ends_on_a_page_and_the_way_back_tells_the_party(
    service: Service, idp: str, login: str, code: str, error: str
) -> None:
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses(f"idp-{idp}")
    page = log_in(person, login)
    assert page.said("error-code") == code
    assert "registre" not in page.said("error-message") or login == "fantome", "soft words: the reason is nobody else's business"
    person.presses("back-to-sp-link")
    answer = person.query()
    assert (answer["error"], answer["state"]) == (error, question.state)
    assert "code" not in answer


def test_the_registry_shows_whom_it_knows_and_none_of_their_numbers(federation: Federation) -> None:
    people = federation.api.call("GET", "/api/personas").json
    person = federation.service().person()
    page = person.opens(federation.public("registry") + "/")
    assert page.status == 200
    assert "RECTIFIE-FICTIF" in page.text
    assert "FANTOME-FICTIF" not in page.text, "whom it does not know"
    for each in people:
        assert each["nir"][:13] not in page.text
        assert each["nif"] not in page.text


def test_on_franceconnect_plus_the_providers_spelling_comes_with_the_registrys_beside_it(federation: Federation) -> None:
    issuer = federation.public("hub-plus") + "/api/v2"
    scope = "openid identite_pivot rnipp_identite_pivot email"
    service = replace(federation.service(), issuer=issuer, scope=scope, extra={"acr_values": "eidas2"})
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses("idp-laposte")
    log_in(person, "jeanloup")
    person.presses("consent-continue")
    known = service.knows(person, question).userinfo
    assert (known["family_name"], known["given_name"]) == ("De La Maquette", "Jean-Loup")
    assert (known["rnipp_family_name"], known["rnipp_given_name"]) == ("DE LA MAQUETTE", "Jean-Loup Émile")
    assert known["rnipp_given_name_array"] == ["Jean-Loup", "Émile"]


def test_on_openid_nobody_asks_the_registry(federation: Federation) -> None:
    service = replace(federation.service(), issuer=federation.public("hub-openid") + "/oidc", scope="openid profile")
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses("idp-laposte")
    assert "Gaspard" in log_in(person, "fantome").text, "whom the registry does not know"
