"""Where a diagnosis is shown, to whom not, and what it never shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from broker.app import create_app, ports_of
from broker.diagnosis import Matter, explain
from broker.errors import catalogue
from broker.settings import load_settings
from doublure.settings import config_folder
from doublure.testing.person import Person
from simulator.console.app import create_app as console_app
from tests.diagnosis.mistakes_server import SERVER
from tests.diagnosis.scene import CALLBACK, SECRET, Scene, browser, json_of
from tests.openid.installation import Service

ASKED = {"client_id": "sandbox", "response_type": "code", "redirect_uri": CALLBACK + "/", "scope": "openid",
         "acr_values": "eidas1", "nonce": "n" * 32, "state": "s" * 26}


def test_without_developer_mode_the_page_says_nothing_and_the_control_api_everything(scene: Scene, tmp_path: Path) -> None:
    ground = replace(scene.op.ports, records_url=f"sqlite:///{tmp_path}/hub.db")
    settings = load_settings(config_folder(), scene.op.addresses)
    quiet = settings.platforms["franceconnect"].model_copy(update={"developer_mode": False})
    app = create_app(replace(settings, platforms={**settings.platforms, "franceconnect": quiet}), ground)
    page = app.test_client().get(f"/api/v2/authorize?{urlencode(ASKED)}", base_url=scene.op.addresses.public("hub"))
    ports_of(app).accounts.close()
    assert page.status_code == 400
    assert "Y04C013C" in page.text
    assert 'data-testid="diagnosis"' not in page.text
    assert "callback/" not in page.text
    assert "redirect-uri-slash" in scene.explained()


def test_the_console_shows_the_diagnosis_beside_the_login(scene: Scene) -> None:
    scene.asks(redirect_uri=CALLBACK + "/")
    console = console_app(scene.op.ports, running=("hub", "console"), reset=lambda: None).test_client()
    page = console.get(f"/flows/{scene.trace}", base_url=scene.op.addresses.public("console"))
    assert page.status_code == 200
    assert 'data-testid="diagnosis-redirect-uri-slash"' in page.text
    assert "at character 31" in page.text


def test_the_list_of_journeys_has_each_with_its_diagnosis(scene: Scene) -> None:
    scene.asks(redirect_uri=CALLBACK + "/")
    scene.asks(nonce="short", state="another-state-0123456789")
    newest, before = scene.api("/api/flows")
    assert [found["code"] for found in newest["diagnosis"]] == ["nonce-short"]
    assert [found["code"] for found in before["diagnosis"]] == ["redirect-uri-slash"]


@pytest.mark.parametrize("code", ["secret-wrong", "code-twice", "userinfo-after-login", "revocation-fields", "checktoken-fields"])
def test_a_refusal_told_to_a_server_is_logged_with_the_address_that_explains_it(scene: Scene, code: str) -> None:
    with capture_logs() as lines:
        SERVER[code][0](scene)
    (line,) = [each for each in lines if each["event"] == "refused"]
    assert line["diagnosis"] == f"{scene.op.addresses.public('console')}/flows/{scene.trace}"
    assert scene.explained()[code]["refusal"] == line["code"]
    assert SECRET not in repr(line)


def test_a_refusal_on_a_page_is_not_logged(scene: Scene) -> None:
    with capture_logs() as lines:
        scene.asks(nonce="short")
    assert not lines


def test_where_nobody_keeps_the_journal_the_line_names_the_page_of_the_code(scene: Scene, tmp_path: Path) -> None:
    ground = replace(scene.op.ports, sinks=(), records_url=f"sqlite:///{tmp_path}/hub.db")
    app = create_app(load_settings(config_folder(), scene.op.addresses), ground)
    with capture_logs() as lines:
        app.test_client().post("/api/v2/token", data={"client_id": "x"}, base_url=scene.op.addresses.public("hub"))
    ports_of(app).accounts.close()
    assert lines[0]["diagnosis"].endswith("/errors/Y0479FCE")


def test_a_login_without_a_mistake_has_no_diagnosis_however_long_ago(scene: Scene) -> None:
    tokens = scene.tokens()
    scene.backend().reads(tokens["access_token"])
    trace = scene.trace
    scene.op.clock.advance(100)
    scene.asks(state="another-state-0123456789", nonce="m" * 32)
    scene.op.clock.advance(3600)
    assert scene.explained(trace) == {}


def test_other_clients_and_other_platforms_are_no_second_try(scene: Scene) -> None:
    scene.registers()
    scene.code()
    told = scene.trace
    scene.op.clock.advance(6)
    scene.asks(client_id="mine")
    scene.strict()
    assert scene.explained(told) == {}
    assert "state-reused" not in scene.explained(scene.op.ring.records()[-1].thread.trace)


def test_a_server_that_is_still_at_it_is_not_accused(scene: Scene) -> None:
    scene.code()
    told = scene.trace
    scene.asks(state="another-state-0123456789", nonce="m" * 32)
    assert scene.explained(told) == {}


def test_a_code_on_openid_has_its_own_lifetime(scene: Scene) -> None:
    Service(scene.op).logs_in(browser())
    told = scene.trace
    scene.op.clock.advance(45)
    assert scene.explained(told) == {}
    scene.op.clock.advance(15)
    assert "it lives 60 s" in scene.explained(told)["token-request-missing"]["what"]


def test_what_was_sent_is_shown_harmless_and_not_endless(scene: Scene) -> None:
    page = scene.asks(redirect_uri="http://localhost:3000/callback?<script>alert(1)</script>" + "x" * 5000)
    assert "<script>alert" not in page.text
    found = scene.explained()["redirect-uri-query"]
    assert len(found["what"]) < 1000
    page = scene.asks(client_id="a\nb\x1b[31m")
    assert "\x1b" not in page.text
    assert all(sign.isprintable() for found in scene.explained().values() for sign in found["what"])


def test_no_secret_code_or_token_is_in_what_the_control_api_says(scene: Scene) -> None:
    code = scene.code()
    tokens = json_of(scene.redeems(code))
    scene.redeems(code)
    scene.backend().reads(tokens["access_token"] + "x")
    Person().request("POST", scene.hub.hub + "/token", urlencode({"client_id": "sandbox", "client_secret": SECRET + " "}))
    told = repr(scene.api("/api/flows"))
    assert not [given for given in (SECRET, code, tokens["access_token"], tokens["id_token"]) if given in told]


def test_a_refusal_without_an_entry_is_explained_by_itself() -> None:
    for refusal in catalogue():
        found = explain(Matter(rule=refusal.__name__, code=refusal.code))
        assert found.what
        assert found.change
    gone = explain(Matter(rule="IdentityInvalid", code="Y600006", received="gender: absent", expected="gender: male or female"))
    assert gone.code == "refusal-y600006"
    assert "Received: gender: absent; expected: gender: male or female." in gone.what
    assert explain(Matter(rule="a_rule_of_tomorrow", reference="RFC 1")).what == "The rule a_rule_of_tomorrow is broken."
