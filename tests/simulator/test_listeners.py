"""Sockets before applications, and every application with workers of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from doublure.testing.child import free_port
from simulator.listener import WORKERS, Listener
from simulator.sockets import LOOPBACK, PortInUse, listen, listen_all


@pytest.fixture
def sockets() -> Iterator[dict[str, list[socket.socket]]]:
    opened = listen_all({"a": 0, "b": 0})
    yield opened
    for each in opened.values():
        for sock in each:
            sock.close()


def port_of(sockets: list[socket.socket]) -> int:
    return sockets[0].getsockname()[1]


def get(port: int, host: str = "127.0.0.1") -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", f"http://{host}:{port}/", retries=False, timeout=20)


def test_both_loopback_addresses_are_taken_on_one_port(sockets: dict[str, list[socket.socket]]) -> None:
    assert {sock.getsockname()[1] for sock in sockets["a"]} == {port_of(sockets["a"])}
    assert {sock.getsockname()[0] for sock in sockets["a"]} <= set(LOOPBACK)
    assert port_of(sockets["a"]) != port_of(sockets["b"])


def test_a_taken_port_is_one_sentence_that_names_it_and_nothing_stays_open(sockets: dict[str, list[socket.socket]]) -> None:
    taken = port_of(sockets["a"])
    free = free_port()
    with pytest.raises(PortInUse, match=rf"^Port {taken} \(impots\) is in use: .*--base-port") as refused:
        listen_all({"hub": free, "impots": taken})
    assert "\n" not in str(refused.value)
    for sock in listen("hub", free, LOOPBACK):
        sock.close()


def test_applications_that_call_one_another_with_every_worker_busy_do_not_wait_for_ever(
    sockets: dict[str, list[socket.socket]],
) -> None:
    everybody = threading.Barrier(WORKERS)

    def callee(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"answer"]

    def caller(environ, start_response):
        everybody.wait(20)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [get(port_of(sockets["b"])).data]

    listeners = [Listener("a", caller, sockets["a"]), Listener("b", callee, sockets["b"])]
    for listener in listeners:
        listener.start()
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            assert list(pool.map(lambda _: get(port_of(sockets["a"])).data, range(WORKERS))) == [b"answer"] * WORKERS
    finally:
        for listener in listeners:
            listener.stop()


def test_a_stopped_listener_leaves_its_port_free_and_no_thread(sockets: dict[str, list[socket.socket]]) -> None:
    def application(environ, start_response):
        start_response("200 OK", [])
        return [b""]

    port, before = port_of(sockets["a"]), threading.active_count()
    listener = Listener("a", application, sockets["a"])
    listener.start()
    assert get(port).status == 200
    listener.stop()
    assert threading.active_count() <= before
    for sock in listen("a", port, LOOPBACK):
        sock.close()


def test_the_server_does_not_say_what_it_is_nor_show_what_went_wrong(sockets: dict[str, list[socket.socket]]) -> None:
    def broken(environ, start_response):
        raise RuntimeError("s3cr3t")

    listener = Listener("a", broken, sockets["a"])
    listener.start()
    try:
        reply = get(port_of(sockets["a"]))
    finally:
        listener.stop()
    assert reply.status == 500
    assert "waitress" not in reply.headers.get("server", "").lower()
    assert b"s3cr3t" not in reply.data


def test_an_answer_under_way_is_given_before_a_listener_stops(sockets: dict[str, list[socket.socket]]) -> None:
    asked, stopping, port = threading.Event(), threading.Event(), port_of(sockets["a"])

    def slow(environ, start_response):
        asked.set()
        stopping.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"in time"]

    listener = Listener("a", slow, sockets["a"])
    listener.start()
    with ThreadPoolExecutor(2) as people:
        answer = people.submit(get, port)
        assert asked.wait(10)
        stopped = people.submit(listener.stop)
        while takes_visitors(port):
            pass
        stopping.set()
        assert answer.result(timeout=20).data == b"in time"
        stopped.result(timeout=20)


def takes_visitors(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0
