"""Mistakes of a relying party's server, and on the way out: by the entry that must explain each."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote_plus, urlencode

from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey

from broker.app import create_app, ports_of
from broker.settings import load_settings
from doublure.settings import config_folder
from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.diagnosis.mistakes_asking import Mistake
from tests.diagnosis.scene import CALLBACK, SECRET, Scene, basic, browser, json_of
from tests.oidc.core.loopback import Loopback, said_json
from tests.openid.installation import Service, challenge

__all__ = ["SERVER"]

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AWKWARD = "a secret/with+signs & more than 32 characters"
DATA_PROVIDER = "data-provider-at-the-hub-for-local-use-only-0123456789"
OTHER = "http://localhost:3000/other"


def redeeming(**changed: str | None) -> Callable[[Scene], Page | None]:
    return lambda scene: scene.redeems(scene.code(), **changed)


def posting(fields: dict[str, str], headers: dict[str, str] | None = None,
            path: str = "/token") -> Callable[[Scene], Page | None]:
    return lambda scene: scene.backend().posts(path, fields, headers)


GRANT = {"grant_type": "authorization_code", "code": "c" * 43, "redirect_uri": CALLBACK}
BOTH = {"client_id": "sandbox", "client_secret": SECRET}


def with_secret(secret: str, sent: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.registers(client_secret=secret)
        return scene.backend("mine", sent).posts("/token", {**GRANT, "client_id": "mine", "client_secret": sent})

    return act


def not_encoded(scene: Scene) -> Page | None:
    """A secret with a percent sign goes into Basic as it is."""
    scene.registers("mine", "openid", client_secret="percent%2Fand%2Fslashes-of-32-characters", scope=None)
    service = Service(scene.op, "mine", method="")
    return service.token(GRANT, **basic("mine", "percent%2Fand%2Fslashes-of-32-characters"))


def asserting(claims: dict[str, Any], kind: str = ASSERTION, times: int = 1, key: str = SECRET) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.registers("signing", "openid", token_endpoint_auth_method="client_secret_jwt", scope=None)
        now = scene.op.clock.now()
        said = {"iss": "signing", "sub": "signing", "aud": scene.op.issuer, "jti": f"{time.monotonic_ns()}", "exp": now + 60}
        said |= {name: now + value if name in {"exp", "iat"} else value for name, value in claims.items()}
        assertion = jwt.encode({"alg": "HS256"}, said, OctKey.import_key(key),
                               registry=jws.JWSRegistry(algorithms=["HS256"]))
        service = Service(scene.op, "signing", method="")
        for _ in range(times):
            page = service.token({**GRANT, "client_id": "signing", "client_assertion": assertion, "client_assertion_type": kind})
        return page

    return act


def unreadable(scene: Scene) -> Page | None:
    return Person().request("POST", scene.hub.hub + "/token", "client_id=%FF")


def in_the_body(scene: Scene) -> Page | None:
    scene.registers("mine", "openid", scope=None)
    return Service(scene.op, "mine", method="client_secret_post").token(GRANT)


def other_client(scene: Scene) -> Page | None:
    scene.registers()
    return scene.redeems(scene.code(), client_id="mine")


def late(seconds: int, **changed: str | None) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        code = scene.code()
        scene.op.clock.advance(seconds)
        return scene.redeems(code, **changed)

    return act


def dawdling(scene: Scene) -> Page | None:
    """The code is fetched 20 s after the person continued, and redeemed 15 s later."""
    visitor = scene.visitor()
    visitor.asks()
    form = visitor.proves().form_with("consent-continue")
    page = visitor.request("POST", form.target("consent-continue"), urlencode(form.values("consent-continue")))
    scene.op.clock.advance(20)
    visitor.opens(page.header("Location"))
    scene.op.clock.advance(15)
    return scene.redeems(visitor.answer()["code"])


def used_twice(scene: Scene) -> Page | None:
    code = scene.code()
    scene.redeems(code)
    return scene.redeems(code)


def strict_code(scene: Scene, client_id: str = "sandbox", **asked: str | None) -> tuple[Service, str]:
    service = Service(scene.op, client_id)
    return service, service.logs_in(browser(), **asked)["code"]


def verifying(asked: str | None, sent: str | None) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        pkce = {} if asked is None else {"code_challenge": asked, "code_challenge_method": "S256"}
        service, code = strict_code(scene, **pkce)
        return service.redeems(code, code_verifier=sent)

    return act


def encrypting(**keys: Any) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.registers(platform="franceconnect-plus", id_token_encrypted_response_alg="ECDH-ES",
                        id_token_encrypted_response_enc="A256GCM", **keys)
        visitor = scene.visitor(scene.plus)
        visitor.stop_at = (*visitor.stop_at, keys.get("redirect_uris", [CALLBACK])[0])
        visitor.asks(client_id="mine", redirect_uri=keys.get("redirect_uris", [CALLBACK])[0])
        visitor.proves("alicem")
        visitor.presses("consent-continue")
        backend = scene.backend("mine")
        backend.house = scene.plus  # type: ignore[assignment]  # all it needs of a house
        return backend.redeems(visitor.answer()["code"], redirect_uri=keys.get("redirect_uris", [CALLBACK])[0])

    return act


def nobody_there() -> str:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://localhost:{sock.getsockname()[1]}"


GONE = nobody_there()


def refreshing(registered: tuple[str, ...] | None = None, times: int = 1, revoked: bool = False,
               **changed: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        if registered is not None:
            scene.registers("plain", "openid", grant_types=list(registered), scope=None)
            return Service(scene.op, "plain").refreshes("r" * 43)
        service, code = strict_code(scene)
        token = json_of(service.redeems(code))["refresh_token"]
        if revoked:
            service.token({"token": token}, "/token/revocation")
        for _ in range(times):
            page = service.refreshes(token, **changed)
        return page

    return act


def refreshing_for_another(scene: Scene) -> Page | None:
    scene.registers("mine", "openid", grant_types=["authorization_code", "refresh_token"], scope=None)
    service, code = strict_code(scene)
    return Service(scene.op, "mine").refreshes(json_of(service.redeems(code))["refresh_token"])


def no_key_set(scene: Scene) -> Page | None:
    with Loopback() as site:
        site.routes["/jwks"] = lambda _: said_json(["no", "keys"])
        return encrypting(redirect_uris=[f"{site.origin}/callback"], jwks_uri=f"{site.origin}/jwks")(scene)


def reading(token: str | None = None, after: int = 0, **headers: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        given = scene.tokens()["access_token"] if token is None else token or None
        scene.op.clock.advance(after)
        return scene.backend().reads(given, **headers)

    return act


def strict_reading(after: int = 0, **where: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        service, code = strict_code(scene)
        token = json_of(service.redeems(code))["access_token"]
        scene.op.clock.advance(after)
        url, fields = f"{scene.op.issuer}/oidc/userinfo", urlencode({"access_token": token})
        if where.get("query"):
            return Person().request("GET", f"{url}?{fields}")
        if where.get("body"):
            return Person().request("POST", url, fields, {"Authorization": f"Bearer {token}"})
        return service.userinfo(token)

    return act


def removed(scene: Scene) -> Page | None:
    scene.registers()
    tokens = scene.tokens("mine")
    scene.registers(active=False)
    return scene.backend().reads(tokens["access_token"])


def introspecting(method: str, **fields: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.registers("public", "openid", token_endpoint_auth_method=method, scope=None,
                        client_secret=None if method == "none" else SECRET)
        return Service(scene.op, "public", method=method).token(fields, "/token/introspection")

    return act


def checking(platform: str, **registered: Any) -> Callable[[Scene], Page | None]:
    """A data provider with this registration asks a hub that is made for it."""

    def act(scene: Scene) -> Page | None:
        settings = load_settings(config_folder(), scene.op.addresses)
        known = next(each for each in settings.data_providers if each.platform == platform)
        changed = replace(settings, data_providers=(known.model_copy(update=registered),))
        with TemporaryDirectory() as folder:
            app = create_app(changed, replace(scene.op.ports, records_url=f"sqlite:///{folder}/hub.db"), platform)
            address = scene.op.addresses.public(changed.platforms[platform].application)
            app.test_client().post("/api/v2/checktoken", base_url=address,
                                   data={"token": "t" * 43, "client_id": known.client_id, "client_secret": DATA_PROVIDER})
            ports_of(app).accounts.close()
        return None

    return act


def two_keys() -> dict[str, Any]:
    return {"keys": [ECKey.generate_key("P-256", {"use": "enc", "kid": kid}).as_dict(private=False) for kid in "ab"]}


def leaving(**parameters: str) -> Callable[[Scene], Page | None]:
    return lambda scene: scene.ends(state="s", **parameters)


def leaving_after(registered: dict[str, Any] | None = None, forgotten: bool = False,
                  **parameters: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        if registered is not None:
            scene.registers(**registered)
        hint = scene.tokens("sandbox" if registered is None else "mine")["id_token"]
        if forgotten:
            scene.registers(active=False)
        return scene.ends(id_token_hint=hint, **parameters)

    return act


def other_browser(scene: Scene) -> Page | None:
    visitor = scene.visitor()
    visitor.asks()
    return scene.visitor().opens(visitor.visited[-1])


def first_tab(scene: Scene) -> Page | None:
    visitor = scene.visitor()
    visitor.asks()
    first = visitor.visited[-1]
    visitor.asks(state="the-other-tab-000000000")
    return visitor.opens(first)


def going_back(scene: Scene) -> Page | None:
    visitor = scene.visitor()
    visitor.asks()
    visitor.proves()
    consent = visitor.visited[-1]
    visitor.presses("consent-continue")
    return visitor.opens(consent)


def formless(scene: Scene) -> Page | None:
    visitor = scene.visitor()
    visitor.asks()
    return visitor.request("POST", scene.hub.hub + "/redirect-to-idp", "providerUid=x")


VERIFIER = "v" * 43

SERVER: dict[str, Mistake] = {
    "token-redirect-uri": (redeeming(redirect_uri=OTHER),
                           (f"sent '{OTHER}'", "at character 23", "'other' instead of 'callback'")),
    "post-logout-is-redirect-uri": (leaving_after(post_logout_redirect_uri=CALLBACK), (f"'{CALLBACK}'", "redirect_uris")),
    "post-logout-differs": (leaving_after(post_logout_redirect_uri="http://localhost:3000/logout"),
                            ("at character 29", "the end instead of '-callback'")),
    "post-logout-none": (leaving_after({}, post_logout_redirect_uri="http://localhost:3000/bye"), ("none registered",)),
    "body-unreadable": (unreadable, ("could not be read", "UTF-8")),
    "body-not-form": (posting({}, {"Content-Type": "application/json"}), ("of type application/json",)),
    "authorization-malformed": (posting(GRANT, {"Authorization": "Basic !"}), ("not Basic",)),
    "client-not-presented": (posting(GRANT), ("no client authentication",)),
    "two-methods": (posting({**GRANT, **BOTH}, basic("sandbox", SECRET)), ("client_secret_basic and client_secret_post",)),
    "two-clients": (posting({**GRANT, "client_id": "other"}, basic("sandbox", SECRET)), ("2 different client_ids",)),
    "method-post-for-basic": (in_the_body, ("client_secret_post", "'client_secret_basic'")),
    "method-none": (posting({**GRANT, "client_id": "sandbox"}), ("proves nothing", "'client_secret_post'")),
    "method-other": (posting({**GRANT, "client_id": "sandbox", "client_assertion": "a.b.c", "client_assertion_type": ASSERTION}),
                     ("private_key_jwt", "client_secret_post")),
    "secret-space": (posting({**GRANT, "client_id": "sandbox", "client_secret": SECRET + "\n"}),
                     (f"{len(SECRET) + 1} characters",)),
    "secret-encoded": (with_secret(AWKWARD, quote_plus(AWKWARD)), (f"{len(quote_plus(AWKWARD))} characters", "URL-encoded")),
    "secret-not-encoded": (not_encoded, ("36 characters",)),
    "secret-wrong": (posting({**GRANT, "client_id": "sandbox", "client_secret": "x" * 32}), ("32 characters", "another value")),
    "assertion-type": (asserting({}, "jwt"), ("client_assertion_type jwt",)),
    "assertion-audience": (asserting({"aud": "https://other.test"}), ("aud https://other.test", "/oidc/token")),
    "assertion-time": (asserting({"exp": -300}), ("exp -300 s from now",)),
    "assertion-reused": (asserting({}, times=2), ("jti used before",)),
    "assertion-wrong": (asserting({}, key="k" * 40), ("What was found",)),
    "grant-type-missing": (redeeming(grant_type=None), ("no grant_type",)),
    "grant-type-refresh": (redeeming(grant_type="refresh_token"), ("'refresh_token'", "never issues")),
    "grant-type-unknown": (redeeming(grant_type="password"), ("'password'", "authorization_code")),
    "code-missing": (posting({**BOTH, **GRANT, "code": ""}), ("no code",)),
    "token-redirect-uri-missing": (redeeming(redirect_uri=None), ("no redirect_uri",)),
    "code-unknown": (posting({**BOTH, **GRANT}), ("43 characters",)),
    "code-of-another": (other_client, ("issued to sandbox; mine",)),
    "code-late": (late(37), ("37 s after issue; it lives 30 s: 7 s too late",)),
    "grant-late": (dawdling, ("too late",)),
    "code-twice": (used_twice, ("used before", "revoked")),
    "grant-revoked": (refreshing(revoked=True), ("a revoked grant",)),
    "verifier-unexpected": (verifying(None, VERIFIER), ("no code_challenge",)),
    "verifier-missing": (verifying(challenge(VERIFIER), None), ("no code_verifier",)),
    "verifier-is-challenge": (verifying(challenge(VERIFIER), challenge(VERIFIER)), ("43 characters", "the challenge itself")),
    "verifier-wrong": (verifying(challenge(VERIFIER), "w" * 50), ("50 characters", "another value")),
    "party-keys-unreachable": (encrypting(redirect_uris=[GONE + "/callback"], jwks_uri=GONE + "/jwks"), ("does not answer",)),
    "encryption-key-missing": (encrypting(jwks={"keys": []}), ("no key for ECDH-ES",)),
    "party-keys-unreadable": (no_key_set, ("no set of keys",)),
    "refresh-missing": (lambda scene: Service(scene.op).token({"grant_type": "refresh_token"}), ("no refresh_token",)),
    "refresh-unknown": (lambda scene: Service(scene.op).refreshes("r" * 43), ("43 characters",)),
    "refresh-of-another": (refreshing_for_another, ("issued to sandbox; mine",)),
    "refresh-not-registered": (refreshing(("authorization_code",)), ("among authorization_code",)),
    "refresh-twice": (refreshing(times=2), ("used before",)),
    "scope-broadened": (refreshing(scope="openid phone"), ("asks for phone; granted: among openid",)),
    "access-token-absent": (reading(""), ("no access token",)),
    "access-token-scheme": (reading("", Authorization="Token abc"), ("'Token'", "Bearer")),
    "access-token-twice": (strict_reading(body="yes"), ("header and body",)),
    "access-token-in-query": (strict_reading(query="yes"), ("in the query",)),
    "access-token-unknown": (reading("t" * 40), ("40 characters",)),
    "userinfo-late": (strict_reading(after=605), ("605 s after", "lives 600 s: 5 s too late")),
    "userinfo-after-login": (reading(after=42), ("42 s after", "lives 30 s: 12 s too late")),
    "client-gone": (removed, ("belongs to mine",)),
    "client-not-proved": (introspecting("none", token="t" * 43), ("without credentials",)),
    "token-missing": (introspecting("client_secret_basic"), ("no token",)),
    "revocation-fields": (posting({**BOTH, "token": "short"}, path="/token/revocation"), ("another form", "43")),
    "checktoken-fields": (posting({**BOTH}, path="/checktoken"), ("no token",)),
    "data-provider-unknown": (posting({**BOTH, "token": "t" * 43}, path="/checktoken"), ("'sandbox'",)),
    "introspection-unsigned": (checking("franceconnect-plus", checktoken_signed_response_alg="RS256"), ("registered RS256",)),
    "encryption-keys-several": (checking("franceconnect", jwks_uri=None, jwks=two_keys()), ("2 keys for ECDH-ES",)),
    "logout-without-hint": (leaving(post_logout_redirect_uri="http://localhost:3000/"), ("no id_token_hint",)),
    "logout-hint-invalid": (leaving(id_token_hint="abc"), ("refused",)),
    "logout-hint-client-gone": (leaving_after({}, forgotten=True), ("issued to mine",)),
    "logout-hint-other-client": (leaving_after(client_id="other"), ("client_id other, the hint was issued to sandbox",)),
    "logout-return-unproved": (
        lambda scene: Service(scene.op).ends(browser(), post_logout_redirect_uri="http://localhost:3000/"), ("no known client",)),
    "session-lost": (other_browser, ("without a session cookie",)),
    "session-misfit": (first_tab, ("another login",)),
    "step-replayed": (going_back, ("done before",)),
    "csrf-missing": (formless, ("without the token",)),
}
