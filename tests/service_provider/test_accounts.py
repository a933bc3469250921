from __future__ import annotations

import threading
from typing import Any

import pytest

from doublure.clock import FixedClock
from doublure.personas import People
from doublure.randomness import SystemRandomness
from doublure.records import Records
from doublure.records.schema import select
from service_provider.accounts.confirming import Confirmation
from service_provider.accounts.desk import Desk
from service_provider.accounts.linking import Recognition
from service_provider.accounts.mail_tokens import Purpose
from service_provider.accounts.opening import Outcome, Subject
from service_provider.accounts.proving import Verdict
from service_provider.accounts.schema import Account, Attempts, Base, Link, MailToken, State
from service_provider.accounts.seeding import SEEDED_PASSWORD
from service_provider.rules.identity import Pivot
from service_provider.rules.nir import Nir

CAMILLE, BRUNO = Nir("2870355140901"), Nir("1791026274902")
DAY = 86_400
PIVOT = Pivot(family_name="SPECIMEN", given_name="Camille Léa Inès", birthdate="1987-03-14", gender="female",
              birthplace="55140", birthcountry="99100")
SUBJECT = Subject("http://localhost:4400/api/v2", "a" * 64 + "v1")


def account(desk: Desk, nir: Nir = CAMILLE, email: str = "camille@example.org", **facts: Any) -> Account:
    kept = {"family_name": "SPECIMEN", "password_hash": desk.passwords.hash("Abcdefg1"), **facts}
    return Account(id=SystemRandomness().token(), nir=nir.number, email=email, **kept)


def opened(desk: Desk, **facts: Any) -> Account:
    result = desk.opening.open(account(desk, **facts))
    assert result.outcome is Outcome.CREATED
    assert desk.confirming.confirm(result.token or "").outcome is Confirmation.DONE
    return result.account


def columns(model: type[Base]) -> set[str]:
    return {column.name for column in model.__table__.columns}


def test_the_first_migration_makes_the_tables_of_the_models(records: Records) -> None:
    from doublure.records.schema import MetaData

    found = MetaData()
    found.reflect(records.engine)
    for name, table in Base.metadata.tables.items():
        there = found.tables[name]
        assert {column.name: (str(column.type), column.nullable) for column in there.columns} == \
            {column.name: (str(column.type), column.nullable) for column in table.columns}, name
        assert {column.name for column in there.primary_key} == {column.name for column in table.primary_key}
    assert {"nir_key", "email_key"} <= columns(Account)


def test_one_click_confirms_and_a_second_one_says_so(desk: Desk) -> None:
    result = desk.opening.open(account(desk))
    assert result.account.state == State.PENDING
    assert desk.confirming.confirm(result.token or "").outcome is Confirmation.DONE
    assert desk.confirming.confirm(result.token or "").outcome is Confirmation.ALREADY
    assert desk.confirming.confirm("of-nobody").outcome is Confirmation.UNKNOWN


def test_a_link_expires_and_another_can_be_asked_for_three_times_an_hour(desk: Desk, clock: FixedClock) -> None:
    result = desk.opening.open(account(desk))
    clock.advance(DAY)
    late = desk.confirming.confirm(result.token or "")
    assert late.outcome is Confirmation.EXPIRED
    tokens = []
    for _ in range(3):
        sent = desk.confirming.resend(result.account.id)
        assert sent is not None
        tokens.append(sent[1])
    assert desk.confirming.resend(result.account.id) is None
    assert desk.confirming.confirm(tokens[0]).outcome is Confirmation.EXPIRED, "an older link ends with the next one"
    assert desk.confirming.confirm(tokens[2]).outcome is Confirmation.DONE
    assert desk.confirming.resend(result.account.id) is None


def test_the_database_holds_no_token_password_or_typed_number_of_a_stranger(desk: Desk, records: Records) -> None:
    result = desk.opening.open(account(desk))
    desk.proving.prove(BRUNO, "Guess1234", "127.0.0.1")
    with records.reading() as session:
        kept = [session.scalars(select(model)).all() for model in (Account, MailToken, Attempts, Link)]
        text = " ".join(str(vars(row)) for rows in kept for row in rows)
    assert (result.token or "-") not in text
    assert "Abcdefg1" not in text
    assert BRUNO.number not in text
    assert "127.0.0.1" not in text


def test_the_same_number_and_address_get_another_letter_and_keep_what_was_typed_first(desk: Desk) -> None:
    first = desk.opening.open(account(desk))
    again = desk.opening.open(account(desk, email="Camille@example.org", password_hash="other"))
    assert (again.outcome, again.account.id) == (Outcome.RESENT, first.account.id)
    assert again.account.password_hash == first.account.password_hash
    assert desk.confirming.confirm(first.token or "").outcome is Confirmation.EXPIRED
    assert desk.confirming.confirm(again.token or "").outcome is Confirmation.DONE


def test_the_same_registration_sent_twice_is_one_account_and_one_letter(desk: Desk) -> None:
    draft = account(desk)
    columns = {column.name: getattr(draft, column.name) for column in Account.__table__.columns}
    assert desk.opening.open(draft).token is not None
    again = desk.opening.open(Account(**columns))
    assert (again.outcome, again.token) == (Outcome.CREATED, None)


def test_letters_for_one_registration_are_three_an_hour(desk: Desk) -> None:
    outcomes = [desk.opening.open(account(desk)).outcome for _ in range(4)]
    assert outcomes == [Outcome.CREATED, Outcome.RESENT, Outcome.RESENT, Outcome.TOO_MANY_LETTERS]


def test_a_number_waits_for_its_first_address_until_the_link_has_expired(desk: Desk, clock: FixedClock) -> None:
    first = desk.opening.open(account(desk))
    other = account(desk, email="squatter@example.org")
    assert desk.opening.open(other).outcome is Outcome.NUMBER_WAITS
    clock.advance(DAY)
    assert desk.opening.open(account(desk, email="squatter@example.org")).outcome is Outcome.CREATED
    assert desk.confirming.confirm(first.token or "").outcome is Confirmation.UNKNOWN


def test_a_confirmed_number_and_a_confirmed_address_are_taken(desk: Desk) -> None:
    opened(desk)
    assert desk.opening.open(account(desk, email="x@example.org")).outcome is Outcome.NUMBER_TAKEN
    assert desk.opening.open(account(desk, nir=BRUNO, email="CAMILLE@example.org")).outcome is Outcome.EMAIL_TAKEN
    assert desk.opening.open(account(desk, nir=BRUNO), share_email=True, confirmed=True).outcome is Outcome.CREATED


def test_of_two_pending_accounts_with_one_address_the_first_confirmed_has_it(desk: Desk) -> None:
    one, two = desk.opening.open(account(desk)), desk.opening.open(account(desk, nir=BRUNO))
    assert desk.confirming.confirm(two.token or "").outcome is Confirmation.DONE
    assert desk.confirming.confirm(one.token or "").outcome is Confirmation.EMAIL_TAKEN


def test_of_many_registrations_of_one_number_at_once_one_is_created(desk: Desk) -> None:
    outcomes: list[Outcome] = []
    start = threading.Barrier(8)

    def register(email: str) -> None:
        draft = account(desk, email=email)
        start.wait()
        outcomes.append(desk.opening.open(draft).outcome)

    threads = [threading.Thread(target=register, args=(f"{'c' * number}@example.org",)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted([Outcome.CREATED, *[Outcome.NUMBER_WAITS] * 7])


def test_number_and_password_log_in_once_the_address_is_confirmed(desk: Desk) -> None:
    result = desk.opening.open(account(desk))
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is Verdict.PENDING
    assert desk.proving.prove(CAMILLE, "Wrong", "::1").verdict is Verdict.REFUSED, "only the right password learns that it waits"
    desk.confirming.confirm(result.token or "")
    proof = desk.proving.prove(CAMILLE, "Abcdefg1", "::1")
    assert (proof.verdict, proof.account and proof.account.id) == (Verdict.GRANTED, result.account.id)


@pytest.mark.parametrize("known", [True, False])
def test_failures_slow_down_and_then_lock_whether_or_not_there_is_an_account(
    desk: Desk, clock: FixedClock, known: bool,
) -> None:
    if known:
        opened(desk)
    waits = []
    for _ in range(9):
        assert desk.proving.prove(CAMILLE, "Wrong", "::1").verdict is Verdict.REFUSED
        proof = desk.proving.prove(CAMILLE, "Abcdefg1", "::1") if len(waits) >= 4 else None
        waits.append(proof.wait_s if proof else 0)
        clock.advance(waits[-1])
    assert waits == [0, 0, 0, 0, 5, 10, 20, 40, 80]
    last = desk.proving.prove(CAMILLE, "Wrong", "::1")
    assert (last.verdict, last.account is not None) == (Verdict.LOCKED, known)
    locked = desk.proving.prove(CAMILLE, "Abcdefg1", "::1")
    assert (locked.verdict, locked.wait_s) == (Verdict.WAIT, 900)
    clock.advance(900)
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is (Verdict.GRANTED if known else Verdict.REFUSED)


def test_one_address_cannot_try_a_password_on_everybody(desk: Desk, clock: FixedClock) -> None:
    opened(desk)
    for number in range(50):
        assert desk.proving.prove(Nir(f"18703551409{number:02d}"), "Guess1234", "::1").verdict is Verdict.REFUSED
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is Verdict.WAIT
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "127.0.0.1").verdict is Verdict.GRANTED


def test_a_right_password_of_ones_own_does_not_clear_the_address(desk: Desk) -> None:
    opened(desk)
    for number in range(50):
        desk.proving.prove(Nir(f"18703551409{number:02d}"), "Guess1234", "::1")
        if number < 49:
            assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is Verdict.GRANTED
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is Verdict.WAIT


def test_guesses_sent_at_once_are_all_counted(desk: Desk) -> None:
    opened(desk)
    verdicts: list[Verdict] = []

    def guess() -> None:
        verdicts.append(desk.proving.prove(CAMILLE, "Wrong", "::1").verdict)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts.count(Verdict.REFUSED) == 5


def test_an_account_without_password_has_none_that_is_right(desk: Desk) -> None:
    opened(desk, password_hash=None)
    assert desk.proving.prove(CAMILLE, "", "::1").verdict is Verdict.REFUSED


def test_a_letter_resets_the_password_once(desk: Desk, clock: FixedClock) -> None:
    opened(desk)
    assert desk.recovering.start(BRUNO) is None
    sent = desk.recovering.start(CAMILLE)
    assert sent is not None
    assert desk.recovering.owner(sent[1], Purpose.RESET) is not None
    assert desk.recovering.owner(sent[1], Purpose.UNLOCK) is None
    assert desk.recovering.reset(sent[1], "Nouveau2026") is not None
    assert desk.recovering.reset(sent[1], "Encore2026") is None
    assert desk.proving.prove(CAMILLE, "Nouveau2026", "::1").verdict is Verdict.GRANTED
    late = desk.recovering.start(CAMILLE)
    assert late is not None
    clock.advance(1800)
    assert desk.recovering.owner(late[1], Purpose.RESET) is None
    assert desk.recovering.reset(late[1], "Encore2026") is None


def test_a_pending_account_has_no_password_to_reset(desk: Desk) -> None:
    desk.opening.open(account(desk))
    assert desk.recovering.start(CAMILLE) is None


def test_the_subject_finds_its_account(desk: Desk) -> None:
    result = desk.opening.open(account(desk), SUBJECT, confirmed=True)
    found = desk.linking.recognise(SUBJECT, PIVOT, "other@example.org")
    assert (found.how, found.account and found.account.id) == (Recognition.KNOWN, result.account.id)
    assert desk.linking.is_linked(result.account.id)


def test_six_equal_facts_of_one_account_link_it(desk: Desk) -> None:
    known = opened(desk, given_name="CAMILLE LEA", birthdate="1987-03-14", gender="female", birthplace="55140",
                   birthcountry="99100")
    first = desk.linking.recognise(SUBJECT, PIVOT, "")
    assert (first.how, first.account and first.account.id) == (Recognition.LINKED, known.id)
    assert first.account is not None
    assert first.account.given_name == "Camille Léa Inès", "civil status follows FranceConnect"
    assert desk.linking.recognise(SUBJECT, PIVOT, "").how is Recognition.KNOWN


def test_facts_of_a_pending_account_link_nothing_yet(desk: Desk) -> None:
    desk.opening.open(account(desk, given_name="Camille", birthdate="1987-03-14", gender="female", birthplace="55140",
                              birthcountry="99100"))
    found = desk.linking.recognise(SUBJECT, PIVOT, "")
    assert found.account is not None
    assert found.account.state == State.PENDING
    assert not desk.linking.is_linked(found.account.id)


def test_facts_of_several_accounts_link_none(desk: Desk) -> None:
    facts = {"given_name": "Camille", "birthdate": "1987-03-14", "gender": "female", "birthplace": "55140",
             "birthcountry": "99100"}
    opened(desk, **facts)
    opened(desk, nir=Nir("2870355140902"), email="second@example.org", **facts)
    assert desk.linking.recognise(SUBJECT, PIVOT, "camille@example.org").how is Recognition.SEVERAL


def test_the_address_alone_never_links(desk: Desk) -> None:
    known = opened(desk)
    assert desk.linking.recognise(SUBJECT, PIVOT, "CAMILLE@example.org").how is Recognition.EMAIL_KNOWN
    assert desk.linking.recognise(SUBJECT, PIVOT, "new@example.org").how is Recognition.NOBODY
    assert desk.linking.recognise(SUBJECT, PIVOT, "").how is Recognition.NOBODY
    assert not desk.linking.is_linked(known.id)
    linked = desk.linking.link(known.id, SUBJECT, PIVOT)
    assert linked is not None
    assert desk.linking.recognise(SUBJECT, PIVOT, "").how is Recognition.KNOWN


def test_the_accounts_of_the_story_are_there_from_the_start(desk: Desk, people: People, clock: FixedClock) -> None:
    desk.seed(people)
    desk.seed(people)
    numbers = {login: Nir(people.by_login(login).nir[:13]) for login in ("jeanloup", "inscrit", "verrou")}  # type: ignore[union-attr]
    assert desk.proving.prove(numbers["jeanloup"], SEEDED_PASSWORD, "::1").verdict is Verdict.GRANTED
    assert desk.proving.prove(numbers["inscrit"], SEEDED_PASSWORD, "::1").verdict is Verdict.PENDING
    assert desk.proving.prove(numbers["verrou"], SEEDED_PASSWORD, "::1").verdict is Verdict.WAIT
    clock.advance(30 * DAY)
    assert desk.proving.prove(numbers["verrou"], SEEDED_PASSWORD, "::1").verdict is Verdict.WAIT
    desk.proving.unlock(numbers["verrou"].number)
    assert desk.proving.prove(numbers["verrou"], SEEDED_PASSWORD, "::1").verdict is Verdict.GRANTED
    with desk.records.reading() as session:
        assert len(session.scalars(select(Account)).all()) == 3
