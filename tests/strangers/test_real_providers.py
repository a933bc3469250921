"""Real OpenID providers, which nobody of ours wrote, as the seventh: by one call of the control API, with a mapping.

Those that would need a Debian package or a configuration of their own are imitated, habit by habit.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import RSAKey
from urllib3.exceptions import HTTPError

from doublure.oidc.keys import KeyRing
from doublure.testing.child import Server
from doublure.testing.pages import Page
from doublure.testing.person import Person
from doublure.testing.wire import send
from tests.hostile.provider import Hostile
from tests.oidc.core.forging import CLIENT
from tests.oidc.core.loopback import Loopback, Said
from tests.stories.federation import CALLBACK, SANDBOX_SECRET, Federation, Known, Service, log_out

NODE = Path(__file__).parent / "node"
SECRET = "the-hub-at-a-real-provider-0123456789-0123456789"
#: What both providers do not say, and how they say the rest.
BRUNO = {"given_name": "Bruno", "family_name": "FACTICE", "gender": "male", "birthdate": "1979-10-02", "birthplace": "26274",
         "birthcountry": "99100", "email": "bruno@example.org"}


@pytest.fixture(scope="module", params=["", "/op"])
def node_issuer(request: pytest.FixtureRequest, federation: Federation) -> Iterator[str]:
    """node oidc-provider, its issuer without and with a path."""
    node = shutil.which("node")
    assert node, "Node is not installed: the package is called nodejs"
    hub = federation.issuer
    command = [node, "provider.js", request.param, f"{hub}/oidc-callback", f"{hub}/client/.well-known/keys", SECRET]
    with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          ) as running:
        assert running.stdout
        yield json.loads(running.stdout.readline())["issuer"]


class MockProvider(Server):
    """oidc-provider-mock, with one user."""

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def _command(self) -> Sequence[str | Path]:
        # It warns of its own libraries at every start.
        user = json.dumps({"sub": "b-17", **BRUNO})
        return [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port), "--user-claims", user]

    def _answers(self) -> bool:
        with suppress(HTTPError):
            return send("GET", f"{self.issuer}/.well-known/openid-configuration").json["issuer"] == self.issuer
        return False


@pytest.fixture(scope="module")
def mock_issuer() -> Iterator[str]:
    with MockProvider() as running:
        yield running.issuer


class Seventh:
    """A registration at the hub, for the length of a test."""

    def __init__(self, federation: Federation, **fields: Any) -> None:
        self.federation = federation
        usual = {"slug": "septieme", "name": "septieme", "title": "Le septième", "order": 5, "allowedAcr": ["eidas1"],
                 "id_token_signed_response_alg": "RS256", "client_secret": SECRET}
        document = {name: value for name, value in (usual | fields).items() if value is not None}
        made = federation.api.call("POST", "/api/identity-providers", document)
        assert made.status == 201, made.text
        self.uid = made.json["uid"]

    def __enter__(self) -> Seventh:
        return self

    def __exit__(self, *_: object) -> None:
        self.federation.api.call("DELETE", f"/api/identity-providers/{self.uid}")

    def opens(self) -> tuple[Person, Any, Page]:
        """The provider's own first page, for a person who chose it."""
        service = self.federation.service()
        person, question = service.person(), service.asks()
        person.opens(question.url)
        return person, question, person.presses("idp-septieme")

    def knows(self, person: Person, question: Any) -> Known:
        assert person.page is not None
        assert person.page.has("consent-continue"), (person.page.url, person.page.text[:2000])
        person.presses("consent-continue")
        return self.federation.service().knows(person, question)


def node_logs_in(person: Person, page: Page) -> None:
    """Through the provider's own pages: login, then consent."""
    page = person.submits(page.forms[0], {"login": "b-17", "password": "anything"})
    person.submits(page.forms[0])


MAPPED: dict[str, Any] = {
    "claims": {"birthplace": "place_of_birth.code"}, "values": {"gender": {"M": "male", "F": "female"}},
    "constants": {"birthcountry": "99100"}, "defaultAcr": "eidas1",
}


@pytest.mark.parametrize(("client", "fields"), [
    ("client_secret_basic", {}), ("client_secret_post", {}), ("client_secret_jwt", {}),
    ("private_key_jwt", {"client_secret": None, "token_endpoint_auth_signing_alg": "RS256"}), ("none", {"client_secret": None}),
    ("signed", {"userinfo_signed_response_alg": "RS256", "token_endpoint_auth_method": "client_secret_basic"}),
])
def test_node_oidc_provider_logs_its_people_in(
    federation: Federation, node_issuer: str, client: str, fields: dict[str, Any]
) -> None:
    registered: dict[str, Any] = {"url": node_issuer, "clientID": f"hub-{client}", "token_endpoint_auth_method": client,
                                  "mapping": MAPPED, "scope": "openid profile email birth"} | fields
    with Seventh(federation, **registered) as seventh:
        person, question, page = seventh.opens()
        assert page.url.startswith(node_issuer)
        node_logs_in(person, page)
        known = seventh.knows(person, question)
    assert {name: known.userinfo[name] for name in BRUNO} == BRUNO
    assert known.id_token["acr"] == "eidas1", "it says none: the default of the mapping"


def mock(issuer: str) -> dict[str, Any]:
    """What is registered of oidc-provider-mock, but for the level."""
    return {"url": issuer, "clientID": "a-hub", "token_endpoint_auth_method": "client_secret_basic", "sends_iss": False,
            "scope": "openid profile email"}


def test_oidc_provider_mock_logs_its_people_in(federation: Federation, mock_issuer: str) -> None:
    """No kid, `aud` as a list, no acr, no `iss` in its answer, no authentication method announced."""
    with Seventh(federation, **mock(mock_issuer), mapping={"defaultAcr": "eidas1"}) as seventh:
        person, question, page = seventh.opens()
        assert page.url.startswith(mock_issuer)
        person.submits(page.forms[0], {"sub": "b-17"})
        known = seventh.knows(person, question)
    assert {name: known.userinfo[name] for name in BRUNO} == BRUNO


def test_without_a_default_level_one_that_says_none_is_refused_in_a_sentence(federation: Federation, mock_issuer: str) -> None:
    with Seventh(federation, **mock(mock_issuer)) as seventh:
        person, _, page = seventh.opens()
        page = person.submits(page.forms[0], {"sub": "b-17"})
        assert page.said("error-code") == "Y020030"
        assert re.search(r"\bacr\b", page.said("diagnosis"))


def test_a_wrong_issuer_or_a_wrong_client_never_logs_anybody_in(federation: Federation, node_issuer: str) -> None:
    usual = {"clientID": "hub-client_secret_post", "mapping": MAPPED}
    with Seventh(federation, url=node_issuer + "/", **usual) as seventh:
        assert seventh.opens()[2].has("interaction-error-message"), "issuers are compared to the letter"
    with Seventh(federation, url=node_issuer, client_secret="w" * 40, **usual) as seventh:
        person, _, page = seventh.opens()
        node_logs_in(person, page)
        assert person.page is not None
        assert person.page.said("error-code") == "Y020026"


@pytest.fixture
def imitation() -> Iterator[Hostile]:
    """A provider of which each test makes another one."""
    with Loopback() as server:
        rings = [KeyRing.generate(["ES256", "RS256"]) for _ in range(2)]
        provider = Hostile(server, *rings)
        provider.be_honest()
        yield provider


def imitated(provider: Hostile, **fields: Any) -> dict[str, Any]:
    return {"url": provider.issuer, "clientID": CLIENT, "token_endpoint_auth_method": "client_secret_basic",
            "endSession": False, **fields}


def leaves(seventh: Seventh, person: Person, known: Known) -> None:
    """Logout at the hub, which ends its session once a provider with a logout has come back: these two never do.

    Registered with `endSession` false, nobody is sent there.
    """
    hint = known.tokens["id_token"]
    person.opens(f"{seventh.federation.issuer}/session/end?id_token_hint={hint}&"
                 "post_logout_redirect_uri=http://localhost:3000/&state=s")
    assert log_out(person).url == "http://localhost:3000/?state=s"
    assert person.opens(seventh.federation.service().asks().url).has("idp-septieme"), "the hub's session has ended"


def test_lemonldap_ng_an_issuer_that_ends_with_a_slash_none_announced_and_a_logout_that_never_comes_back(
    federation: Federation, imitation: Hostile
) -> None:
    imitation.issuer += "/"
    imitation.metadata |= {
        "issuer": imitation.issuer, "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
    }
    imitation.answer_changes = {"session_state": "abc.def"}
    imitation.route("/session/end", lambda _: Said(b"<p>Goodbye, and nothing else", media="text/html"))
    with Seventh(federation, **imitated(imitation)) as seventh:
        person, question, _ = seventh.opens()
        known = seventh.knows(person, question)
        leaves(seventh, person, known)


def test_idpyoidc_parameters_of_its_own_an_unannounced_iss_a_saml_class_as_level_and_a_logout_that_breaks(
    federation: Federation, imitation: Hostile
) -> None:
    saml = "urn:oasis:names:tc:SAML:2.0:ac:classes:InternetProtocolPassword"
    imitation.metadata.pop("authorization_response_iss_parameter_supported")
    imitation.answer_changes = {"client_id": CLIENT, "scope": "openid"}
    imitation.id_claims = {"acr": saml}
    imitation.route("/session/end", lambda _: Said(status=500))
    with Seventh(federation, **imitated(imitation, sends_iss=False, mapping={"levels": {saml: "eidas1"}})) as seventh:
        person, question, _ = seventh.opens()
        assert imitation.asked["acr_values"] == saml, "asked for in its own words"
        known = seventh.knows(person, question)
        assert known.id_token["acr"] == "eidas1"
        leaves(seventh, person, known)


def test_one_that_cannot_yield_the_six_facts_is_offered_on_openid_alone_and_tells_its_people_apart_by_their_account(
    federation: Federation, imitation: Hostile
) -> None:
    imitation.userinfo = {"sub": "a1b2c3d4", "given_name": "Bruno", "preferred_username": "bruno-17"}
    service = Service(federation.public("hub-openid"), "sandbox", SANDBOX_SECRET, CALLBACK, scope="openid profile email")
    with Seventh(federation, **imitated(imitation, pivot=False)):
        assert not federation.service().person().opens(federation.service().asks().url).has("idp-septieme")
        first = at_openid(service)
        assert {name: first[name] for name in ("given_name", "preferred_username")} == {
            "given_name": "Bruno", "preferred_username": "bruno-17"}
        assert "birthdate" not in first
        assert at_openid(service)["sub"] == first["sub"], "the same person, the same sub"
        imitation.id_claims = {"sub": "another"}
        imitation.userinfo |= {"sub": "another"}
        assert at_openid(service)["sub"] != first["sub"], "one account each, whatever the names"


def at_openid(service: Service) -> dict[str, Any]:
    """The userinfo of somebody who logs in at the platform openid."""
    person = service.person()
    url = service.asks(acr_values=None).url.replace("/authorize?", "/oidc/authorize?")
    person.opens(url)
    page = person.presses("idp-septieme")
    assert page.has("consent-continue"), (page.said("error-code"), page.said("diagnosis"))
    assert "Bruno" in page.text
    person.presses("consent-continue")
    endpoint = f"{service.issuer}/oidc"
    tokens = send("POST", f"{endpoint}/token", form={
        "grant_type": "authorization_code", "code": person.query()["code"], "redirect_uri": service.callback,
        "client_id": service.client_id, "client_secret": service.secret}).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told: dict[str, Any] = send("GET", f"{endpoint}/userinfo", headers=bearer).json
    return told


def test_userinfo_may_come_encrypted_and_nothing_else_is_believed_then(federation: Federation, imitation: Hostile) -> None:
    published = send("GET", f"{federation.issuer}/client/.well-known/keys").json["keys"]
    document = next(key for key in published if key["use"] == "enc" and key["kty"] == "RSA")
    key = RSAKey.import_key({name: document[name] for name in ("kty", "n", "e")})
    header = {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": document["kid"], "cty": "JWT"}
    imitation.userinfo_alg = "RS256"

    def sealed(_: object) -> Said:
        inside = imitation.userinfo_jwt().encode()
        outside = jwe.encrypt_compact(header, inside, key, algorithms=["RSA-OAEP", "A256GCM"])
        return Said(outside.encode(), media="application/jwt")

    registered = imitated(imitation, userinfo_signed_response_alg="RS256", userinfo_encrypted_response_alg="RSA-OAEP")
    with Seventh(federation, **registered) as seventh:
        person, _, _ = seventh.opens()
        assert person.page is not None
        assert person.page.said("error-code") == "Y020027", "signed, and not encrypted as registered"
        imitation.route("/userinfo", sealed)
        person, question, _ = seventh.opens()
        assert seventh.knows(person, question).userinfo["family_name"] == "FACTICE"
