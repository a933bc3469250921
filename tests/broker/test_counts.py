"""What one login costs the hub in things that can be counted: exactly, whatever the machine is doing.

A figure that grows here is a decision, not an accident: change it together with the reason.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jinja2
import pycurl
import pytest
from house import Backend, House, Visitor, json_of
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from doublure.oidc import transport
from doublure.storage.control_memory import MemoryControl
from doublure.storage.memory import MemoryStore
from doublure.web import lane


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Nobody watches: the journal has no sink, as in production."""
    house = House(tmp_path_factory.mktemp("state"), watching=False)
    # The first login learns the provider's addresses and keys.
    _log_in(house)
    yield house
    house.stop()


@contextmanager
def counted(house: House) -> Iterator[Counter[str]]:
    """What the hub does while this lasts, by kind; what the fakes and the registry do is not counted."""
    counts: Counter[str] = Counter()
    here = threading.local()
    hub = house.hubs[0].wsgi_app

    with pytest.MonkeyPatch.context() as patch:
        def count(owner: Any, name: str, kind: str) -> None:
            original: Callable[..., Any] = getattr(owner, name)

            def counting(*given: Any, **named: Any) -> Any:
                if getattr(here, "serving", False) and not getattr(here, "inside", False):
                    counts[kind] += 1
                    here.inside = True
                    try:
                        return original(*given, **named)
                    finally:
                        here.inside = False
                return original(*given, **named)

            patch.setattr(owner, name, counting)

        for verb in ("batch", "get", "put", "take", "once", "drop"):
            count(MemoryStore, verb, "round trips to the store")
        for verb in ("get", "all", "set", "append", "tail", "remove"):
            count(MemoryControl, verb, f"control store: {verb}")
        count(jws, "serialize_compact", "signatures made")
        count(jws, "deserialize_compact", "signatures verified")
        patch.setattr(ECKey, "import_key", _refused)
        patch.setattr(RSAKey, "import_key", _refused)
        count(jinja2.Environment, "compile", "templates compiled")
        count(transport.Lines, "ask", "HTTP calls")
        patch.setattr(transport.Lines, "_perform", _perform_counting(transport.Lines._perform, counts))

        drive = lane._Lane.__call__

        def driving(self: Any, environ: dict[str, Any], start: Any) -> Any:
            if self is not hub:
                return drive(self, environ, start)
            here.serving = True
            try:
                counts["requests"] += 1
                return drive(self, environ, start)
            finally:
                here.serving = False

        patch.setattr(lane._Lane, "__call__", driving)
        yield counts


def _perform_counting(perform: Callable[..., None], counts: Counter[str]) -> Callable[..., None]:
    """*perform*, which notes what libcurl says it connected: of the hub alone, since nothing else here uses it."""
    def performing(self: transport.Lines, line: pycurl.Curl, coming: Any) -> None:
        perform(self, line, coming)
        if opened := line.getinfo(pycurl.NUM_CONNECTS):
            counts["connections opened"] += opened

    return performing


def _refused(*given: Any, **named: Any) -> Any:
    raise AssertionError("a key is parsed when it is read, and never again")


def _log_in(house: House) -> None:
    backend = Backend(house)
    tokens = json_of(backend.redeems(Visitor(house).arrives()["code"]))
    assert backend.reads(tokens["access_token"]).status == 200


def test_a_login_costs_the_hub_exactly_this(house: House) -> None:
    with counted(house) as counts:
        _log_in(house)
    assert counts == {
        "requests": 10,
        # Most stations read in one flush and write in one; userinfo only reads.
        "round trips to the store": 20,
        # A party may be registered or changed while everything runs: each station asks once for each party it speaks of.
        "control store: get": 14,
        "control store: all": 2,
        # The letter about the connection.
        "control store: append": 1,
        # The provider's token and userinfo, the civil registry; the connections are those of the login before.
        "HTTP calls": 3,
        "signatures verified": 2,
        "signatures made": 2,
    }
