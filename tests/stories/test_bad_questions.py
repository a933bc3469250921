"""What relying parties and people ask wrong: each mistake has its own page, and nobody is sent anywhere."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from doublure.testing.stack import Stack, StackDidNotStart
from tests.stories.federation import Service
from tests.stories.refusals import NASTY, TRACES, clear


def test_an_unknown_client_is_told_so_on_a_page_and_nobody_is_sent_anywhere(service: Service) -> None:
    page = service.person().opens(service.asks(client_id="nobody").url)
    clear(page, 400, "Y04EA6EF", "n’est pas connu ici")
    assert not page.has("back-to-sp-link"), "no way back to an address nobody vouches for"
    assert "Register the client" in page.said("diagnosis")


@pytest.mark.parametrize("uri", [
    "http://localhost:3000/callback/", "http://localhost:3000/callback?next=1", "http://localhost:3000/callback#a",
    "http://localhost:3001/callback", "http://localhost:3000@evil.example/callback", "http://evil.example/callback",
])
def test_an_unregistered_redirect_uri_is_told_so_and_never_followed(service: Service, uri: str) -> None:
    page = service.person().opens(service.asks(redirect_uri=uri).url)
    clear(page, 400, "Y04C013C", "L’adresse de retour")
    assert not page.has("back-to-sp-link")


@pytest.mark.parametrize("name", ["client_id", "response_type", "redirect_uri", "scope", "acr_values", "state", "nonce"])
def test_a_missing_field_is_named(service: Service, name: str) -> None:
    page = service.person().opens(service.asks(**{name: None}).url)
    clear(page, 400, "Y030007", "")
    assert name in page.said("diagnosis")


def test_what_is_typed_into_the_address_is_never_reflected_as_markup(service: Service) -> None:
    for change in ({"client_id": NASTY}, {"redirect_uri": NASTY}, {"state": NASTY, "client_id": "nobody"}, {"prompt": NASTY},
                   {NASTY: "1"}):
        page = service.person().opens(service.asks(**change).url)
        assert page.status == 400
        assert "<script>alert" not in page.text
        assert not TRACES.search(page.text)


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack = Stack(only=("hub",), arguments=("--base-port", str(port)), state=tmp_path)
        with pytest.raises(StackDidNotStart) as refused:
            stack.start()
        stack.__exit__(None, None, None)
    assert str(port) in str(refused.value)
    assert not TRACES.search(str(refused.value))
