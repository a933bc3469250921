"""The catalogue's family TKE against the platform openid, one test a row: token endpoint, userinfo and their neighbours."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from doublure.oidc.provider.clients import ClientSecret
from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.openid.installation import CALLBACK, SECRET, Installation, Service, arrived, browser, challenge, json_of

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
VERIFIER = "v" * 43


def refused(page: Page, error: str, *statuses: int) -> None:
    """JSON with *error*, not cached, without anything that was sent."""
    assert page.status in (statuses or (400,)), page.text[:200]
    assert json_of(page)["error"] == error
    assert page.header("Cache-Control") == "no-store"
    assert SECRET not in page.text


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def test_tke_01_code_reuse(op: Installation, service: Service) -> None:
    code = service.logs_in(browser())["code"]
    tokens = json_of(service.redeems(code), 200)
    refused(service.redeems(code), "invalid_grant")
    assert service.userinfo(tokens["access_token"]).status == 401
    refused(service.refreshes(tokens["refresh_token"]), "invalid_grant")
    late = service.logs_in(browser())["code"]
    json_of(service.redeems(late), 200)
    op.clock.seconds += 30
    refused(service.redeems(late), "invalid_grant")


def test_tke_02_code_reuse_race(service: Service) -> None:
    code = service.logs_in(browser())["code"]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: service.redeems(code), range(20)))
    assert sorted(page.status for page in answers) == [200] + [400] * 19


def test_tke_03_code_of_another_client(op: Installation, service: Service) -> None:
    thief, code = op.register("thief"), service.logs_in(browser())["code"]
    refused(thief.redeems(code), "invalid_grant")
    refused(service.redeems(code), "invalid_grant")
    fresh = service.logs_in(browser())["code"]
    refused(Service(op, method="nothing").redeems(fresh), "invalid_request", 400, 401)


def test_tke_04_expired_code(op: Installation, service: Service) -> None:
    code = service.logs_in(browser())["code"]
    op.clock.seconds += 60
    refused(service.redeems(code), "invalid_grant")


@pytest.mark.parametrize(("given", "error"), [
    (None, "invalid_request"), ("http://localhost:1337/callback", "invalid_grant"), (CALLBACK + "/x", "invalid_grant"),
    ("http://x.localhost:3000/callback", "invalid_grant"), (CALLBACK.upper(), "invalid_grant"),
], ids=str)
def test_tke_05_redirect_uri_at_the_token_endpoint(service: Service, given: str | None, error: str) -> None:
    refused(service.redeems(service.logs_in(browser())["code"], redirect_uri=given), error)


@pytest.mark.parametrize(("asked", "verifier"), [
    (True, None), (True, "w" * 43), (True, challenge(VERIFIER)), (True, ""), (True, "short"), (False, VERIFIER),
], ids=["missing", "wrong", "the challenge itself", "empty", "short", "downgrade"])
def test_tke_06_pkce_faults(service: Service, asked: bool, verifier: str | None) -> None:
    extra = {"code_challenge": challenge(VERIFIER), "code_challenge_method": "S256"} if asked else {}
    code = service.logs_in(browser(), **extra)["code"]
    refused(service.redeems(code, code_verifier=verifier), "invalid_grant")
    refused(service.redeems(code, code_verifier=VERIFIER if asked else None), "invalid_grant")


def test_tke_07_client_secret_faults(op: Installation) -> None:
    rp = op.register("rp")
    op.register("other", client_secret="another-secret-for-local-use-only-0123456789")
    url = op.issuer + "/oidc/token"

    def sent(form: dict[str, str], headers: dict[str, str] | None = None, query: str = "") -> Page:
        code = rp.logs_in(browser())["code"]
        body = urlencode({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **form})
        return Person().request("POST", url + query, body, headers)

    for secret in ("wrong", "", SECRET + " ", SECRET[:-1], "another-secret-for-local-use-only-0123456789"):
        page = sent({}, basic("rp", secret))
        refused(page, "invalid_client", 401)
        assert page.header("WWW-Authenticate").startswith("Basic")
    refused(sent({}), "invalid_request", 400, 401)
    refused(sent({"client_id": "rp"}), "invalid_client", 400, 401)
    refused(sent({"client_id": "rp", "client_secret": SECRET}), "invalid_client", 400, 401)
    refused(sent({"client_id": "rp", "client_secret": SECRET}, basic("rp", SECRET)), "invalid_request", 400, 401)
    refused(sent({}, query=f"?client_id=rp&client_secret={SECRET}"), "invalid_request", 400, 401)
    refused(sent({}, {"Authorization": "Basic not-base64!"}), "invalid_request", 400, 401)
    assert sent({}, basic("rp", SECRET)).status == 200


class Signing:
    """A client that proves itself by assertions, and everything it can get wrong."""

    def __init__(self, op: Installation, method: str) -> None:
        self.op = op
        self.key: Any = ECKey.generate_key("P-256") if method == "private_key_jwt" else OctKey.import_key(SECRET)
        self.alg = "ES256" if method == "private_key_jwt" else "HS256"
        jwks = {"keys": [self.key.as_dict(private=False) | {"kid": "k", "alg": "ES256", "use": "sig"}]}
        fields = {"jwks": jwks, "client_secret": None} if method == "private_key_jwt" else {}
        self.service = op.register("signing", token_endpoint_auth_method=method, **fields)

    def assertion(self, *, alg: str | None = None, key: Any = None, **changed: Any) -> str:
        now = self.op.clock.now()
        claims = {"iss": "signing", "sub": "signing", "aud": self.op.issuer + "/oidc/token", "jti": f"{time.monotonic_ns()}",
                  "exp": now + 60, "iat": now, **changed}
        header = {"alg": alg or self.alg, **({"kid": "k"} if self.alg == "ES256" else {})}
        return jws.serialize_compact(header, json.dumps({n: v for n, v in claims.items() if v is not None}), key or self.key,
                                     algorithms=[header["alg"]])

    def redeems(self, assertion: str) -> Page:
        code = self.service.logs_in(browser())["code"]
        return self.service.redeems(code, client_assertion=assertion, client_assertion_type=ASSERTION)


@pytest.mark.parametrize("method", ["private_key_jwt", "client_secret_jwt"])
def test_tke_08_client_assertions(op: Installation, method: str) -> None:
    signing = Signing(op, method)
    used = signing.assertion()
    assert signing.redeems(used).status == 200
    assert signing.redeems(signing.assertion(aud=op.issuer)).status == 200, "the issuer is an audience too"
    now = op.clock.now()
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + "." + used.split(".")[1] + "."
    faults = {
        "used before": used, "alg none": unsigned, "alg nONe": unsigned.replace("ImFsZyI6Im5vbmUi", "ImFsZyI6Im5PTmUi"),
        "foreign audience": signing.assertion(aud="https://other.test/token"),
        "audience among others": signing.assertion(aud=[op.issuer, "https://other.test"]),
        "expired": signing.assertion(exp=now - 120), "endless": signing.assertion(exp=now + 100_000),
        "not yet": signing.assertion(nbf=now + 120), "no exp": signing.assertion(exp=None),
        "no sub": signing.assertion(sub=None), "no jti": signing.assertion(jti=None),
        "another issuer": signing.assertion(iss="sandbox"),
        "another key": signing.assertion(key=ECKey.generate_key("P-256") if method == "private_key_jwt"
                                         else OctKey.import_key("k" * 40)),
    }
    for name, assertion in faults.items():
        page = signing.redeems(assertion)
        assert page.status in {400, 401}, name
        assert json_of(page)["error"] in {"invalid_client", "invalid_request"}, name


def test_tke_09_secrets_are_compared_hashed_and_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr("doublure.oidc.provider.clients.hmac.compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    secret = ClientSecret.hashed(SECRET)
    assert not secret.matches(SECRET[:20])
    assert secret.matches(SECRET)
    assert [len(side) for pair in compared for side in pair] == [32] * 4, "hashes of one length, whatever was sent"


def test_tke_10_nothing_can_be_guessed(service: Service) -> None:
    given = [json_of(service.redeems(service.logs_in(browser())["code"]), 200) for _ in range(3)]
    values = [tokens[kind] for tokens in given for kind in ("access_token", "refresh_token")]
    assert len({value[16:] for value in values}) == len(values)
    assert all((len(value) - 16) * 6 >= 128 for value in values), "128 bits beside the journey's tag"


def test_tke_11_refresh_token_abuse(op: Installation, service: Service) -> None:
    def fresh(**asked: str) -> tuple[Person, dict[str, Any]]:
        person = browser()
        return person, service.tokens(person, **asked)

    _, tokens = fresh()
    again = json_of(service.refreshes(tokens["refresh_token"]), 200)
    refused(service.refreshes(tokens["refresh_token"]), "invalid_grant")
    refused(service.refreshes(again["refresh_token"]), "invalid_grant")
    assert service.userinfo(again["access_token"]).status == 401, "the whole family is over"
    _, tokens = fresh()
    refused(op.register("thief").refreshes(tokens["refresh_token"]), "invalid_grant")
    refused(service.refreshes(tokens["refresh_token"]), "invalid_grant")
    _, tokens = fresh()
    refused(service.refreshes(tokens["refresh_token"], scope="openid phone"), "invalid_scope")
    person, tokens = fresh()
    _, away = person, service.tokens(person, scope="openid offline_access")
    service.ends(person, id_token_hint=tokens["id_token"])
    while person.page and person.page.has("logout-continue"):
        person.presses("logout-continue")
    refused(service.refreshes(tokens["refresh_token"]), "invalid_grant")
    assert service.userinfo(tokens["access_token"]).status == 401
    assert service.refreshes(away["refresh_token"]).status == 200, "offline access is for when she is away"
    op.clock.seconds += 2_592_001
    refused(service.refreshes(away["refresh_token"]), "invalid_grant")


@pytest.mark.parametrize("path", ["/token", "/token/revocation", "/token/introspection"])
def test_tke_12_methods_and_formats(op: Installation, path: str) -> None:
    url = op.issuer + "/oidc" + path
    for method in ("GET", "PUT", "DELETE"):
        assert Person().request(method, url).status == 405
    auth = basic("sandbox", SECRET)
    for body, kind in (("{}", "application/json"), ("a=b", "text/plain"), ("token=%ff", "application/x-www-form-urlencoded"),
                       ("token=a&token=b", "application/x-www-form-urlencoded"),
                       ("grant_type=a&grant_type=b&token=c", "application/x-www-form-urlencoded; charset=utf-16")):
        page = Person().request("POST", url, body, {"Content-Type": kind, **auth})
        assert page.status in {400, 413, 415}
        assert json_of(page)["error"]
    long = Person().request("POST", url, "token=" + "x" * 100_000, auth)
    assert long.status in {400, 413}
    assert json_of(long)["error"]
    assert Person().request("POST", url, "token=" + "x" * 5_000_000, auth).status in {400, 413}


@pytest.mark.parametrize("grant_type", ["password", "client_credentials", "implicit", "", "AUTHORIZATION_CODE",
                                        "urn:ietf:params:oauth:grant-type:device_code",
                                        "urn:ietf:params:oauth:grant-type:token-exchange"])
def test_tke_13_forbidden_grants(service: Service, grant_type: str) -> None:
    page = service.token({"grant_type": grant_type, "username": "bruno", "password": "123"})
    refused(page, "unsupported_grant_type" if grant_type else "invalid_request")


def test_tke_14_nothing_secret_is_cached(op: Installation, service: Service) -> None:
    code = service.logs_in(browser())["code"]
    answers = [service.redeems(code)]
    tokens = json_of(answers[0], 200)
    answers += [service.userinfo(tokens["access_token"]), service.userinfo("wrong"), service.redeems("wrong"),
                service.token({"token": tokens["access_token"]}, "/token/introspection"),
                service.token({"token": tokens["access_token"]}, "/token/revocation"),
                Person().request("GET", op.issuer + "/oidc/authorize?" + urlencode(service.request()))]
    for page in answers:
        assert page.header("Cache-Control") == "no-store"
    assert not [page for page in answers[:-1] if page.header("Set-Cookie")]


def test_tke_15_cors(op: Installation, service: Service) -> None:
    token, userinfo = op.issuer + "/oidc/token", op.issuer + "/oidc/userinfo"
    ours, evil = {"Origin": "http://localhost:3000"}, {"Origin": "https://evil.test"}
    for url, method in ((token, "POST"), (userinfo, "GET")):
        page = Person().request("OPTIONS", url, headers={**ours, "Access-Control-Request-Method": method})
        assert page.status == 204
        assert page.header("Access-Control-Allow-Origin") == "http://localhost:3000"
        assert method in page.header("Access-Control-Allow-Methods")
        assert "Authorization" in page.header("Access-Control-Allow-Headers")
        for headers in (evil, {"Origin": "null"}, {}):
            assert not Person().request("OPTIONS", url, headers=headers).header("Access-Control-Allow-Origin")
    code = service.logs_in(browser())["code"]
    page = service.token({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}, **ours)
    assert (page.status, page.header("Access-Control-Allow-Origin")) == (200, "http://localhost:3000")
    assert "Origin" in page.header("Vary")
    refusal = service.token({"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}, **ours)
    assert refusal.header("Access-Control-Allow-Origin") == "http://localhost:3000", "a script can read why"
    assert not service.token({"grant_type": "x"}, **evil).header("Access-Control-Allow-Origin")
    for path in ("/.well-known/openid-configuration", "/oidc/jwks"):
        assert Person().request("GET", op.issuer + path, headers=evil).header("Access-Control-Allow-Origin") == "*"
    for path in ("/oidc/authorize", "/oidc/session/end", "/oidc/token/introspection"):
        assert not Person().request("GET", op.issuer + path, headers=ours).header("Access-Control-Allow-Origin")
    assert not page.header("Access-Control-Allow-Credentials")


def test_tke_16_userinfo_with_bad_tokens(op: Installation, service: Service) -> None:
    tokens = service.tokens(browser(), scope="openid email")
    access, url = tokens["access_token"], op.issuer + "/oidc/userinfo"

    def sent(headers: dict[str, str], query: str = "", body: str | None = None) -> Page:
        return Person().request("GET" if body is None else "POST", url + query, body, headers)

    assert sent({"Authorization": f"bEaReR {access}"}).status == 200
    for page in (sent({"Authorization": "Bearer " + "A" * 43}), sent({"Authorization": f"Bearer {tokens['id_token']}"})):
        refused(page, "invalid_token", 401)
        assert 'error="invalid_token"' in page.header("WWW-Authenticate")
    nothing = sent({})
    assert nothing.status == 401
    assert "error" not in nothing.header("WWW-Authenticate")
    refused(sent({}, f"?access_token={access}"), "invalid_request", 400)
    refused(sent({"Authorization": f"Bearer {access}"}, "", f"access_token={access}"), "invalid_request", 400)
    refused(sent(basic("sandbox", SECRET)), "invalid_request", 400, 401)
    op.clock.seconds += 600
    refused(sent({"Authorization": f"Bearer {access}"}), "invalid_token", 401)
    revoked = service.tokens(browser())["access_token"]
    assert service.token({"token": revoked}, "/token/revocation").status == 200
    refused(sent({"Authorization": f"Bearer {revoked}"}), "invalid_token", 401)


def test_tke_17_introspection_by_a_stranger(op: Installation, service: Service) -> None:
    tokens = service.tokens(browser(), scope="openid email")
    own = json_of(service.token({"token": tokens["access_token"]}, "/token/introspection"), 200)
    assert (own["active"], own["client_id"], own["scope"], own["aud"]) == (True, "sandbox", "openid email", "sandbox")
    assert own["exp"] == op.clock.now() + 600
    stranger = op.register("stranger")
    for token in (tokens["access_token"], tokens["refresh_token"], "A" * 43, "no token", tokens["id_token"]):
        assert json_of(stranger.token({"token": token}, "/token/introspection"), 200) == {"active": False}
    public = op.register("public", client_secret=None, token_endpoint_auth_method="none")
    refused(public.token({"token": tokens["access_token"]}, "/token/introspection"), "invalid_client", 401)
    refused(service.token({}, "/token/introspection"), "invalid_request")


def test_tke_18_revocation_abuse(op: Installation, service: Service) -> None:
    tokens = service.tokens(browser())
    thief = op.register("thief")
    for kind in ("access_token", "refresh_token"):
        page = thief.token({"token": tokens[kind], "token_type_hint": kind}, "/token/revocation")
        assert (page.status, page.body) == (200, b"")
    assert service.userinfo(tokens["access_token"]).status == 200
    assert service.token({"token": "unknown"}, "/token/revocation").status == 200
    again = json_of(service.refreshes(tokens["refresh_token"]), 200)
    hinted = service.token({"token": again["refresh_token"], "token_type_hint": "access_token"}, "/token/revocation")
    assert hinted.status == 200, "a wrong hint is no obstacle"
    refused(service.refreshes(again["refresh_token"]), "invalid_grant")
    assert service.userinfo(again["access_token"]).status == 401


def test_tke_19_one_kind_of_token_is_no_other(op: Installation, service: Service) -> None:
    answer = service.logs_in(browser())
    tokens = json_of(service.redeems(answer["code"]), 200)
    for value in (tokens["id_token"], tokens["refresh_token"], answer["code"]):
        assert service.userinfo(value).status == 401
    for value in (tokens["id_token"], tokens["access_token"], answer["code"]):
        refused(service.refreshes(value), "invalid_grant")
    refused(service.redeems(tokens["refresh_token"]), "invalid_grant")
    assert arrived(service.asks(browser(), id_token_hint=tokens["access_token"], prompt="none"))["error"] == "login_required"
    unrelated = RSAKey.generate_key(2048)
    assert op.keys().keys[0].thumbprint() != unrelated.thumbprint()
