"""prompt=none never ends on a page, whatever has become of the session between two stations (Core §3.1.2.1, §3.1.2.6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from broker.registry import PROVIDERS
from broker.settings import load_settings
from doublure.persona import document
from doublure.settings import config_folder
from doublure.testing.pages import Page
from doublure.testing.person import Person
from doublure.testing.servers import PostgresServer
from tests.openid.installation import Installation, Service, arrived, browser, installed, json_of, through, told

IMPOTS = "3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01"
SCOPE = "openid profile email"


@dataclass
class Silent:
    """bruno, whose browser has a session at the hub, and a service that asks for him without a page."""

    op: Installation
    service: Service
    person: Person

    def on_the_way(self) -> str:
        """Ask with prompt=none and stop before the station that judges the session: its address."""
        waiting = Person(stop_at=(f"{self.op.issuer}/oidc/interaction/",))
        waiting.cookies = self.person.cookies
        page = self.service.asks(waiting, prompt="none")
        assert page.url.endswith("/verify"), page.url
        return page.url

    def goes_on(self, address: str, **headers: str) -> dict[str, str]:
        """Go on from *address*: what the service receives."""
        if headers:
            # A proxy in front adds them to this one request; the browser follows the answer.
            answer = self.person.request("GET", address, None, headers)
            address = answer.header("Location")
        return arrived(self.person.opens(address))


@pytest.fixture
def silent(op: Installation, service: Service) -> Silent:
    person = browser()
    service.logs_in(person)
    assert arrived(service.asks(person, prompt="none"))["code"], "nothing has happened yet"
    return Silent(op, service, person)


def blocks_impots(op: Installation) -> None:
    """bruno logs in at the dashboard with ameli.fr and blocks impots.gouv.fr."""
    desk = op.register("dashboard", token_endpoint_auth_method="client_secret_post")
    person = browser()
    desk.asks(person, scope=SCOPE)
    person.presses("idp-ameli")
    person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    code = arrived(person.presses("consent-continue"))["code"]
    bearer = json_of(desk.redeems(code), 200)["access_token"]
    token = json_of(_account(op, "POST", "access", bearer, ""), 201)["account_token"]
    known = json_of(_account(op, "GET", "preferences", token, None), 200)["identity_providers"]
    allowed = " ".join(each["uid"] for each in known if each["uid"] != IMPOTS)
    json_of(_account(op, "POST", "preferences", token, urlencode({"allowed": allowed, "allow_future": "true"})), 200)


def _account(op: Installation, method: str, path: str, token: str, body: str | None) -> Page:
    return Person().request(method, f"{op.issuer}/account/{path}", body, {"Authorization": f"Bearer {token}"})


def switches_impots_off(op: Installation) -> None:
    known = load_settings(config_folder(), op.addresses).identity_providers
    impots = next(each.document() for each in known if each.slug == "impots")
    op.control.set(PROVIDERS, IMPOTS, json.dumps(impots | {"active": False}).encode())


def disables_bruno(op: Installation) -> None:
    people = op.ports.people
    people.put("bruno", document(people().by_login("bruno")) | {"account": "disabled"})  # type: ignore[attr-defined]


@pytest.mark.parametrize("meanwhile", [blocks_impots, switches_impots_off, disables_bruno], ids=lambda each: each.__name__)
def test_what_happens_before_the_question_or_during_it_is_login_required(
    silent: Silent, meanwhile: Callable[[Installation], None]
) -> None:
    address = silent.on_the_way()
    meanwhile(silent.op)
    answer = silent.goes_on(address)
    assert (answer["error"], answer["iss"]) == ("login_required", silent.op.issuer)
    assert answer["state"]
    assert arrived(silent.service.asks(silent.person, prompt="none"))["error"] == "login_required"


def test_the_journal_says_why(silent: Silent) -> None:
    blocks_impots(silent.op)
    assert arrived(silent.service.asks(silent.person, prompt="none"))["error"] == "login_required"
    refused = [record.event for record in silent.op.ring.records() if getattr(record.event, "name", "") == "REFUSED"][-1]
    assert refused.facts["code"] == "Y100011"


def test_blocked_is_a_page_where_a_page_may_be_shown(silent: Silent) -> None:
    blocks_impots(silent.op)
    assert told(silent.service.asks(silent.person)) == "Y100011"


def test_a_session_that_ends_on_the_way_is_login_required(silent: Silent) -> None:
    silent.op.clock.seconds += 28_799
    address = silent.on_the_way()
    silent.op.clock.seconds += 1
    assert silent.goes_on(address)["error"] == "login_required"


def test_somebody_else_who_logs_in_on_the_way_has_agreed_to_nothing(silent: Silent) -> None:
    address = silent.on_the_way()
    silent.op.register("elsewhere").asks(silent.person, prompt="login")
    through(silent.person, "camille")
    assert silent.goes_on(address)["error"] == "consent_required"


def test_a_context_that_has_become_suspicious_is_login_required(silent: Silent) -> None:
    address = silent.on_the_way()
    assert silent.goes_on(address, **{"x-suspicious": "1"})["error"] == "login_required"


def test_a_database_that_does_not_answer_is_temporarily_unavailable(tmp_path: Path) -> None:
    with PostgresServer() as postgres, installed(tmp_path, postgres.database("hub")) as op:
        service, person = Service(op), browser()
        service.logs_in(person)
        postgres.stop()
        assert arrived(service.asks(person, prompt="none"))["error"] == "temporarily_unavailable"
        page = service.asks(person)
        assert told(page) == "P180001"
        assert page.has("back-to-sp-link")
        postgres.start()
        assert arrived(service.asks(person, prompt="none"))["code"]
