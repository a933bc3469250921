"""The same story when two worker processes of the hub share a Redis: nothing a login needs lies in one process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from doublure.testing.person import Person
from doublure.testing.wire import send
from tests.stories.federation import THE_SIX, log_in, log_out, through
from tests.stories.hub_workers import WORKERS, WithWorkers, federation_with_hub_workers


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithWorkers]:
    with federation_with_hub_workers(tmp_path_factory.mktemp("workers")) as running:
        yield running


def test_two_processes_answer_with_the_same_keys(workers: WithWorkers) -> None:
    assert len(workers.hub.workers) == WORKERS
    url = workers.federation.issuer + "/jwks"
    assert len({send("GET", url, headers={"Connection": "close"}).body for _ in range(24)}) == 1


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
    assert set(newest["applications"]) == {"moncompteformation", "hub", "laposte"}


def _spent(pid: int) -> int:
    """The processor time of a process, in clock ticks (proc(5): fields 14 and 15 of `stat`)."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a file on a disk
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
