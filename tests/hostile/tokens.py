"""Family TKN: the answer of a hostile token endpoint, and how it comes."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from typing import Any

from tests.hostile.discovery import drips, never_answers
from tests.hostile.forgery import Play, bad_token
from tests.hostile.provider import Hostile
from tests.hostile.rows import ACCEPTED, Row, forms, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.forging import half_hash
from tests.oidc.core.loopback import Said, said_json

__all__ = ["ROWS"]

NO_TOKENS = refused("Y020026", "token_endpoint_answers")


def gives(**members: Any) -> Play:
    """The token response says otherwise; `...` leaves a member out."""

    def play(hostile: Hostile) -> None:
        hostile.token_response = members

    return play


def answers(make: Callable[[Hostile], Said]) -> Play:
    """The token endpoint answers what *make* makes."""

    def play(hostile: Hostile) -> None:
        hostile.route("/token", lambda _: make(hostile))

    return play


def _cut(after: bytes) -> Play:
    """The code is used up, then the connection breaks."""

    def play(hostile: Hostile) -> None:
        def cut(connection: socket.socket) -> None:
            connection.sendall(after)

        hostile.route("/token", lambda _: cut)

    return play


def _endless(hostile: Hostile) -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not hostile.server.wait(0):
            connection.sendall(b"1000\r\n" + b" " * 0x1000 + b"\r\n")

    hostile.route("/token", lambda _: pour)


def _bomb() -> bytes:
    return gzip.compress(b'{"access_token": "' + b"a" * 20_000_000 + b'"}')


def _two_tokens(hostile: Hostile) -> Said:
    good = hostile.id_token()
    return Said(f'{{"access_token": "a", "token_type": "Bearer", "id_token": "{good}", "id_token": "{good}"}}'.encode())


def _is_one_call(scene: Scene, saw: Saw) -> None:
    assert len(scene.provider.calls("/token")) == 1, "a code is shown once"


def _another_s_access_token(hostile: Hostile) -> None:
    hostile.id_claims = {"at_hash": half_hash("the access token of somebody else")}


def _gets_what_was_asked(scene: Scene, saw: Saw) -> None:
    assert "admin" not in json.dumps(scene.notes["known"].tokens)


ROWS: tuple[Row, ...] = (
    Row("TKN-01", "token_type missing or unknown", "no bearer token", forms(NO_TOKENS, {
        "absent": gives(token_type=...), "mac": gives(token_type="mac"), "N_A": gives(token_type="N_A"),
        "null": gives(token_type=None)})),
    Row("TKN-02", "token_type odd case (positive)", "`bEaReR`", forms(ACCEPTED, {"bEaReR": gives(token_type="bEaReR")})),
    Row("TKN-03", "expires_in odd", "a lifetime that is none", forms(ACCEPTED, {
        json.dumps(value) if value is not ... else "absent": gives(expires_in=value)
        for value in ("3600", 3600.5, 0, -1, 10**12, ...)}),
        note="the access token is used once, at once"),
    Row("TKN-04", "ID token missing", "200 without an ID token", forms(bad_token("token_is_present"), {
        "absent": gives(id_token=...), "null": gives(id_token=None), "empty": gives(id_token=""), "object": gives(id_token={})})),
    Row("TKN-05", "Access token missing or odd", "an access token that fits no header", forms(NO_TOKENS, {
        "absent": gives(access_token=...), "list": gives(access_token=["a"]), "100 kB": gives(access_token="a" * 100_000),
        "line feeds": gives(access_token="a\r\nX-Injected: 1"), "empty": gives(access_token="")})),
    Row("TKN-06", "OAuth errors", "an error, told well or badly", forms(NO_TOKENS, {
        "invalid_grant": answers(lambda _: said_json({"error": "invalid_grant"}, 400)),
        "invalid_client": answers(lambda _: said_json({"error": "invalid_client"}, 401)),
        "HTML": answers(lambda _: Said(b"<script>alert(1)</script>", 400, "text/html")),
        "200 with error": answers(lambda one: said_json({**one.tokens(), "error": "invalid_grant"}))}, also=_is_one_call)),
    Row("TKN-07", "Server errors", "no answer but a status", forms(NO_TOKENS, {
        str(status): answers(lambda _, status=status: Said(b"", status, headers={"Retry-After": "1"}))
        for status in (429, 500, 502, 503)}, also=_is_one_call)),
    Row("TKN-08", "HTML or wrong charset", "200 with something else", forms(NO_TOKENS, {
        "a login page": answers(lambda _: Said(b"<html><form>", media="text/html")),
        "UTF-16": answers(lambda one: Said(json.dumps(one.tokens()).encode("utf-16"))),
        "byte order mark": answers(lambda one: Said(b"\xef\xbb\xbf" + json.dumps(one.tokens()).encode()))})),
    Row("TKN-09", "Slow or hanging", "an answer that never comes", forms(NO_TOKENS, {
        "an octet from time to time": drips("/token"), "silence": never_answers("/token")}, registered={"timeout": 0.4},
        also=_is_one_call)),
    Row("TKN-10", "Huge or compressed bomb body", "more than anybody has to say", forms(NO_TOKENS, {
        "1 MB": answers(lambda _: Said(b" " * 1_000_000)), "without end": _endless,
        "20 MB in 20 kB of gzip": answers(lambda _: Said(_bomb(), headers={"Content-Encoding": "gzip"})),
        "200 MB announced": answers(lambda _: Said(b"{}", headers={"Content-Length": str(200_000_000)}))})),
    Row("TKN-11", "Redirected token request", "a redirection: secret and code stay home", tuple(
        form for status in (301, 302, 307, 308) for form in forms(NO_TOKENS, {str(status): answers(
            lambda one, status=status: Said(b"", status, headers={"Location": one.canary}))}))),
    Row("TKN-13", "Connection cut after use", "the connection breaks once the code is used", forms(NO_TOKENS, {
        "before the answer": _cut(b""), "in the header": _cut(b"HTTP/1.1 200 OK\r\nContent-Le"),
        "in the body": _cut(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"),
    }, also=_is_one_call)),
    Row("TKN-14", "Scope broadened or reduced", "another scope than was asked for", forms(ACCEPTED, {
        "wider": gives(scope="openid admin everything"), "narrower": gives(scope="openid")}, also=_gets_what_was_asked)),
    Row("TKN-15", "Foreign tokens", "the access token of somebody else beside its own ID token", forms(
        bad_token("access_token_belongs"), {"at_hash": _another_s_access_token}),
        note="without `at_hash` the `sub` at userinfo decides: UIN-01"),
    Row("TKN-16", "Duplicate JSON members", "two ID tokens", forms(NO_TOKENS, {"two": answers(_two_tokens)})),
)
