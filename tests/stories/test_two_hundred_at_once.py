"""Two hundred logins at once, with different people, providers, relying parties and clocks: none of them sees another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.stories.federation import CALLBACK, Federation, Known, Service

LOGINS = 200
PARTIES = 10
AT_A_TIME = 25
SECRET = "s" * 32
#: Who logs in where; the e-mail address tells who it was.
CROWD = (("bruno", "impots"), ("camille", "ameli"), ("theo", "laposte"), ("bruno", "mobileconnect"), ("marion", "msa"),
         ("bruno", "alicem"), ("jeanloup", "laposte"), ("marion", "impots"))
FIRST_YEAR = 2030


@dataclass(frozen=True, slots=True)
class Flight:
    """A login to come: which relying party, whom its rule flies in."""

    service: Service
    year: int
    persona: str
    idp: str

    def __str__(self) -> str:
        return f"{self.service.client_id}: {self.persona}@{self.idp}"


@pytest.fixture(scope="module")
def flights(federation: Federation) -> Iterator[list[Flight]]:
    """Ten relying parties in ten different years; every login has a rule of its own by its state."""
    services = []
    for number in range(PARTIES):
        name = f"crowd-{number}"
        federation.api.register(client_id=name, client_secret=SECRET, redirect_uris=[CALLBACK], entityId=f"{number:032d}",
                                scope="openid identite_pivot preferred_username email")
        federation.api.clock(set=f"{FIRST_YEAR + number}-06-15T12:00:00Z", client_id=name)
        services.append(federation.service(name, SECRET))
    yield [Flight(services[number % PARTIES], FIRST_YEAR + number % PARTIES, *CROWD[number // PARTIES % len(CROWD)])
           for number in range(LOGINS)]
    for service in services:
        federation.api.clock(reset=True, client_id=service.client_id)


def fly(federation: Federation, run: str, flight: Flight) -> tuple[str, Known]:
    person, question = flight.service.person(), flight.service.asks()
    federation.api.call("POST", f"/api/runs/{run}/rules", {
        "autopilot": f"{flight.persona}@{flight.idp}", "match": {"state": question.state}})
    person.opens(question.url)
    return question.nonce, flight.service.knows(person, question)


@pytest.mark.slow
def test_two_hundred_logins_at_once_do_not_see_one_another(federation: Federation, flights: list[Flight]) -> None:
    run = federation.api.call("POST", "/api/runs", {}).json["run"]
    with ThreadPoolExecutor(AT_A_TIME) as crowd:
        outcomes = list(crowd.map(lambda flight: fly(federation, run, flight), flights))
    subs: dict[tuple[str, str], set[str]] = {}
    for flight, (nonce, known) in zip(flights, outcomes, strict=True):
        assert known.id_token["nonce"] == nonce, flight
        assert known.id_token["aud"] == flight.service.client_id
        assert known.userinfo["email"].partition("@")[0].startswith(flight.persona[:4]), flight
        began = (flight.year - 1970) * 31_556_952
        assert abs(known.id_token["iat"] - began) < 200 * 86_400, f"{flight}: another's time"
        subs.setdefault((flight.service.client_id, flight.persona), set()).add(known.id_token["sub"])
    assert all(len(found) == 1 for found in subs.values()), "one person, one relying party, one sub"
    assert len(set.union(*subs.values())) == len(subs), "never the same for two"
    assert len({known.code for _, known in outcomes}) == LOGINS
    flows = {flow["trace_id"]: flow for flow in federation.api.flows(limit="1000") if flow["run"] == run}
    assert all(len(set(flow["client_ids"]) - {"doublure-hub"}) == 1 for flow in flows.values())
