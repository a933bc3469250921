"""Family DSC: what a hostile provider says of itself."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

from doublure.testing.wire import send
from tests.hostile.forgery import Play
from tests.hostile.provider import Hostile
from tests.hostile.rows import ACCEPTED, BANNER, Form, Row, forms, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.loopback import Said, said_json
from tests.stories.federation import payload

__all__ = ["ROWS", "drips", "never_answers"]

WELL_KNOWN = "/.well-known/openid-configuration"


def publishes(**members: Any) -> Play:
    """The document says otherwise; `...` leaves a member out."""

    def play(hostile: Hostile) -> None:
        hostile.metadata = {name: value for name, value in (hostile.metadata | members).items() if value is not ...}

    return play


def answers(said: Said, path: str = WELL_KNOWN) -> Play:
    """*path* answers *said*."""

    def play(hostile: Hostile) -> None:
        hostile.route(path, lambda _: said)

    return play


def drips(path: str) -> Play:
    """*path* answers a header now, then an octet from time to time, for ever."""

    def play(hostile: Hostile) -> None:
        def drip(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
            while not hostile.server.wait(0.1):
                connection.sendall(b" ")

        hostile.route(path, lambda _: drip)

    return play


def never_answers(path: str) -> Play:
    """*path* accepts the request and says nothing."""

    def play(hostile: Hostile) -> None:
        hostile.route(path, lambda _: lambda connection: hostile.server.wait(30) and None)

    return play


def _redirects(to: Callable[[Hostile], str], status: int) -> Play:
    return lambda one: answers(Said(b"", status, headers={"Location": to(one)}))(one)


def _flip(scene: Scene) -> Saw:
    """Another token endpoint as soon as the person has left."""
    person, question = scene.service.person(), scene.service.asks()
    person.opens(question.url)
    honest = scene.provider.server.routes["/authorize"]

    def flipped(seen: Any) -> Any:
        publishes(token_endpoint=scene.provider.canary, jwks_uri=scene.provider.canary)(scene.provider)
        return honest(seen)

    scene.provider.route("/authorize", flipped)
    person.presses("idp-hostile")
    return Saw(person, question)


def _audience(scene: Scene, saw: Saw) -> None:
    form = scene.provider.calls("/token")[0].form
    assert payload(form["client_assertion"])["aud"] == scene.provider.issuer, "whatever it says its token endpoint is"
    keys = scene.federation.issuer + "/client/.well-known/keys"
    assert {key.get("alg") for key in send("GET", keys).json["keys"] if key["use"] == "sig"} == {"ES256", "RS256"}


ISS_GONE = refused("Y020022", "iss_is_expected")


def _withdraws_iss(hostile: Hostile) -> None:
    publishes(authorization_response_iss_parameter_supported=...)(hostile)
    hostile.answer_changes = {"iss": ...}


ROWS: tuple[Row, ...] = (
    Row("DSC-01", "Issuer mismatch", "a document of another issuer", forms(BANNER, {
        "another": publishes(issuer="http://localhost:1"), "slash": lambda one: publishes(issuer=one.issuer + "/")(one),
        "absent": publishes(issuer=...)})),
    Row("DSC-02", "Issuer of an honest provider (issuer confusion)", "the issuer of impots.gouv.fr, its own keys and endpoints",
        forms(BANNER, {"impots": publishes(issuer="http://localhost:4421")})),
    Row("DSC-03", "Clear-text endpoints", "endpoints over http, away from loopback", forms(BANNER, {
        name: publishes(**{name: "http://id.example.org/endpoint"})
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")})),
    Row("DSC-04", "Endpoints of another origin (malicious endpoints)", "its own and an honest provider's endpoints mixed",
        forms(BANNER, {
        "token endpoint": publishes(token_endpoint="http://localhost:4421/token"),
        "authorization endpoint": publishes(authorization_endpoint="http://localhost:4421/authorize"),
        "https": publishes(token_endpoint="https://attacker.example/token")})),
    Row("DSC-05", "Internal addresses (SSRF)", "endpoints inside somebody's network", forms(BANNER, {
        address: publishes(jwks_uri=address, token_endpoint=address) for address in (
            "http://127.0.0.1:6379/", "http://169.254.169.254/latest", "http://[::1]/", "http://0x7f.1/", "file:///etc/passwd",
            "gopher://localhost:70/", "http://localhost@127.0.0.1:6379/")})),
    Row("DSC-06", "Redirected or proxied document", "a redirection instead of a document", forms(
        BANNER, {str(status): _redirects(lambda one: one.canary, status) for status in (301, 302, 307, 308)})),
    Row("DSC-07", "Algorithm downgrade offer", "only `none` and HS256 announced, only `none` to authenticate", forms(ACCEPTED, {
        "none": publishes(id_token_signing_alg_values_supported=["none", "HS256"],
                          token_endpoint_auth_methods_supported=["none"])}),
        note="what is registered holds, whatever is announced; IDT-03 and IDT-07 play the tokens"),
    Row("DSC-08", "Metadata flip after caching", "other endpoints as soon as the person has left",
        (Form("token endpoint and keys", ACCEPTED, walk=_flip),), note="one copy serves the whole return"),
    Row("DSC-09", "Audience injection", "an assertion wanted for an address it chooses", forms(
        ACCEPTED, {"private_key_jwt": publishes()}, also=_audience,
        registered={"token_endpoint_auth_method": "private_key_jwt", "client_secret": None}),
        note="the assertion names the issuer and nothing else; foreign token endpoints: DSC-04"),
    Row("DSC-10", "Broken document", "no document", (
        *forms(BANNER, {
            "HTML": answers(Said(b"<html><script>alert(1)</script>", media="text/html")),
            "truncated": answers(Said(b'{"issuer": "')), "UTF-16": answers(Said(json.dumps({"issuer": "x"}).encode("utf-16"))),
            "404": answers(Said(status=404)), "500": answers(Said(status=500)), "a list": answers(said_json([])),
            "1 MB": answers(Said(b'{"issuer": "' + b"x" * 1_000_000 + b'"}'))}),
        *forms(BANNER, {"an octet from time to time": drips(WELL_KNOWN), "silence": never_answers(WELL_KNOWN)},
               registered={"timeout": 0.4}))),
    Row("DSC-11", "Missing members", "no keys, no endpoints", (
        *forms(BANNER, {"no token_endpoint": publishes(token_endpoint=...), "no authorization_endpoint": publishes(
            authorization_endpoint=...), "empty": answers(said_json({}))}),
        *forms(refused("Y020026", "key_is_published"), {"no jwks_uri": publishes(jwks_uri=...)}))),
    Row("DSC-12", "response `iss` support withdrawn", "no `iss` announced any more, none sent", forms(
        ISS_GONE, {"withdrawn": _withdraws_iss}), note="the registration (`sends_iss`) decides, not the document"),
)
