"""Identity providers that encrypt toward the hub, with jwcrypto, for the keys it publishes (contract §5.3, §8.2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jwcrypto import jwe, jwk

from broker.registry import PROVIDERS
from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from doublure.persona import identity_at
from tests.broker.house import House, Visitor, json_of
from tests.broker.odd_provider import OddProvider


@pytest.fixture(scope="module")
def odd_running(running: House) -> Iterator[OddProvider]:
    odd = OddProvider(running.clock.now)
    yield odd
    odd.stop()


@pytest.fixture
def odd(house: House, odd_running: OddProvider) -> Iterator[OddProvider]:
    bruno = identity_at(house.ports.people().by_login("bruno"), "odd")
    odd_running.answers.update(userinfo={**bruno, "sub": "odd-person"}, id_token={"acr": "eidas2"})
    yield odd_running
    odd_running.answers.clear()


def registers(house: House, odd: OddProvider, alg: str, **fields: Any) -> None:
    document = odd.registration(
        allowedAcr=["eidas2"], userinfo_signed_response_alg="ES256", id_token_encrypted_response_alg=alg,
        userinfo_encrypted_response_alg=alg, userinfo_encrypted_response_enc="A256GCM", **fields,
    )
    house.control.set(PROVIDERS, odd.uid, json.dumps(document).encode())


def sealing(house: House, alg: str, enc: str = "A256GCM") -> Callable[[str], str]:
    """What a provider does that has read the hub's published keys."""
    published = json_of(Visitor(house).request("GET", f"{house.hub}/client/.well-known/keys"))["keys"]
    key = next(key for key in published if key.get("use") == "enc" and key["kty"] == KEY_MANAGEMENT[alg])
    header = json.dumps({"alg": alg, "enc": enc, "cty": "JWT", "kid": key["kid"]})
    return lambda token: str(jwe.JWE(token.encode(), header, recipient=jwk.JWK(**key)).serialize(compact=True))


def test_the_hub_publishes_keys_to_encrypt_for_beside_those_it_signs_with(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", f"{house.hub}/client/.well-known/keys")
    keys = json_of(page)["keys"]
    assert page.header("Cache-Control") == "public, max-age=600"
    assert sorted((key["kty"], key["use"]) for key in keys) == [("EC", "enc"), ("EC", "sig"), ("RSA", "enc"), ("RSA", "sig")]
    assert not any({"d", "p", "q"} & key.keys() for key in keys)


@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_a_login_through_a_provider_that_encrypts(house: House, odd: OddProvider, visitor: Visitor, alg: str) -> None:
    registers(house, odd, alg)
    odd.answers["seal"] = sealing(house, alg)
    visitor.asks()
    assert visitor.presses("idp-odd").has("consent-continue")
    visitor.presses("consent-continue")
    assert visitor.answer()["code"]


@pytest.mark.parametrize("seal", ["not at all", "another algorithm", "another content encryption", "nobody signed it"])
def test_what_is_not_encrypted_as_registered_or_not_signed_inside_ends_on_a_page(
    house: House, odd: OddProvider, visitor: Visitor, seal: str
) -> None:
    registers(house, odd, "RSA-OAEP-256")
    right = sealing(house, "RSA-OAEP-256")
    odd.answers["seal"] = {
        "not at all": lambda token: token,
        "another algorithm": sealing(house, "RSA-OAEP"),
        "another content encryption": sealing(house, "RSA-OAEP-256", "A128GCM"),
        "nobody signed it": lambda token: right("eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."),
    }[seal]
    visitor.asks()
    page = visitor.presses("idp-odd")
    assert (page.status, page.said("error-code")) == (502, "Y020026")
