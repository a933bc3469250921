"""moncompteformation on franceconnect-plus, which encrypts for it: the ID token for a curve's key, userinfo for an RSA key."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from doublure.testing.person import Person
from tests.stories.federation import CONFIG, Federation, log_out, running_federation, through

ENCRYPTED = {
    "id_token_encrypted_response_alg": "ECDH-ES", "id_token_encrypted_response_enc": "A256GCM",
    "userinfo_encrypted_response_alg": "RSA-OAEP-256", "userinfo_encrypted_response_enc": "A256GCM",
}
PATH, ON_PLUS = "/api/clients/moncompteformation", {"platform": "franceconnect-plus"}


@pytest.fixture(scope="module")
def encrypting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    """A configuration as a person would edit it, at both ends."""
    config = tmp_path_factory.mktemp("edited") / "config"
    shutil.copytree(CONFIG, config)
    edit(config / "service_provider/moncompteformation.toml", issuer="{hub-plus}/api/v2", acr_values="eidas2", **ENCRYPTED)
    edit(config / "broker/relying_parties/moncompteformation_plus.toml", **ENCRYPTED)
    with running_federation(tmp_path_factory.mktemp("state"), config=config,
                            only=("hub-plus", "moncompteformation", "alicem")) as federation:
        yield federation


def edit(path: Path, **values: str) -> None:
    """Write *values* over what stands in *path*, which ends with its one table where it does not have them."""
    text = path.read_text("utf-8")
    for key, value in values.items():
        line = f'{key} = "{value}"'
        text, found = re.subn(rf"^{key} = .*$", line, text, flags=re.MULTILINE)
        text += "" if found else f"{line}\n"
    path.write_text(text, "utf-8")


def registers(federation: Federation, **fields: str) -> None:
    """Change what the hub knows of moncompteformation."""
    known = federation.api.call("GET", PATH, query=ON_PLUS).json
    assert federation.api.call("PUT", PATH, known | fields, query=ON_PLUS).status == 200


def arrives(federation: Federation) -> Person:
    """bruno comes to moncompteformation through FranceConnect+."""
    person = Person()
    person.opens(federation.public("moncompteformation") + "/franceconnect/login")
    through(person, "alicem")
    return person


def test_it_publishes_what_is_encrypted_for_it_and_nothing_private(encrypting: Federation) -> None:
    page = Person().opens(encrypting.public("moncompteformation") + "/franceconnect/jwks")
    assert (page.status, page.header("Content-Type")) == (200, "application/jwk-set+json; charset=utf-8")
    assert encrypting.api.call("GET", PATH, query=ON_PLUS).json["jwks_uri"] == page.url
    published = json.loads(page.body)["keys"]
    assert sorted((key["kty"], key["use"]) for key in published) == [("EC", "enc"), ("RSA", "enc")]
    assert (encrypting.state / "keys" / "moncompteformation-decryption.json").exists(), "the private ones stay"
    assert not any({"d", "p", "q", "dp", "dq", "qi", "k"} & key.keys() for key in published)


def test_a_login_is_opened_believed_and_ends_where_it_always_does(encrypting: Federation) -> None:
    person = arrives(encrypting)
    assert person.page is not None
    assert person.page.url.startswith(encrypting.public("moncompteformation"))
    assert (person.page.status, person.page.said("account-name")) == (200, "Bruno FACTICE")
    person.presses("logout")
    assert "FranceConnect" in log_out(person).said("logged-out")


@pytest.mark.parametrize("bare", ["id_token", "userinfo"])
def test_what_comes_unencrypted_is_not_believed(encrypting: Federation, bare: str) -> None:
    registers(encrypting, **ENCRYPTED | {f"{bare}_encrypted_response_alg": "", f"{bare}_encrypted_response_enc": ""})
    page = arrives(encrypting).page
    assert page is not None
    assert page.status == 400
    assert "n’est pas valable" in page.said("error-message")


def test_who_has_proved_more_than_was_asked_is_welcome(encrypting: Federation) -> None:
    registers(encrypting, **ENCRYPTED)
    alicem = "/api/identity-providers/0819a2b3-4c5d-4e6f-8071-6b8c0d2e4f06"
    known = encrypting.api.call("GET", alicem).json
    assert encrypting.api.call("PUT", alicem, known | {"allowedAcr": ["eidas3"]}).status == 200
    page = arrives(encrypting).page
    assert page is not None
    assert (page.status, page.said("account-name")) == (200, "Bruno FACTICE")
