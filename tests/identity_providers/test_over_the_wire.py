"""Over real sockets: the relying-party role that the hub plays, and a client that knows only Authlib's and joserfc's rules."""

import http.cookiejar
import json
import socket
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from doublure.addresses import Address, AddressBook
from doublure.clock import SystemClock
from doublure.exchange import Parameters
from doublure.oidc.relying_party import ProviderSaysNo, RelyingParty
from doublure.oidc.wire import Wire
from doublure.personas import identity_at
from doublure.storage.memory import MemoryStore
from identity_providers.app import create_app
from identity_providers.registry import THE_SIX
from identity_providers.settings import load_settings
from simulator.listener import Listener
from tests.identity_providers.household import CONFIG, Form, make_ports


@pytest.fixture(params=list(THE_SIX))
def served(request, state):
    """One fake on a free port, with the time of this machine."""
    slug = request.param
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://localhost:{listening.getsockname()[1]}"
        here = Address(origin, origin.replace("localhost", "127.0.0.1"))
        addresses = AddressBook({**AddressBook.local().applications, slug: here})
        clock = SystemClock()
        ports = replace(make_ports(state), addresses=addresses, clock=clock, store=MemoryStore(clock))
        listener = Listener(slug, create_app(slug, load_settings(CONFIG)[slug], ports), [listening], workers=4)
        listener.start()
        yield slug, ports
        listener.stop()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def browser():
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def go(url, form=None, **headers):
        request = urllib.request.Request(url, None if form is None else urlencode(form).encode(), headers)
        try:
            with opener.open(request) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.status, answer.read().decode(), answer.headers

    return go


def log_in(go, url, action="login"):
    """The parameters with which the browser is sent back."""
    status, page, _ = go(url)
    assert status == 200
    form = Form(page)
    issuer = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    status, filled, _ = go(issuer + unescape(form.by_test_id["persona-bruno"]["href"]))
    assert status == 200
    status, _, headers = go(f"{issuer}/login", Form(filled).fields | {"action": action})
    assert status == 303
    return dict(parse_qsl(urlsplit(headers["Location"]).query))


def test_the_relying_party_role_goes_the_whole_way(served):
    slug, ports = served
    settings = load_settings(CONFIG)[slug]
    hub = RelyingParty(
        issuer=ports.addresses.public(slug), client_id="doublure-hub", client_secret=settings.client.client_secret.reveal(),
        redirect_uri=ports.addresses.public("hub") + "/api/v2/oidc-callback", wire=Wire(ports.addresses.wire()),
        clock=ports.clock, randomness=ports.randomness, auth_method="client_secret_post", userinfo_alg="ES256", state_style="hex",
    )
    go = browser()
    departure = hub.leave(scope="openid profile email birth", acr_values="eidas1", prompt="login", tag="0123456789abcdef")
    arrival = hub.come_back(departure.memory, Parameters.of(log_in(go, departure.url)))
    identity = identity_at(ports.people().by_login("bruno"), slug)
    for claim in ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry", "email"):
        assert arrival.userinfo[claim] == identity[claim]
    assert (arrival.claims["acr"], arrival.claims["amr"]) == ("eidas1", ["pwd"])

    farewell = hub.farewell(arrival.id_token, ports.addresses.public("hub") + "/api/v2/client/logout-callback", "bye")
    status, _, headers = go(farewell)
    assert (status, headers["Location"]) == (303, ports.addresses.public("hub") + "/api/v2/client/logout-callback?state=bye")

    departure = hub.leave(scope="openid", prompt="login")
    with pytest.raises(ProviderSaysNo) as no:
        hub.come_back(departure.memory, Parameters.of(log_in(go, departure.url, action="cancel")))
    assert (no.value.error, no.value.description) == ("access_denied", "user authentication aborted")


def test_a_client_that_shares_no_line_with_the_provider_agrees(served):
    slug, ports = served
    issuer, go = ports.addresses.public(slug), browser()
    metadata = json.loads(go(f"{issuer}/.well-known/openid-configuration")[1])
    redirect_uri = ports.addresses.public("hub") + "/api/v2/oidc-callback"
    verifier = "v" * 50
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    sent_back = log_in(go, metadata["authorization_endpoint"] + "?" + urlencode({
        "response_type": "code", "client_id": "doublure-hub", "redirect_uri": redirect_uri, "scope": "openid email",
        "state": "a-state", "nonce": "a-nonce", "code_challenge": challenge, "code_challenge_method": "S256",
    }))
    assert (sent_back["state"], sent_back["iss"]) == ("a-state", issuer)
    _, body, _ = go(metadata["token_endpoint"], {
        "grant_type": "authorization_code", "code": sent_back["code"], "redirect_uri": redirect_uri, "code_verifier": verifier,
        "client_id": "doublure-hub", "client_secret": load_settings(CONFIG)[slug].client.client_secret.reveal(),
    })
    tokens = json.loads(body)
    keys = KeySet.import_key_set(json.loads(go(metadata["jwks_uri"])[1]))
    id_token = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": issuer}, aud={"essential": True, "value": "doublure-hub"}, exp={"essential": True},
        nonce={"essential": True, "value": "a-nonce"}, sub={"essential": True, "value": sha256(b"bruno").hexdigest()},
    ).validate(id_token.claims)
    _, userinfo, headers = go(metadata["userinfo_endpoint"], Authorization="Bearer " + tokens["access_token"])
    assert headers.get_content_type() == "application/jwt"
    person = jwt.decode(userinfo, keys, algorithms=["ES256"]).claims
    assert person["sub"] == id_token.claims["sub"]
    assert person["email"] == "bruno@example.org"
