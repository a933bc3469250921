"""Under which names an application answers (SES-14), and under which it refuses to start (GR-02)."""

from __future__ import annotations

import pytest

from doublure.web import HostRefused
from doublure.web.guard import check_public_origin, is_loopback
from doublure.web.hosts import hosts_of
from tests.web.application import ORIGIN, Application, make_application


@pytest.mark.parametrize("host", [
    "evil.test", "localhost", "localhost:4401", "localhost:4400.evil.test", "evil.test:4400", "", "@",
])
def test_another_host_is_not_answered(application: Application, host: str) -> None:
    answer = application.call(HTTP_HOST=host)
    assert answer.status_code == 421
    assert "Location" not in answer.headers
    assert not application.seen


@pytest.mark.parametrize("host", ["localhost:4400", "LOCALHOST:4400", "127.0.0.1:4400", "[::1]:4400"])
def test_an_address_on_loopback_answers_to_its_names(application: Application, host: str) -> None:
    assert application.call(HTTP_HOST=host).status_code == 200


def test_each_address_is_a_name_and_a_default_port_may_be_left_out() -> None:
    assert hosts_of(["https://fc.localhost"]) == {"fc.localhost", "fc.localhost:443"}
    assert hosts_of(["http://fc.test:8080", "http://hub:80"]) == {"fc.test:8080", "hub", "hub:80"}
    assert hosts_of(["http://[2001:db8::1]:4400"]) == {"[2001:db8::1]:4400"}


def test_a_probe_may_call_by_any_name(application: Application) -> None:
    for path in ("/healthz", "/readyz"):
        assert application.call(path, HTTP_HOST="10.1.2.3:4400").status_code == 200


def test_forwarded_headers_name_nobody(application: Application) -> None:
    for name in ("X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host"):
        assert application.call("/nowhere", headers={name: "evil.test"}).text == application.call("/nowhere").text


def test_a_doubled_slash_does_not_lead_elsewhere(application: Application) -> None:
    answer = application.call(PATH_INFO="//evil.test/echo")
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize("origin", [
    "http://localhost:4400", "https://fc.localhost", "http://impots.localhost:4421", "http://127.0.0.1:4400", "http://[::1]:4400",
    "http://impots:4421", "http://franceconnect.test", "https://ameli.internal", "http://msa.home.arpa", "http://192.168.1.7:4400",
    "https://doublure.dev", "https://hub.example.org",
])
def test_names_of_this_computer_and_reserved_or_neutral_ones_are_fine(origin: str) -> None:
    check_public_origin(origin)


@pytest.mark.parametrize("origin", [
    "https://impots.gouv.fr", "https://gouv.fr", "https://fc.anything.GOUV.FR.", "https://impots.example.com", "https://my-impots.fr",
    "https://ameli.fr:8443", "https://laposte.dev", "https://la-poste.dev", "https://msa.io", "https://app.franceconnect.net",
    "https://france-connect.net", "https://mon-compte-formation.fr", "https://moncompteformation.app", "impots.fr", "//AMELI.fr",
])
def test_a_public_name_that_could_deceive_is_refused(origin: str) -> None:
    with pytest.raises(HostRefused, match="choose"):
        check_public_origin(origin)


def test_an_application_does_not_start_under_a_refused_name() -> None:
    with pytest.raises(HostRefused):
        make_application(origins=(ORIGIN, "https://franceconnect.gouv.fr"))


def test_loopback_is_recognised() -> None:
    assert all(map(is_loopback, ("localhost", "fc.localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]")))
    assert not any(map(is_loopback, ("0.0.0.0", "10.0.0.1", "localhost.example", "notlocalhost", "", "::")))
