"""At the same moment: two registrations with one number, two presses of one button."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from doublure.testing.person import Person
from tests.seed.scene import CAMILLE, Scene, sends


def at_once(scene: Scene, people: list[Person]) -> list[bool]:
    """Everybody presses « Valider mon inscription »; whether each was told that the registration is recorded."""
    with ThreadPoolExecutor(len(people)) as pool:
        return [page.has("registered") for page in pool.map(lambda person: sends(person, CAMILLE[3], last=True), people)]


def test_two_registrations_with_one_number_make_one_account(scene: Scene) -> None:
    people = [Person() for _ in range(6)]
    for place, person in enumerate(people):
        scene.registers(person, until=3, email=f"camille{place}@example.org")
    assert at_once(scene, people) == [True] * 6, "who has an account is told to nobody"
    [account] = scene.accounts()
    assert [letter["to"] for letter in scene.letters() if "enregistrée" in letter["subject"]] == [account.email]


def test_two_registrations_with_one_number_and_one_address_make_one_account(scene: Scene) -> None:
    people = [Person() for _ in range(4)]
    for person in people:
        scene.registers(person, until=3)
    assert at_once(scene, people) == [True] * 4
    assert len(scene.accounts()) == 1
    assert 1 <= len(scene.letters()) <= 3


def test_one_button_pressed_twice_at_once_makes_one_account_and_one_letter(scene: Scene, person: Person) -> None:
    scene.registers(person, until=3)
    twins = [Person(cookies={host: dict(jar) for host, jar in person.cookies.items()}, page=person.page) for _ in range(4)]
    assert at_once(scene, twins) == [True] * 4
    assert len(scene.accounts()) == 1
    assert len(scene.letters()) == 1
