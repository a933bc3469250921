"""The registry's answers on their way: written by the registry, read by the hub, and whatever else may come instead."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from broker.bulkhead import Bulkhead
from broker.civil_registry import Answer, Codec, Extract, HttpCivilRegistry, NoAnswer, Unusable, enquire
from broker.civil_registry.codecs import CODECS
from broker.errors import Refusal
from broker.errors.base import ABORTED, TECHNICAL
from doublure.clock import FixedClock
from doublure.journal import Journal, Thread
from doublure.oidc.wire import Wire
from doublure.storage.sinks import MemoryRing
from simulator.registry.documents import document
from simulator.registry.entries import Entry
from tests.oidc.core.loopback import Loopback, Said

ENTRY = Entry(persona="x", given_names=("Jean-Loup", "Émile"), family_name="D'ESSAI & <FILS>", birthdate="19920000", sex="M",
              place="99214", family="", in_use="", given=())
EXTRACT = Extract(given_names=("Jean-Loup", "Émile"), family_name="D'ESSAI & <FILS>", birthdate="1992-00-00", gender="male",
                  place="99214")
CLAIMS = {"given_name": "Jean Loup", "family_name": "DESSAI", "birthdate": "1992-00-00", "gender": "male",
          "birthcountry": "99214"}


@pytest.fixture(params=CODECS)
def codec(request: pytest.FixtureRequest) -> Codec:
    return CODECS[request.param]


@pytest.mark.parametrize("deceased", [True, False])
def test_what_the_registry_writes_the_hub_reads(codec: Codec, deceased: bool) -> None:
    written = document(codec.media, "3", ENTRY, deceased=deceased)
    assert written.content_type == f"{codec.media}; charset=utf-8"
    assert codec.read(written.body) == Answer(code="3", deceased=deceased, extract=EXTRACT)


def test_an_answer_about_nobody_has_a_code_only(codec: Codec) -> None:
    assert codec.read(document(codec.media, "8", None).body) == Answer(code="8")


def test_a_place_abroad_is_the_country(codec: Codec) -> None:
    assert EXTRACT.claims() == {
        "given_name": "Jean-Loup Émile", "family_name": "D'ESSAI & <FILS>", "birthdate": "1992-00-00", "gender": "male",
        "birthplace": "", "birthcountry": "99214",
    }


PERSON = {"nom": "A", "prenoms": ["B"], "dateNaissance": "19900102", "sexe": "F", "codeLieuNaissance": "55140"}


def as_xml(person: dict[str, Any]) -> bytes:
    facts = "".join(f"<{name}>{value}</{name}>" for name, value in person.items() if name != "prenoms")
    names = "".join(f"<prenom>{name}</prenom>" for name in person.get("prenoms", ()))
    return f'<reponse code="2"><personne>{facts}<prenoms>{names}</prenoms></personne></reponse>'.encode()


FORMS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "xml": as_xml, "json": lambda person: json.dumps({"code": "2", "personne": person}).encode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("changed", "word"), [
    ({"nom": ""}, "name"), ({"prenoms": []}, "name"), ({"prenoms": ["B", " "]}, "name"), ({"nom": "x" * 257}, "256"),
    ({"prenoms": ["x" * 128, "x" * 128]}, "256"), ({"dateNaissance": "1990-01-02"}, "YYYYMMDD"),
    ({"dateNaissance": ""}, "YYYYMMDD"),
    ({"dateNaissance": "19900002"}, "day without"), ({"dateNaissance": "19901302"}, "calendar"), ({"sexe": "X"}, "sex"),
    ({"dateNaissance": "00000102"}, "calendar"), ({"codeLieuNaissance": "Paris"}, "COG"), ({"codeLieuNaissance": ""}, "COG"),
], ids=str)
def test_a_person_with_an_impossible_fact_is_unusable(form: str, changed: dict[str, Any], word: str) -> None:
    CODECS[form].read(FORMS[form](PERSON))
    with pytest.raises(Unusable, match=word):
        CODECS[form].read(FORMS[form](PERSON | changed))


@pytest.mark.parametrize(("form", "body"), [
    ("xml", b""), ("xml", b"<reponse"), ("xml", b"<html/>"), ("xml", b"<reponse/>"), ("xml", b'<reponse code=""/>'),
    ("xml", b"\xff\xfe<\x00"), ("xml", '<reponse code="8"/>'.encode("utf-16")), ("xml", b"{}"), ("xml", b"\x00"),
    ("xml", b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><reponse code="&b;"/>'),
    ("xml", b'<!DOCTYPE r SYSTEM "http://127.0.0.1/x"><reponse code="2"/>'), ("xml", b'<reponse code="2">&nom;</reponse>'),
    ("xml", b'<reponse code="2"><personne/></reponse>'),
    ("json", b""), ("json", b"[]"), ("json", b"{}"), ("json", b'{"code":8}'), ("json", b'{"code":"2","personne":[]}'),
    ("json", b'{"code":"2","personne":{"nom":{}}}'), ("json", b'{"code":"8","code":"2"}'), ("json", b'{"code":null}'),
    ("json", b"<reponse/>"), ("json", b"\xff"), ("json", b'{"code":"2","personne":{"prenoms":"B"}}'),
])
def test_nonsense_is_unusable_and_nothing_else(form: str, body: bytes) -> None:
    with pytest.raises(Unusable):
        CODECS[form].read(body)


class Registry:
    """Whoever answers the same to everybody."""

    def __init__(self, outcome: Answer | Exception) -> None:
        self.outcome = outcome
        self.asked: list[tuple[dict[str, str], dict[str, str]]] = []

    def ask(self, question: Any, headers: Any) -> Answer:
        self.asked.append((dict(question), dict(headers)))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


def asks(registry: Registry, ring: MemoryRing, claims: dict[str, Any] = CLAIMS) -> Extract:
    trail = Journal("hub", FixedClock(1_795_424_400), (ring,)).trail(Thread(trace="ab" * 16), "sandbox")
    return enquire(registry, claims, trail)


#: Contract §5.6 and §7.1, row by row: answer, code, status, error and description for the relying party.
DENIED, LATER, BROKEN = ("access_denied", ABORTED), ("temporarily_unavailable", TECHNICAL), ("server_error", TECHNICAL)
OUTCOMES: list[tuple[str, Answer | Exception, str, int, tuple[str, str]]] = [
    ("one echo", Answer(code="4"), "Y010004", 403, DENIED),
    ("several echoes", Answer(code="6"), "Y010006", 403, DENIED),
    ("name in use only", Answer(code="7"), "Y010007", 403, DENIED),
    ("nobody", Answer(code="8"), "Y010008", 403, DENIED),
    ("rejected", Answer(code="9"), "Y010009", 403, DENIED),
    ("deceased, found", Answer(code="2", deceased=True, extract=EXTRACT), "Y010015", 403, DENIED),
    ("deceased, rectified", Answer(code="3", deceased=True, extract=EXTRACT), "Y010015", 403, DENIED),
    ("late", NoAnswer("late"), "Y010011", 504, LATER),
    ("unreachable", NoAnswer("unreachable"), "Y010012", 504, LATER),
    ("HTTP error", NoAnswer("status_500"), "Y010012", 504, LATER),
    ("unusable", Unusable("no XML"), "Y010013", 400, BROKEN),
    ("found without a person", Answer(code="2"), "Y010013", 400, BROKEN),
    ("a code nobody knows", Answer(code="99"), "Y010013", 400, BROKEN),
    ("a code of five", Answer(code="5", extract=EXTRACT), "Y010013", 400, BROKEN),
]


@pytest.mark.parametrize(("outcome", "code", "status", "told"), [pytest.param(*row[1:], id=row[0]) for row in OUTCOMES])
def test_every_outcome_has_its_documented_code(
    ring: MemoryRing, outcome: Answer | Exception, code: str, status: int, told: tuple[str, str]
) -> None:
    with pytest.raises(Refusal) as refused:
        asks(Registry(outcome), ring)
    refusal = refused.value
    assert (refusal.code, refusal.status, (refusal.error, refusal.told)) == (code, status, told)
    assert refusal.way_back
    checks = [record.event for record in ring.records() if record.event.kind == "check"]
    assert [(check.rule, check.passed, check.code) for check in checks] == [("registry_knows_the_person", False, code)]  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["2", "3"])
def test_found_or_rectified_goes_on_with_the_registrys_person(ring: MemoryRing, code: str) -> None:
    registry = Registry(Answer(code=code, extract=EXTRACT))
    assert asks(registry, ring) == EXTRACT
    events = {record.event.name: record.event.facts for record in ring.records() if record.event.kind == "event"}  # type: ignore[union-attr]
    assert events["FC_RECEIVED_VALID_RNIPP"] == {"code": code}
    assert events["REGISTRY_RECTIFIED"] == {
        "given_name": {"provider": "Jean Loup", "registry": "Jean-Loup Émile"},
        "family_name": {"provider": "DESSAI", "registry": "D'ESSAI & <FILS>"},
    }
    [(question, headers)] = registry.asked
    assert question == {"rechercheType": "S", "nom": "DESSAI", "prenoms": "Jean Loup", "dateNaissance": "19920000", "sexe": "M",
                        "codeLieuNaissance": "99214"}
    assert headers["traceparent"].split("-")[1] == "ab" * 16


@pytest.mark.parametrize(("changed", "place"), [
    ({"birthcountry": "99100", "birthplace": "2A004"}, "2A004"), ({"birthplace": "Alger"}, "99214"),
    ({"birthplace": ""}, "99214"), ({"birthplace": "99352"}, "99352"), ({}, "99214"),
])
def test_the_place_asked_is_the_birthplace_if_it_is_a_code(ring: MemoryRing, changed: dict[str, str], place: str) -> None:
    registry = Registry(Answer(code="2", extract=EXTRACT))
    asks(registry, ring, CLAIMS | changed)
    assert registry.asked[0][0]["codeLieuNaissance"] == place


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


def client(server: Loopback, *, deadline_s: float = 5, seats: int = 4, form: str = "xml") -> HttpCivilRegistry:
    wire = Wire({server.origin: server.origin}, timeout_s=deadline_s, max_bytes=65_536)
    return HttpCivilRegistry(server.origin, wire, CODECS[form], Bulkhead(seats=seats, patience_s=0.1))


def cut_short(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 500\r\n\r\n<reponse")


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n")
    try:
        while True:
            connection.sendall(b" " * 65_536)
    except OSError:
        return


@pytest.mark.parametrize(("said", "raised"), [
    (Said(b"<reponse code='8'/>", 500, "application/xml"), "status_500"),
    (Said(b"<reponse code='8'/>", 404, "application/xml"), "status_404"),
    (Said(b"", 302, headers={"Location": "http://127.0.0.1:1/"}), "redirect"),
    (cut_short, "broken"), (lambda connection: connection.sendall(b"nothing of HTTP\r\n\r\n"), "broken"),
    (lambda connection: None, "broken"),
], ids=["500", "404", "redirect", "cut short", "no HTTP", "hung up"])
def test_an_http_failure_is_told_from_nonsense(server: Loopback, said: Any, raised: str) -> None:
    server.routes["/recherche"] = lambda seen: said
    with pytest.raises(NoAnswer, match=raised):
        client(server).ask({}, {})


@pytest.mark.parametrize("said", [
    Said(b"<!DOCTYPE html><title>x</title>", media="text/html"), Said(b'{"code":"8"}', media="application/json"),
    Said(b"<reponse code='8'/>", media=None), Said(b"<reponse", media="application/xml"), endless,
    Said(b"x" * 65_537, media="application/xml"), Said(b"x", media="application/xml", headers={"Content-Encoding": "br"}),
], ids=["HTML", "JSON where XML is spoken", "no media type", "half XML", "endless", "large", "coded"])
def test_an_answer_that_is_none_is_unusable(server: Loopback, said: Any) -> None:
    server.routes["/recherche"] = lambda seen: said
    with pytest.raises(Unusable):
        client(server).ask({}, {})


def test_nobody_there_is_a_failure_and_not_a_wait(server: Loopback) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        origin = f"http://localhost:{free.getsockname()[1]}"
    registry = HttpCivilRegistry(origin, Wire({origin: origin.replace("localhost", "127.0.0.1")}), CODECS["xml"], Bulkhead())
    with pytest.raises(NoAnswer, match="unreachable"):
        registry.ask({}, {})


def test_silence_and_one_octet_at_a_time_both_end_at_the_deadline(server: Loopback) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n")
        while not server.wait(0.02):
            try:
                connection.sendall(b" ")
            except OSError:
                return

    for slow in (trickle, lambda connection: server.wait(30)):
        server.routes["/recherche"] = lambda seen, slow=slow: slow  # type: ignore[misc]
        with pytest.raises(NoAnswer, match="late"):
            client(server, deadline_s=0.2).ask({}, {})


def test_a_registry_that_hangs_holds_its_seats_and_the_others_learn_at_once(server: Loopback) -> None:
    arrived = threading.Semaphore(0)

    def hang(connection: socket.socket) -> None:
        arrived.release()
        server.wait(30)

    server.routes["/recherche"] = lambda seen: hang
    registry = client(server, deadline_s=3, seats=2)
    with ThreadPoolExecutor(2) as waiting:
        held = [waiting.submit(registry.ask, {}, {}) for _ in range(2)]
        for _ in held:
            assert arrived.acquire(timeout=10)
        with pytest.raises(NoAnswer, match="late"):
            registry.ask({}, {})
        assert not any(future.done() for future in held), "the third did not wait for the deadline of the first two"
        for future in held:
            with pytest.raises(NoAnswer, match="late"):
                future.result(10)
    server.routes["/recherche"] = lambda seen: Said(b"<reponse code='8'/>", media="application/xml")
    assert registry.ask({}, {}) == Answer(code="8"), "the seats are free again"
