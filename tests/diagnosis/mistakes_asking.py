"""Mistakes at /authorize: by the entry that must explain each, the mistake and what the explanation must name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from doublure.testing.pages import Page
from tests.diagnosis.scene import CALLBACK, Scene
from tests.oidc.core.loopback import Loopback, said_json

__all__ = ["ASKING", "Mistake"]

#: What is done, and what `what` then holds; the page, if it ends on one.
Mistake = tuple[Callable[[Scene], Page | None], tuple[str, ...]]


def asking(**changed: str | None) -> Callable[[Scene], Page | None]:
    return lambda scene: scene.asks(**changed)


def strict(**changed: str | None) -> Callable[[Scene], Page | None]:
    return lambda scene: scene.strict(**changed)


def lacking(name: str) -> Callable[[Scene], Page | None]:
    return lambda scene: scene.asks(without=name)


def registered(fields: dict[str, Any], **changed: str | None) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.registers(**fields)
        return scene.asks(client_id="mine", **changed)

    return act


def twice(scene: Scene) -> Page | None:
    visitor = scene.visitor()
    visitor.asks()
    return visitor.opens(f"{visitor.visited[0]}&scope=openid")


def public_without_challenge(scene: Scene) -> Page | None:
    scene.registers("public", "openid", token_endpoint_auth_method="none", client_secret=None, scope=None)
    return scene.strict(client_id="public")


def of_a_sector(listed: list[str] | None) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        with Loopback() as site:
            if listed is not None:
                site.routes["/sector"] = lambda _: said_json(listed)
            scene.registers(redirect_uris=[CALLBACK, f"{site.origin}/callback"], sector_identifier_uri=f"{site.origin}/sector")
            return scene.asks(client_id="mine")

    return act


def unprotected(scene: Scene) -> Page | None:
    scene.registers("mine", "openid", redirect_uris=["http://app.example.org/cb"], scope=None)
    return scene.strict(client_id="mine", redirect_uri="http://app.example.org/cb")


def below_the_level(scene: Scene) -> Page | None:
    visitor = scene.visitor(scene.plus)
    visitor.asks()
    return visitor.proves("impots")


ASKING: dict[str, Mistake] = {
    "redirect-uri-space": (strict(redirect_uri=CALLBACK + " "), ("has 31 characters", f"'{CALLBACK}' has 30")),
    "redirect-uri-slash": (asking(redirect_uri=CALLBACK + "/"),
                           (f"'{CALLBACK}/'", f"'{CALLBACK}' at character 31", "'/' instead of the end", "12 registered")),
    "redirect-uri-case": (asking(redirect_uri="http://localhost:3000/Callback"),
                          ("at character 23", "'Callback' instead of 'callback'")),
    "redirect-uri-encoding": (strict(redirect_uri=quote(CALLBACK, safe="")), ("percent-encoded twice", "at character 5")),
    "redirect-uri-loopback": (asking(redirect_uri="http://127.0.0.1:3000/callback"),
                              ("at character 8", "'127.0.0.1:3000/callback' instead of 'localhost:3000/callback'")),
    "redirect-uri-scheme": (asking(redirect_uri="https://localhost:3000/callback"), ("at character 5", "'s://", "instead of '://")),
    "redirect-uri-port": (asking(redirect_uri="http://localhost:3001/callback"),
                          ("at character 21", "'1/callback' instead of '0/callback'")),
    "redirect-uri-host": (asking(redirect_uri="http://app.example.org:3000/callback"),
                          ("at character 8", f"registered '{CALLBACK}'", "'app.example.org:3000")),
    "redirect-uri-query": (asking(redirect_uri=CALLBACK + "?next=/home"),
                           ("at character 31", "'?next=/home' instead of the end")),
    "redirect-uri-fragment": (asking(redirect_uri=CALLBACK + "#top"), ("at character 31", "'#top' instead of the end")),
    "redirect-uri-path": (asking(redirect_uri="http://localhost:3000/auth/callback"), ("at character 23", "'auth/callback'")),
    "redirect-uri-unknown": (asking(redirect_uri="https://app.example.org/cb"),
                             ("'https://app.example.org/cb'", "12 registered")),
    "pkce-refused": (asking(code_challenge="c" * 43), ("'code_challenge'", "FranceConnect")),
    "request-object-refused": (asking(request="e30.e30."), ("'request'",)),
    "tracking-parameter": (asking(utm_source="mail"), ("'utm_source'",)),
    "parameter-not-allowed": (asking(login_hint="x"), ("'login_hint'", "acr_values, claims, client_id")),
    "parameter-twice": (twice, ("'scope' twice", "each parameter once")),
    "parameter-missing": (lacking("nonce"), ("no nonce", "nonce is required")),
    "parameter-empty": (asking(redirect_uri=""), ("redirect_uri is empty",)),
    "nonce-short": (asking(nonce="n" * 20), ("20 characters, 2 fewer than the 22",)),
    "nonce-long": (strict(nonce="n" * 600), ("600 characters", "1 to 512")),
    "acr-values-many": (asking(acr_values=" ".join(["eidas1"] * 65)), ("65 pieces", "at most 64")),
    "prompt-none": (asking(prompt="none"), ("prompt 'none'", "login, consent")),
    "prompt-refused": (asking(prompt="create"), ("prompt 'create'",)),
    "redirect-uri-relative": (asking(redirect_uri="/callback"), ("not absolute",)),
    "redirect-uri-host-name": (asking(redirect_uri="http://intranet/callback"), ("'intranet'", "top-level domain")),
    "client-id-space": (asking(client_id="sandbox "), ("'sandbox '", "white space")),
    "client-unknown": (asking(client_id="nobody"), ("'nobody'", "registered on franceconnect")),
    "response-type-missing": (asking(response_type=""), ("response_type=code",)),
    "response-type-implicit": (asking(response_type="id_token token"), ("'id_token token'",)),
    "response-type-unknown": (asking(response_type="device"), ("'device'",)),
    "response-mode-unknown": (strict(response_mode="jwt"), ("'jwt'", "form_post")),
    "openid-missing": (asking(scope="email"), ("'email'", "openid")),
    "scope-not-granted": (registered({"scope": "openid email"}, scope="openid birth email"), ("Scope 'birth'", "openid email")),
    "claims-not-json": (asking(claims="{"), ("not JSON",)),
    "claims-malformed": (asking(claims="[]"), ("not an object",)),
    "amr-not-granted": (registered({}, claims='{"id_token":{"amr":null}}'), ("amr", 'claims = ["amr"]')),
    "idp-hint-refused": (asking(idp_hint="f00"), ("'f00'", "allowedIdpHints")),
    "max-age-malformed": (strict(max_age="1h"), ("max_age is 1h", "seconds")),
    "challenge-missing": (public_without_challenge, ("no code_challenge",)),
    "challenge-method": (strict(code_challenge="c" * 43, code_challenge_method="plain"), ("plain", "S256")),
    "challenge-malformed": (strict(code_challenge="c" * 64, code_challenge_method="S256"), ("64 characters", "43")),
    "level-not-here": (asking(acr_values="eidas3"), ("eidas3", "eidas1")),
    "level-not-met": (below_the_level, ("answered eidas1", "at least eidas2")),
    "hint-not-ours": (strict(id_token_hint="abc"), ("none of ours",)),
    "login-required": (strict(prompt="none"), ("prompt=none",)),
    "algorithm-not-spoken": (registered({"id_token_encrypted_response_alg": "ECDH-ES", "jwks": {"keys": []}}),
                             ("id_token_encrypted_response_alg ECDH-ES",)),
    "sector-ambiguous": (registered({"redirect_uris": [CALLBACK, "https://a.example.org/", "https://b.example.org/"]}),
                         ("2 hosts",)),
    "sector-unreachable": (of_a_sector(None), ("status 200 at sector_identifier_uri",)),
    "sector-incomplete": (of_a_sector([CALLBACK]), ("no list of the redirect URIs",)),
    "redirect-uri-unprotected": (unprotected, ("over http to 'app.example.org'",)),
    "state-too-long": (strict(state="s" * 3000), ("3000 characters", "at most 2048")),
    "registration-refused": (strict(registration="{}"), ("registration",)),
}
