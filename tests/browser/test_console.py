"""The console in Chromium: a login appears while it happens, its main tasks, and a foreign page that changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.wire import send
from tests.browser.window import Windows, shown
from tests.stories.federation import Federation, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def console(federation: Federation) -> str:
    return federation.public("console")


def test_a_login_appears_in_the_list_and_in_its_picture_while_it_happens(
    federation: Federation, windows: Windows, console: str,
) -> None:
    page, service = windows.open(), federation.service()
    page.goto(console + "/flows?client_id=sandbox")
    before = {flow["trace_id"] for flow in federation.api.flows(client_id="sandbox", limit="100")}
    person, question = service.person(), service.asks()
    person.opens(question.url)
    trace = next(flow["trace_id"] for flow in federation.api.flows(client_id="sandbox", limit="1"))
    assert trace not in before
    expect(page.locator(f'a[href="/flows/{trace}"]')).to_be_visible()
    page.locator(f'a[href="/flows/{trace}"]').click()
    steps = shown(page, "step")
    expect(steps).to_have_count(1)
    person.presses("idp-ameli")
    expect(steps).to_have_count(2)
    steps.first.click()
    log_in(person, "camille")
    person.presses("consent-continue")
    service.knows(person, question)
    expect(shown(page, "lineage")).to_be_visible()
    expect(page.locator("#details-1")).to_have_attribute("open", "")
    for party in ("sandbox", "hub", "ameli", "registry"):
        expect(page.locator(".sequence-head").get_by_text(party, exact=True)).to_be_visible()


def test_without_scripts_the_picture_is_there_and_may_refresh_itself(
    federation: Federation, windows: Windows, console: str,
) -> None:
    service = federation.service()
    service.person().opens(service.asks(scope="openid profile nonsense").url)
    trace = federation.api.flows(client_id="sandbox", limit="1")[0]["trace_id"]
    page = windows.open(scripts=False)
    page.goto(f"{console}/flows/{trace}")
    shown(page, "step").first.click()
    expect(page.get_by_role("columnheader", name="Règle")).to_be_visible()
    page.get_by_role("link", name="Actualiser toutes les 5 secondes").click()
    assert page.locator('meta[http-equiv="refresh"]').get_attribute("content") == "5"


def test_a_relying_party_is_registered_by_form_corrected_changed_and_removed(
    federation: Federation, windows: Windows, console: str,
) -> None:
    page = windows.open()
    page.goto(console + "/clients")
    shown(page, "client-new").click()
    page.get_by_label("Nom montré aux personnes").fill("Service à l’essai")
    page.locator("#client_id").fill("by-form")
    page.get_by_label("Adresses de retour redirect_uris").fill("not an address")
    shown(page, "client-save").click()
    expect(shown(page, "form-errors")).to_contain_text("redirect_uris")
    assert federation.api.call("GET", "/api/clients/by-form").status == 404
    page.get_by_label("Adresses de retour redirect_uris").fill("http://localhost:3000/callback\nhttp://localhost:3000/other")
    shown(page, "client-save").click()
    secret = shown(page, "new-client-secret").inner_text()
    assert len(secret) == 64
    page.get_by_role("link", name="Modifier").click()
    assert secret not in page.content()
    page.get_by_label("Nom montré aux personnes").fill("Service changé")
    shown(page, "client-save").click()
    page.wait_for_url("**/clients")
    stored = federation.api.call("GET", "/api/clients/by-form").json
    assert (stored["client_name"], stored["client_secret"], len(stored["redirect_uris"])) == ("Service changé", secret, 2)
    page.goto(f"{console}/clients/franceconnect/by-form")
    shown(page, "client-remove").click()
    page.wait_for_url("**/clients")
    assert federation.api.call("GET", "/api/clients/by-form").status == 404


def test_a_person_is_searched_copied_edited(federation: Federation, windows: Windows, console: str) -> None:
    page = windows.open()
    page.goto(console + "/personas")
    page.get_by_role("searchbox").fill("specimen camille")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Copier camille").click()
    page.locator("#login").fill("camille-deux")
    page.locator("#birthdate").fill("31/12/1990")
    shown(page, "persona-save").click()
    expect(shown(page, "form-errors")).to_contain_text("birthdate")
    page.locator("#birthdate").fill("today-30y")
    shown(page, "persona-save").click()
    page.wait_for_url("**/personas#camille-deux")
    person = federation.api.call("GET", "/api/personas/camille-deux").json
    assert (person["family_name"], person["age"], person["idps"]) == ("SPECIMEN", 30, "impots ameli")
    page.goto(console + "/personas/camille-deux")
    assert page.locator("#birthdate").input_value() == "today-30y"
    page.locator("#account").select_option("disabled")
    shown(page, "persona-save").click()
    page.wait_for_url("**/personas#camille-deux")
    assert federation.api.call("GET", "/api/personas/camille-deux").json["account"] == "disabled"


def test_providers_keys_time_and_browser(federation: Federation, windows: Windows, console: str) -> None:
    page = windows.open()
    page.goto(console + "/providers")
    shown(page, "toggle-msa").click()
    expect(shown(page, "provider-msa")).to_contain_text("inactif")
    shown(page, "toggle-msa").click()
    expect(shown(page, "provider-msa").get_by_text("inactif")).to_have_count(0)
    page.goto(console + "/keys")
    for step in ("Publier la clé suivante", "Signer avec la clé suivante", "Retirer l’ancienne clé", "Publier la clé suivante"):
        expect(shown(page, "rotate-alicem")).to_contain_text(step)
        if step != "Publier la clé suivante" or "suivante" not in shown(page, "keys-alicem").locator("ul").inner_text():
            shown(page, "rotate-alicem").click()
    page.goto(console + "/clock")
    page.locator("#value").fill("soon")
    shown(page, "clock-save").click()
    expect(shown(page, "form-errors")).to_be_visible()
    page.locator("#value").fill("PT31M")
    page.locator("#whose").select_option("client_id")
    page.locator("#name").fill("somebody")
    shown(page, "clock-save").click()
    expect(page.get_by_role("row", name="client_id somebody")).to_contain_text("1860")
    page.get_by_role("row", name="client_id somebody").get_by_role("button").click()
    expect(page.get_by_role("row", name="client_id somebody")).to_have_count(0)
    page.goto(federation.service().asks().url)
    assert {cookie["name"] for cookie in page.context.cookies()} >= {"fc_session_id"}
    page.goto(console + "/reset")
    shown(page, "forget-browser").click()
    expect(shown(page, "forgotten")).to_be_visible()
    assert all(cookie["name"].startswith("console_") for cookie in page.context.cookies())


class _Foreign(BaseHTTPRequestHandler):
    """A web page of somebody else: it submits forms to the console and sends it what scripts can."""

    target = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"""<!doctype html><title>foreign</title>
            <form id="reset" method="post" action="{self.target}/reset"><input name="csrf_token" value="x"></form>
            <form id="mail" method="post" action="{self.target}/mail/forget"></form>
            <form id="api" method="post" enctype="text/plain" action="{self.target}/api/clients">
            <input name='{{"redirect_uris":["http://localhost:1/"],"x":"' value='"}}'></form>""".encode())

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


@pytest.fixture
def foreign(console: str) -> Iterator[str]:
    page = type("Page", (_Foreign,), {"target": console})
    server = ThreadingHTTPServer(("127.0.0.1", 0), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


_SCRIPT = """async (console) => {
  const seen = [];
  const attempt = async (path, options) => {
    try { seen.push((await fetch(console + path, { credentials: "include", ...options })).type); } catch { seen.push("blocked"); }
  };
  await attempt("/api/reset", { method: "POST", mode: "no-cors", body: "{}" });
  await attempt("/api/reset", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  await attempt("/api/mail", { method: "DELETE" });
  const form = (fields) => ({ method: "POST", mode: "no-cors", body: new URLSearchParams(fields) });
  await attempt("/api/clients", form({ redirect_uris: "http://localhost:1/" }));
  await attempt("/reset", form({ csrf_token: "x" }));
  await attempt("/api/clients", {});
  return seen;
}"""


def state_of(federation: Federation) -> tuple[Any, ...]:
    api = federation.api
    people = [person["login"] for person in api.call("GET", "/api/personas").json]
    return (api.call("GET", "/api/clients").json, len(api.mail()), people,
            api.call("GET", "/api/clock").json["shifted"], len(api.flows(limit="1000")))


def test_a_foreign_page_changes_nothing(federation: Federation, chromium: Any, foreign: str, console: str) -> None:
    federation.api.put_persona("kept-person", family_name="KEPT")
    # Not a window of the tests: this page is meant to be complained about.
    context = chromium.new_context()
    page: Page = context.new_page()
    page.goto(console + "/reset")  # the browser has the console's cookie
    before = state_of(federation)
    page.goto(foreign)
    seen = page.evaluate(_SCRIPT, console)
    assert set(seen) <= {"opaque", "blocked"}, "and nothing can be read"
    for form in ("reset", "mail", "api"):
        page.goto(foreign)
        with page.expect_navigation(url=f"{console}/**") as answer:
            page.evaluate("form => document.getElementById(form).submit()", form)
        assert answer.value.status in {403, 415}, form
    context.close()
    assert state_of(federation) == before


def test_a_name_rebound_to_this_machine_is_not_answered(federation: Federation, console: str) -> None:
    before = state_of(federation)
    internal = federation.running.addresses.internal("console")
    port = console.rpartition(":")[2]
    for host in (f"evil.example:{port}", f"localhost.evil.example:{port}", "localhost:1", "rebound.test"):
        headers = {"Host": host, "Content-Type": "application/json"}
        assert send("POST", internal + "/api/reset", headers=headers).status == 421
        assert send("GET", internal + "/api/clients", headers={"Host": host}).status == 421
    assert state_of(federation) == before
