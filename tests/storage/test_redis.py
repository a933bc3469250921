"""What is particular to Redis: what a dump shows, slots, round trips, garbage, and servers that do not answer."""

from __future__ import annotations

import pytest
from redis.connection import AbstractConnection
from redis.crc import key_slot

from doublure.clock import FixedClock
from doublure.storage import Drop, Get, Key, Once, Put, StoreUnavailable, Take, open_control, open_store
from doublure.storage.keys import written
from doublure.testing.servers import RedisServer

TAG = "Zk3-xR7_qLm2Tn9v"
CODE = Key("code", f"{TAG}WsoHp4cGdY8eAuFbKj5lMiQ")
STATE = Key("departure", f"{TAG}uVbN6yXzQw1rTa3sEd7fGh")
VALUE = b"kept"


def test_a_dump_shows_no_identifier(redis_server: RedisServer, clock: FixedClock, prefix: str) -> None:
    open_store(redis_server.url, clock=clock, prefix=prefix).put(CODE, VALUE, clock.now() + 37)
    keys = redis_server.ask("KEYS", f"{prefix}*")
    assert f"{prefix}{{".encode() in keys
    assert TAG.encode() not in keys


def test_all_keys_of_a_journey_share_a_slot_of_the_cluster() -> None:
    keys = [Key(shelf, f"{TAG}{rest}") for shelf in ("code", "access", "journey") for rest in ("", "a", "another ending")]
    assert len({key_slot(written("doublure", key).encode()) for key in keys}) == 1
    assert len({key_slot(written("doublure", Key("code", f"{number:016} of many")).encode()) for number in range(50)}) > 30


def test_a_batch_is_one_round_trip_and_no_transaction(redis_server: RedisServer, clock: FixedClock, prefix: str,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(redis_server.url, clock=clock, prefix=prefix)
    store.ping()
    sent: list[bytes] = []
    send = AbstractConnection.send_packed_command

    def counted(self: AbstractConnection, command: list[bytes], check_health: bool = True) -> object:
        sent.append(b"".join(command))
        return send(self, command, check_health)

    monkeypatch.setattr(AbstractConnection, "send_packed_command", counted)
    end = clock.now() + 37
    store.batch(Put(CODE, VALUE, end), Get(CODE), Once(STATE, end), Take(CODE), Drop(STATE))
    assert len(sent) == 1
    assert b"MULTI" not in sent[0]


def test_garbage_is_collected_a_minute_after_the_date(redis_server: RedisServer, clock: FixedClock, prefix: str) -> None:
    store = open_store(redis_server.url, clock=clock, prefix=prefix)
    store.put(CODE, VALUE, clock.now() + 37)
    store.once(STATE, clock.now() + 37)
    for key in (CODE, STATE):
        left_ms = int(redis_server.ask("PTTL", written(prefix, key)).strip(b":\r\n"))
        assert 37_000 < left_ms <= 97_000


def test_prefixes_do_not_meet_even_when_one_begins_with_the_other(redis_server: RedisServer, clock: FixedClock,
                                                                  prefix: str) -> None:
    short = open_store(redis_server.url, clock=clock, prefix=prefix)
    long = open_store(redis_server.url, clock=clock, prefix=f"{prefix}:plus")
    control = open_control(redis_server.url, clock=clock, prefix=prefix)
    short.put(CODE, VALUE, clock.now() + 37)
    long.put(CODE, b"of the longer prefix", clock.now() + 37)
    control.set("clients", "sandbox", b"registered")
    short.wipe()
    assert short.get(CODE) is None
    assert long.get(CODE) == b"of the longer prefix"
    assert control.get("clients", "sandbox") == b"registered"
    control.wipe()
    assert long.get(CODE) == b"of the longer prefix"


def test_once_works_after_the_server_forgot_its_scripts(redis_server: RedisServer, clock: FixedClock, prefix: str) -> None:
    store = open_store(redis_server.url, clock=clock, prefix=prefix)
    assert store.once(CODE, clock.now() + 37)
    redis_server.ask("SCRIPT", "FLUSH")
    assert not store.once(CODE, clock.now() + 37)


@pytest.mark.parametrize("form", ["redis://:hush-hush@127.0.0.1:{port}/0", "redis+sentinel://:hush-hush@127.0.0.1:{port}/main",
                                  "redis+cluster://:hush-hush@127.0.0.1:{port}"])
def test_a_server_that_is_not_there_is_one_sentence_without_password(form: str, clock: FixedClock) -> None:
    with RedisServer() as server:
        port = server.port
    url = form.format(port=port)
    for call in (open_store(url, clock=clock).ping, lambda: open_store(url, clock=clock).batch(Get(CODE), Get(STATE)),
                 open_control(url, clock=clock).ping):
        with pytest.raises(StoreUnavailable) as refused:
            call()
        assert f"127.0.0.1:{port}" in str(refused.value)
        assert "does not answer" in str(refused.value)
        assert "hush" not in str(refused.value)


def test_a_store_that_went_away_works_again_when_it_is_back(clock: FixedClock) -> None:
    with RedisServer() as server:
        store = open_store(server.url, clock=clock)
        store.put(CODE, VALUE, clock.now() + 37)
        server.stop()
        with pytest.raises(StoreUnavailable):
            store.get(CODE)
        server.start()
        assert store.get(CODE) is None
        store.put(CODE, VALUE, clock.now() + 37)
        assert store.get(CODE) == VALUE


def test_a_server_that_hangs_is_given_up(redis_server: RedisServer, clock: FixedClock, prefix: str) -> None:
    with RedisServer() as server:
        store = open_store(f"{server.url}?socket_timeout=0.2", clock=clock, prefix=prefix)
        store.ping()
        server.ask("CLIENT", "PAUSE", "3000")
        with pytest.raises(StoreUnavailable, match="TimeoutError"):
            store.get(CODE)


def test_a_wrong_password_is_not_repeated(clock: FixedClock) -> None:
    with RedisServer("--requirepass", "the-right-one") as server:
        open_store(f"redis://:the-right-one@127.0.0.1:{server.port}", clock=clock).ping()
        with pytest.raises(StoreUnavailable) as refused:
            open_store(f"redis://:a-wrong-one@127.0.0.1:{server.port}", clock=clock).ping()
        assert "wrong-one" not in str(refused.value)


def test_a_unix_socket_is_an_address(clock: FixedClock) -> None:
    with RedisServer() as sample:
        folder = sample.folder
        with RedisServer("--unixsocket", str(folder / "redis.sock")):
            store = open_store(f"unix://{folder / 'redis.sock'}", clock=clock)
            store.put(CODE, VALUE, clock.now() + 37)
            assert store.take(CODE) == VALUE


@pytest.mark.parametrize("value", [b"", b"z", b"p", b"a" * 79, b"a" * 80, bytes(range(256)) * 20])
def test_a_value_comes_back_as_it_was_whether_or_not_it_was_worth_packing(
    redis_server: RedisServer, clock: FixedClock, prefix: str, value: bytes,
) -> None:
    store = open_store(redis_server.url, clock=clock, prefix=prefix)
    store.put(CODE, value, clock.now() + 37)
    assert store.get(CODE) == value


def test_a_value_packed_by_another_version_is_as_good_as_gone(
    redis_server: RedisServer, clock: FixedClock, prefix: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_store(redis_server.url, clock=clock, prefix=prefix)
    with monkeypatch.context() as other:
        other.setattr("doublure.storage.redis_commands._WORDS", b"words of another version")
        store.put(CODE, b"a" * 100, clock.now() + 37)
        assert store.get(CODE) == b"a" * 100
    assert store.get(CODE) is None
