"""The back channel against a real server that is slow, huge, cut off, redirecting, compressed or simply wrong."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from doublure.oidc.reply import TooLarge, decoded
from doublure.oidc.wire import Wire, WireFailed, WireRefused
from tests.oidc.core.loopback import Loopback, Said, Seen, said_json

#: Long enough for an honest answer on a busy machine, short enough to wait for.
PATIENCE = 1.0


@pytest.fixture
def wire(server: Loopback) -> Wire:
    return Wire({server.origin: server.origin}, timeout_s=PATIENCE, max_bytes=1000)


def kind(call: Callable[[], object]) -> str:
    with pytest.raises(WireFailed) as failed:
        call()
    return failed.value.kind


def test_an_answer_comes_with_status_headers_and_body(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: said_json({"é": 1}, 418, "application/json; charset=utf-8")
    reply = wire.get(f"{server.origin}/a?b=c", {"X-Word": "one"})
    assert (reply.status, reply.media, reply.json_object()) == (418, "application/json", {"é": 1})
    seen, = server.seen
    assert (seen.method, seen.target, seen.headers["x-word"]) == ("GET", "/a?b=c", "one")
    assert seen.headers["accept-encoding"] == "identity"


def test_a_form_is_posted_as_a_form(server: Loopback, wire: Wire) -> None:
    server.routes["/token"] = lambda seen: said_json(seen.form)
    fields = {"code": "a b+c&d=é", "redirect_uri": "http://localhost:1/?x=1"}
    assert wire.post_form(f"{server.origin}/token", fields).json_object() == fields
    assert server.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_connections_are_kept_open_and_used_again(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: Said(b"x" * 900)
    for _ in range(5):
        wire.get(f"{server.origin}/a")
    assert (len(server.seen), server.connections) == (5, 1)
    wire.close()
    wire.get(f"{server.origin}/a")
    assert server.connections == 2


def test_a_connection_that_the_other_side_has_closed_meanwhile_is_replaced(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: Said(headers={"Connection": "close"})
    for _ in range(3):
        assert wire.get(f"{server.origin}/a").status == 200


def test_a_public_address_is_reached_at_its_internal_one_under_its_public_name(server: Loopback) -> None:
    server.routes["/a"] = lambda seen: said_json({})
    wire = Wire({"https://fc.example": server.origin, "http://fc.localhost:4400": server.origin})
    wire.get("https://fc.example/a")
    wire.get("http://fc.localhost:4400/a")
    assert [seen.headers["host"] for seen in server.seen] == ["fc.example", "fc.localhost:4400"]


@pytest.mark.parametrize("url", [
    "http://localhost:1/a",
    "http://127.0.0.1/a",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]:6379/",
    "http://0x7f.1/",
    "file:///etc/passwd",
    "gopher://localhost:6379/_INFO",
    "//localhost/a",
    "/a",
    "",
    "http://",
    "http://[",
    "http://localhost:port/",
    "http://localhost:99999/",
    "javascript:alert(1)",
])
def test_an_origin_that_nobody_configured_is_never_called(wire: Wire, url: str) -> None:
    with pytest.raises(WireRefused):
        wire.get(url)


@pytest.mark.parametrize("trick", [
    "{0}@evil.example/a",
    "{0}.evil.example/a",
    "{0}\\@evil.example/a",
    "{0}/a#fragment",
    "{0}/a b",
    "{0}/a\r\nX-Injected: 1",
    "{0}/a\0",
    "{0}/é",
])
def test_an_address_that_two_readers_could_read_differently_is_never_called(server: Loopback, wire: Wire, trick: str) -> None:
    with pytest.raises(WireRefused):
        wire.get(trick.format(server.origin))
    with pytest.raises(WireRefused):
        wire.get(server.origin.replace("localhost", "user:pass@localhost") + "/a")
    assert server.seen == []


def test_clear_text_is_spoken_with_loopback_only_even_when_configured(server: Loopback) -> None:
    wire = Wire({"http://idp.example": server.origin})
    with pytest.raises(WireRefused):
        wire.get("http://idp.example/a")
    assert server.seen == []


def test_an_origin_allowed_later_is_called_then(server: Loopback) -> None:
    server.routes["/a"] = lambda seen: Said()
    origins: dict[str, str] = {}
    wire = Wire(origins)
    with pytest.raises(WireRefused):
        wire.check(f"{server.origin}/a")
    origins[server.origin] = server.origin
    assert wire.get(f"{server.origin}/a").status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(server: Loopback, wire: Wire, status: int) -> None:
    with Loopback() as elsewhere:
        server.routes["/token"] = lambda seen: Said(status=status, headers={"Location": f"{elsewhere.origin}/token"})
        assert kind(lambda: wire.post_form(f"{server.origin}/token", {"code": "x"})) == "redirect"
        assert kind(lambda: wire.get(f"{server.origin}/token")) == "redirect"
        assert elsewhere.seen == []


class TestSize:
    """Nothing larger than was agreed is ever held."""

    def test_the_largest_body_allowed_is_read(self, server: Loopback, wire: Wire) -> None:
        server.routes["/a"] = lambda seen: Said(b"x" * 1000)
        assert len(wire.get(f"{server.origin}/a").body) == 1000

    def test_a_body_announced_larger_is_not_read(self, server: Loopback, wire: Wire) -> None:
        server.routes["/a"] = lambda seen: lambda connection: connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "too_large"

    def test_a_body_that_turns_out_larger_is_dropped(self, server: Loopback, wire: Wire) -> None:
        sent: list[int] = []

        def endless(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(1000):
                connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent.append(65_536)

        server.routes["/a"] = lambda seen: endless
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "too_large"
        assert sum(sent) < 65_536 * 1000

    def test_a_gzip_bomb_is_refused_by_what_it_would_become(self, server: Loopback, wire: Wire) -> None:
        bomb = gzip.compress(bytes(400_000))
        assert len(bomb) < 1000
        server.routes["/a"] = lambda seen: Said(bomb, headers={"Content-Encoding": "gzip"})
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "too_large"

    def test_of_a_gzip_bomb_no_more_is_ever_made_than_was_agreed(self) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                decoded(bomb, "gzip", 100_000)
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()

    def test_an_honest_gzip_is_read_though_nobody_asked_for_it(self, server: Loopback, wire: Wire) -> None:
        server.routes["/a"] = lambda seen: Said(gzip.compress(b'{"a":1}'), headers={"Content-Encoding": "GZIP"})
        assert wire.get(f"{server.origin}/a").json_object() == {"a": 1}

    @pytest.mark.parametrize(("body", "coding"), [
        (zlib.compress(b"{}"), "deflate"), (b"{}", "br"), (b"{}", "gzip"), (gzip.compress(b"{}" * 99)[:-9], "gzip"),
        (gzip.compress(gzip.compress(b"{}")), "gzip, gzip"),
    ], ids=["deflate", "br", "no gzip", "cut short", "twice"])
    def test_any_other_coding_is_refused(self, server: Loopback, wire: Wire, body: bytes, coding: str) -> None:
        server.routes["/a"] = lambda seen: Said(body, headers={"Content-Encoding": coding})
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "coding"


class TestTime:
    """A call ends, whatever the other side does; the test's own time limit is the judge."""

    def test_silence_ends(self, server: Loopback, wire: Wire) -> None:
        server.routes["/a"] = lambda seen: lambda connection: server.wait(60) and None
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "timeout"

    def test_headers_then_silence_ends(self, server: Loopback, wire: Wire) -> None:
        def silent(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            server.wait(60)

        server.routes["/a"] = lambda seen: silent
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "timeout"

    @pytest.mark.parametrize("beginning", [
        b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"HTTP/1.1 200 ",
    ], ids=["in the headers", "in the body", "in the status line"])
    def test_one_octet_at_a_time_ends(self, server: Loopback, wire: Wire, beginning: bytes) -> None:
        def drip(connection: socket.socket) -> None:
            connection.sendall(beginning)
            while not server.wait(PATIENCE / 10):
                connection.sendall(b"H")

        server.routes["/a"] = lambda seen: drip
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "timeout"

    def test_a_server_that_accepts_and_never_speaks_ends(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
            assert kind(lambda: Wire({origin: origin}, timeout_s=PATIENCE).get(f"{origin}/a")) == "timeout"

    def test_endless_interim_answers_end(self, server: Loopback, wire: Wire) -> None:
        def interim(connection: socket.socket) -> None:
            while not server.wait(PATIENCE / 100):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

        server.routes["/a"] = lambda seen: interim
        assert kind(lambda: wire.get(f"{server.origin}/a")) == "timeout"

    def test_after_a_timeout_the_next_call_is_answered(self, server: Loopback, wire: Wire) -> None:
        server.routes["/slow"] = lambda seen: lambda connection: server.wait(60) and None
        server.routes["/a"] = lambda seen: Said(b"here")
        assert kind(lambda: wire.get(f"{server.origin}/slow")) == "timeout"
        assert wire.get(f"{server.origin}/a").body == b"here"


@pytest.mark.parametrize(("octets", "expected"), [
    (b"", "broken"), (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "broken"), (b"SSH-2.0-OpenSSH_9.9\r\n", "broken"),
    (b"HTTP/1.1 abc OK\r\n\r\n", "broken"), (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "broken"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "broken"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broken"),
], ids=["nothing", "cut off", "no HTTP", "no status", "too many headers", "a header too long", "bad chunk"])
def test_what_is_not_an_answer_is_said_to_be_broken(server: Loopback, wire: Wire, octets: bytes, expected: str) -> None:
    server.routes["/a"] = lambda seen: lambda connection: connection.sendall(octets)
    assert kind(lambda: wire.get(f"{server.origin}/a")) == expected


def test_a_post_is_never_sent_twice(server: Loopback, wire: Wire) -> None:
    server.routes["/token"] = lambda seen: lambda connection: connection.shutdown(socket.SHUT_RDWR)
    assert kind(lambda: wire.post_form(f"{server.origin}/token", {"code": "x"})) == "broken"
    assert len(server.seen) == 1


def test_a_post_is_not_sent_again_when_a_kept_connection_dies_on_it(server: Loopback, wire: Wire) -> None:
    calls: list[int] = []

    def answer(seen: Seen) -> Said | Callable[[socket.socket], None]:
        calls.append(1)
        return Said(b"first") if len(calls) == 1 else lambda connection: connection.shutdown(socket.SHUT_RDWR)

    server.routes["/token"] = answer
    assert wire.post_form(f"{server.origin}/token", {"code": "x"}).body == b"first"
    assert kind(lambda: wire.post_form(f"{server.origin}/token", {"code": "y"})) == "broken"
    assert [seen.form for seen in server.seen] == [{"code": "x"}, {"code": "y"}]


def test_questions_and_forms_take_turns_on_one_connection(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: Said(f"{seen.method} {seen.body.decode()}".encode())
    said = [wire.get(f"{server.origin}/a").body, wire.post_form(f"{server.origin}/a", {"b": "c"}).body,
            wire.get(f"{server.origin}/a").body, wire.post_form(f"{server.origin}/a", {}).body]
    assert said == [b"GET ", b"POST b=c", b"GET ", b"POST "]
    assert server.connections == 1


def test_a_path_is_asked_for_as_it_is_written(server: Loopback, wire: Wire) -> None:
    for target in ("/a/../b", "/a/./b", "//a", "/%2e%2e/a?b=%20#"[:-1], "/?x=[1]"):
        wire.get(server.origin + target)
        assert server.seen[-1].target == target


def test_values_of_one_header_are_joined_and_an_interim_answer_does_not_count(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: lambda connection: connection.sendall(
        b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Word: one\r\nX-WORD:two\r\n\r\nok")
    reply = wire.get(f"{server.origin}/a")
    assert (reply.body, reply.headers) == (b"ok", {"content-length": "2", "x-word": "one, two"})


def test_a_proxy_of_the_environment_is_not_used(server: Loopback, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.routes["/a"] = lambda seen: Said(b"here")
    assert wire.get(f"{server.origin}/a").body == b"here"


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert kind(lambda: Wire({origin: origin}).get(f"{origin}/a")) == "unreachable"


def test_a_failure_names_the_address_in_ascii_and_nothing_that_was_sent(server: Loopback, wire: Wire) -> None:
    server.routes["/token"] = lambda seen: lambda connection: None
    with pytest.raises(WireFailed) as failed:
        wire.post_form(f"{server.origin}/token", {"code": "a-secret-code"}, {"Authorization": "Basic c2VjcmV0"})
    text = f"{failed.value} {failed.value!r}"
    assert f"{server.origin}/token" in text
    assert "a-secret-code" not in text
    assert "c2VjcmV0" not in text


def test_a_header_cannot_be_split(server: Loopback, wire: Wire) -> None:
    assert kind(lambda: wire.get(f"{server.origin}/a", {"Authorization": "Bearer x\r\nX-Injected: 1"})) == "broken"
    assert server.seen == []


def test_many_threads_share_one_wire(server: Loopback, wire: Wire) -> None:
    server.routes["/a"] = lambda seen: Said(seen.headers["x-number"].encode())
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = wire.get(f"{server.origin}/a", {"X-Number": str(number)}).body

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number).encode() for number in range(32)}


def test_the_form_of_a_seen_request_is_what_was_sent() -> None:
    assert Seen("POST", "/", {}, b"a=&b=%C3%A9").form == {"a": "", "b": "é"}
