"""The dashboard where its hub does not answer, or not as it should; and its registration at both ends."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from doublure.oidc.wire import Wire
from doublure.testing.person import Person
from service_provider.dashboard.accounts import AccessOver, Accounts, ChoiceRefused, HubSilent
from tests.stories.federation import CONFIG, running_federation


def test_without_its_hub_the_dashboard_says_so(tmp_path: Path) -> None:
    with running_federation(tmp_path, only=("dashboard",)) as federation:
        person = Person()
        assert person.opens(federation.public("dashboard") + "/").has("franceconnect-button")
        page = person.presses("franceconnect-button")
        assert (page.status, page.said("error-message")[:33]) == (503, "FranceConnect ne répond pas. Rées")


class OddHub:
    """A hub that answers every question about accounts in one way."""

    def __init__(self) -> None:
        self.status, self.body, self.media = 200, b"{}", "application/json"
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    @Request.application
    def _answer(self, request: Request) -> Response:
        return Response(self.body, self.status, content_type=self.media)

    def says(self, status: int, document: Any) -> None:
        self.status = status
        self.body = document if isinstance(document, bytes) else json.dumps(document).encode()


@pytest.fixture(scope="module")
def odd() -> Iterator[OddHub]:
    import threading

    hub = OddHub()
    thread = threading.Thread(target=lambda: hub._server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    yield hub
    hub._server.shutdown()
    hub._server.server_close()
    thread.join()


@pytest.mark.parametrize(("status", "document"), [
    (200, {}), (200, []), (200, b"no json"), (200, {"page": "one"}), (500, {"error": "server_error"}), (503, b""),
    (404, b"<html>"), (302, b""), (200, b'{"page":1,"page":2}'), (403, {"error": "insufficient_scope"}),
])
def test_an_answer_that_says_nothing_is_silence(odd: OddHub, status: int, document: Any) -> None:
    odd.says(status, document)
    accounts = Accounts(Wire({odd.origin: odd.origin}), odd.origin + "/account")
    for ask in (lambda: accounts.open("x"), lambda: accounts.history("x"), lambda: accounts.preferences("x"),
                lambda: accounts.choose("x", {"a"}, allow_future=True)):
        with pytest.raises(HubSilent):
            ask()
    accounts.end("x")


def test_what_a_status_means(odd: OddHub) -> None:
    accounts = Accounts(Wire({odd.origin: odd.origin}), odd.origin + "/account")
    odd.says(401, {"error": "invalid_token"})
    with pytest.raises(AccessOver):
        accounts.history("x")
    with pytest.raises(HubSilent):
        accounts.open("x")  # there is no account token yet that could be over
    for status, conflict in ((400, False), (409, True)):
        odd.says(status, {"error": "x"})
        with pytest.raises(ChoiceRefused) as refused:
            accounts.choose("x", {"a"}, allow_future=True)
        assert refused.value.conflict is conflict


def test_nobody_is_asked_whom_no_person_configured() -> None:
    accounts = Accounts(Wire({}), "http://127.0.0.1:9/account")
    with pytest.raises(HubSilent):
        accounts.history("x")


def test_the_configuration_of_both_ends_agrees() -> None:
    ours = tomllib.loads((CONFIG / "service_provider/dashboard.toml").read_text("utf-8"))["dashboard"]
    theirs = tomllib.loads((CONFIG / "broker/relying_parties/dashboard.toml").read_text("utf-8"))
    for name in ("client_id", "client_secret", "scope", "token_endpoint_auth_method", "id_token_signed_response_alg",
                 "userinfo_signed_response_alg"):
        assert ours[name] == theirs["dashboard"][name], name
    assert {party["platform"] for party in theirs.values()} == {"franceconnect", "franceconnect-plus", "openid"}
    for party in theirs.values():
        assert (party["client_id"], party["client_secret"]) == (ours["client_id"], ours["client_secret"])
        assert party["redirect_uris"] == [ours["redirect_uri"]]
        assert party["post_logout_redirect_uris"] == [ours["post_logout_redirect_uri"]]
    accounts = tomllib.loads((CONFIG / "broker/accounts.toml").read_text("utf-8"))["accounts"]
    assert accounts["dashboard"] == ours["client_id"]
