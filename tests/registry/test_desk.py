"""The registry as an application: its two forms, what it rejects, and that it knows no logins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from broker.civil_registry.codecs import CODECS
from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.correlation import traceparent
from doublure.journal import Thread
from doublure.mail import CapturedOutbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.settings import config_folder
from doublure.storage import ControlStore, open_control, open_store
from doublure.storage.sinks import MemoryRing
from simulator.registry.app import create_app

HERE = "http://localhost:4431"
CLOCK = FixedClock(1_795_424_400)
CAMILLE = {"rechercheType": "S", "nom": "SPECIMEN", "prenoms": "Camille", "dateNaissance": "19870314", "sexe": "F",
           "codeLieuNaissance": "55140"}


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


@pytest.fixture
def control() -> ControlStore:
    return open_control("memory:", clock=CLOCK)


@pytest.fixture
def census(control: ControlStore) -> Census:
    return Census(config_folder(), control, CLOCK)


@pytest.fixture
def desk(tmp_path: Path, ring: MemoryRing, control: ControlStore, census: Census) -> Iterator[FlaskClient]:
    app = create_app(Ports(
        addresses=AddressBook.local(), store=open_store("memory:", clock=CLOCK), control=control, clock=CLOCK,
        randomness=SystemRandomness(), sinks=(ring,), outbox=CapturedOutbox(control, CLOCK), state=tmp_path,
        config=config_folder(), people=census, seams=Seams(), records_url="",
    ))
    with app.test_client() as client:
        yield client


def code_of(desk: FlaskClient, query: dict[str, str] | str) -> str:
    answer = desk.get("/recherche", base_url=HERE, query_string=query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return CODECS["xml"].read(answer.data).code


def test_it_answers_in_xml_and_in_json_to_whoever_wants_that(desk: FlaskClient) -> None:
    xml = desk.get("/recherche", base_url=HERE, query_string=CAMILLE)
    json = desk.get("/recherche", base_url=HERE, query_string=CAMILLE, headers={"Accept": "application/json"})
    assert (xml.mimetype, json.mimetype) == ("application/xml", "application/json")
    assert CODECS["xml"].read(xml.data) == CODECS["json"].read(json.data)
    assert CODECS["json"].read(json.data).code == "3"


@pytest.mark.parametrize(("name", "value"), [
    (name, value) for name, values in {
        "rechercheType": (None, "", "X"), "nom": (None, "", "  "), "prenoms": (None, "", " "), "sexe": (None, "", "X", "female"),
        "dateNaissance": (None, "", "1987-03-14", "870314", "19871314", "19870332", "19870014", "00000101", "1987031４"),
        "codeLieuNaissance": (None, "", "Cunel", "5514", "2C158", "551400"),
    }.items() for value in values
])
def test_a_question_that_lacks_a_fact_or_has_one_of_another_form_is_rejected(
    desk: FlaskClient, ring: MemoryRing, name: str, value: str | None
) -> None:
    question = {key: given for key, given in (CAMILLE | {name: value}).items() if given is not None}
    assert code_of(desk, question) == "9"
    assert ring.records()[-1].event.facts["refused"] == name  # type: ignore[union-attr]


@pytest.mark.parametrize("extra", ["&nom=AUTRE", "&nir=2870355140901", "&prenoms=", "&%FF=1"])
def test_a_question_with_more_in_it_is_rejected(desk: FlaskClient, extra: str) -> None:
    assert code_of(desk, urlencode(CAMILLE)) == "3"
    assert code_of(desk, urlencode(CAMILLE) + extra) == "9"


def test_a_question_belongs_to_the_journey_that_its_header_names(desk: FlaskClient, ring: MemoryRing) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for header in (traceparent(Thread(trace=trace)), "nonsense", ""):
        desk.get("/recherche", base_url=HERE, query_string=CAMILLE, headers={"traceparent": header})
    first, *others = [record.thread.trace for record in ring.records()]
    assert first == trace
    assert len({trace, *others}) == 3, "without one, each question is a journey of its own"


def test_somebody_created_while_it_runs_is_known_at_once(desk: FlaskClient, census: Census) -> None:
    stranger = CAMILLE | {"nom": "NOUVELLE", "prenoms": "Venue"}
    assert code_of(desk, stranger) == "8"
    census.put("venue", {"family_name": "NOUVELLE", "given_name": "Venue", "birthdate": "1987-03-14", "gender": "female",
                         "birthplace": "55140"})
    assert code_of(desk, stranger) == "2"


def test_it_has_no_login_to_find_anybody_by(desk: FlaskClient) -> None:
    for guess in ("camille", "2870355140901", "3999998001377", "camille@example.org"):
        assert code_of(desk, CAMILLE | {"nom": guess}) == "8"


def test_its_page_speaks_english_too(desk: FlaskClient) -> None:
    assert "Prénoms" in desk.get("/", base_url=HERE).text
    assert "Given names" in desk.get("/", base_url=HERE, headers={"Accept-Language": "en"}).text
