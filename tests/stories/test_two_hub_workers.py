"""The same story when two worker processes of the hub share a Redis: nothing a login needs lies in one process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from doublure.oidc.rotating_keys import PAUSE_MS
from doublure.testing.control import Reply
from doublure.testing.person import Person
from doublure.testing.wire import send
from tests.stories.federation import THE_SIX, header, log_in, log_out, through
from tests.stories.hub_workers import WORKERS, WithWorkers, federation_with_hub_workers


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithWorkers]:
    with federation_with_hub_workers(tmp_path_factory.mktemp("workers")) as running:
        yield running


def test_two_processes_answer_with_the_same_keys(workers: WithWorkers) -> None:
    assert len(workers.hub.workers) == WORKERS
    url = workers.federation.issuer + "/jwks"
    assert len({send("GET", url, headers={"Connection": "close"}).body for _ in range(24)}) == 1


def test_both_processes_follow_a_rotation_of_the_keys(workers: WithWorkers) -> None:
    federation, url = workers.federation, workers.federation.issuer + "/jwks"

    def step(name: str) -> Reply:
        return federation.api.call("POST", "/api/keys/rotate", {"issuer": federation.issuer, "step": name})

    def everywhere() -> set[frozenset[str]]:
        answers = [send("GET", url, headers={"Connection": "close"}).json for _ in range(24)]
        return {frozenset(key["kid"] for key in answer["keys"]) for answer in answers}

    def signing() -> set[str]:
        service = federation.service()

        def one(_: int) -> str:
            person, question = service.person(), service.asks()
            person.opens(question.url)
            through(person, "ameli")
            return str(header(service.knows(person, question).tokens["id_token"])["kid"])

        with ThreadPoolExecutor(4) as crowd:
            return set(crowd.map(one, range(12)))

    (first,), old = everywhere(), signing()
    assert step("publish").status == 200
    (both,) = everywhere()
    assert first < both
    assert signing() == old
    assert step("use").status == 200
    early = step("retire")
    assert (early.status, early.headers.get("Retry-After")) == (409, "2")
    time.sleep(2 * PAUSE_MS / 1000)
    new = signing()
    assert len(new) == len(old) == 1, "every worker signs with the new key"
    assert new <= both - first
    assert everywhere() == {both}
    assert step("retire").status == 200
    assert everywhere() == {both - first}


@pytest.mark.parametrize("idp", THE_SIX)
def test_a_login_with_any_of_the_six_is_one_story_whichever_worker_answers(workers: WithWorkers, idp: str) -> None:
    service = workers.federation.service()
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, idp)
    known = service.knows(bruno, question)
    assert known.userinfo["family_name"] == "FACTICE"
    assert service.redeems(known.code).json["error"] == "invalid_grant"
    assert service.reads(known.tokens["access_token"]).status == 401


def test_she_is_greeted_by_name_and_leaves(workers: WithWorkers) -> None:
    person, site = Person(), workers.federation.public("moncompteformation")
    person.opens(site + "/")
    person.presses("franceconnect-button")
    page = through(person, "ameli", "jeanloup")
    assert page.said("account-name") == "Jean-Loup DE LA MAQUETTE"
    person.presses("logout")
    assert "et de FranceConnect" in log_out(person).said("logged-out")


def test_16_logins_at_once_are_served_by_both_workers(workers: WithWorkers) -> None:
    service = workers.federation.service()

    def one(number: int) -> bool:
        person, question = service.person(), service.asks()
        person.opens(question.url)
        person.presses(f"idp-{THE_SIX[number % 6]}")
        log_in(person)
        person.presses("consent-continue")
        return service.knows(person, question).id_token["nonce"] == question.nonce

    before = {pid: _spent(pid) for pid in workers.hub.workers}
    with ThreadPoolExecutor(16) as crowd:
        assert all(crowd.map(one, range(16)))
    assert all(_spent(pid) > before[pid] for pid in before), "each worker has done something"


def test_the_journal_of_all_processes_is_one(workers: WithWorkers) -> None:
    federation = workers.federation
    person = Person()
    person.opens(federation.public("moncompteformation") + "/")
    person.presses("franceconnect-button")
    through(person, "laposte", "jeanloup")
    newest = federation.api.flows(client_id="moncompteformation", limit="1")[0]
    assert set(newest["applications"]) == {"moncompteformation", "hub", "laposte", "registry"}


def _spent(pid: int) -> int:
    """The processor time of a process, in clock ticks (proc(5): fields 14 and 15 of `stat`)."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a file on a disk
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_time_an_autopilot_and_a_run_hold_in_every_process(workers: WithWorkers) -> None:
    federation = workers.federation
    federation.api.register(client_id="later", client_secret="s" * 32, redirect_uris=["http://localhost:3000/callback"],
                            scope="openid identite_pivot preferred_username email", autopilot="camille@ameli")
    federation.api.clock(set="2033-03-03T12:00:00Z", client_id="later")
    run = federation.api.call("POST", "/api/runs", {"autopilot": "bruno@impots"}).json
    later = federation.service("later", "s" * 32)
    flown = replace(federation.service(), issuer=run["issuers"]["franceconnect"])
    for _ in range(4):
        for service, email in ((later, "camille@example.org"), (flown, "bruno@example.org")):
            person, question = service.person(), service.asks()
            person.opens(question.url)
            known = service.knows(person, question)
            assert known.userinfo["email"] == email
            assert (known.id_token["iat"] > 1_990_000_000) is (service is later)
