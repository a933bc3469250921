"""A key rotation in steps, seen by every process of an issuer within a second (JWK-01, JWK-02, OPS-10)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from doublure.clock import FixedClock
from doublure.oidc.key_steps import TakenStep, add_step, reported
from doublure.oidc.keys import KeyRing
from doublure.oidc.rotating_keys import RotatingKeys
from doublure.oidc.rotation import Step, StepRefused, rotated
from doublure.oidc.tokens import sign, verify_hint
from doublure.storage.control_memory import MemoryControl
from doublure.storage.errors import StoreUnavailable

NAME, ISSUER = "hub", "https://fc.example"


class Counting(MemoryControl):
    """A control store that counts what it is asked, and can be down."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock)
        self.reads = 0
        self.down = False

    def get(self, table: str, key: str) -> bytes | None:
        self.reads += 1
        if self.down:
            raise StoreUnavailable("down")
        return super().get(table, key)


class Held(MemoryControl):
    """A control store that answers no sooner than `open` is set; `reached` says that somebody waits."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock)
        self.open, self.reached = threading.Event(), threading.Event()
        self.open.set()

    def get(self, table: str, key: str) -> bytes | None:
        if not self.open.is_set():
            self.reached.set()
            assert self.open.wait(5)
        return super().get(table, key)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_795_435_200)


@pytest.fixture
def control(clock: FixedClock) -> Counting:
    return Counting(clock)


def worker(tmp_path: Path, control: MemoryControl, clock: FixedClock) -> RotatingKeys:
    return RotatingKeys(tmp_path / "keys" / "hub.json", ["ES256", "EdDSA"], name=NAME, control=control, clock=clock)


def take(control: MemoryControl, step: Step, number: int) -> None:
    add_step(control, NAME, TakenStep(f"step-{number}", step, 0))


def published(keys: RotatingKeys | KeyRing) -> set[str]:
    return {key["kid"] for key in keys.fresh().public()["keys"]}


def test_the_steps_follow_one_another_for_every_algorithm_at_once() -> None:
    ring = KeyRing.generate(["ES256", "EdDSA"])
    old = {alg: ring.signer(alg).kid for alg in ring.algorithms()}
    announced = rotated(ring, Step.PUBLISH)
    assert {alg: announced.signer(alg).kid for alg in old} == old
    assert len(published(announced)) == 4
    used = rotated(announced, Step.USE)
    new = {alg: used.signer(alg).kid for alg in old}
    assert not set(new.values()) & set(old.values())
    assert published(used) == set(new.values()) | set(old.values())
    assert published(rotated(used, Step.RETIRE)) == set(new.values())


@pytest.mark.parametrize(("steps", "refused", "sentence"), [
    ((), Step.USE, "the step before is 'publish'"), ((), Step.RETIRE, "the step before is 'use'"),
    ((Step.PUBLISH,), Step.PUBLISH, "the next step is 'use'"), ((Step.PUBLISH,), Step.RETIRE, "the step before is 'use'"),
    ((Step.PUBLISH, Step.USE), Step.USE, "the step before is 'publish'"),
])
def test_a_step_out_of_order_is_refused(steps: tuple[Step, ...], refused: Step, sentence: str) -> None:
    ring = KeyRing.generate(["ES256"])
    for step in steps:
        ring = rotated(ring, step)
    with pytest.raises(StepRefused, match=sentence):
        rotated(ring, refused)


def test_stages_survive_being_written_down_and_are_never_published(tmp_path: Path, control: Counting, clock: FixedClock) -> None:
    keys = worker(tmp_path, control, clock)
    take(control, Step.PUBLISH, 1)
    before = keys.fresh()
    again = worker(tmp_path, control, clock).fresh()
    assert [(each.kid, each.stage) for each in again.signers("signing", "next")] == [
        (each.kid, each.stage) for each in before.signers("signing", "next")]
    assert "stage" not in json.dumps(before.public())
    with pytest.raises(ValueError, match="unknown stage"):
        KeyRing.from_private({"keys": [before.private()["keys"][0] | {"stage": "later"}]})


def test_every_process_takes_a_step_within_a_second_and_makes_no_other_keys(
    tmp_path: Path, control: Counting, clock: FixedClock,
) -> None:
    one, other = worker(tmp_path, control, clock), worker(tmp_path, control, clock)
    old = one.signer("ES256").kid
    assert other.signer("ES256").kid == old
    for number, step in enumerate((Step.PUBLISH, Step.USE)):
        take(control, step, number)
        assert published(one) == published(other), "what is published is always fresh"
    late = worker(tmp_path, control, clock)
    clock.advance(1)
    new = one.signer("ES256").kid
    assert new != old
    assert {keys.signer("ES256").kid for keys in (one, other, late)} == {new}
    take(control, Step.RETIRE, 2)
    clock.advance(1)
    verifying = {frozenset(key.kid or "" for key in keys.verifying().keys) for keys in (one, other, late)}
    assert verifying == {frozenset(published(one))}
    assert old not in published(one)
    assert {key["stage"] for key in reported(control, NAME) or []} == {"signing"}


def test_a_token_signed_with_the_previous_key_is_verified_until_that_is_retired(
    tmp_path: Path, control: Counting, clock: FixedClock,
) -> None:
    keys = worker(tmp_path, control, clock)
    signer = keys.signer("ES256")
    token = sign({"alg": "ES256", "kid": signer.kid}, {"iss": ISSUER}, signer)
    for number, step in enumerate((Step.PUBLISH, Step.USE)):
        take(control, step, number)
        clock.advance(1)
        assert verify_hint(token, keys=keys.verifying(), alg="ES256", issuer=ISSUER) == {"iss": ISSUER}
    take(control, Step.RETIRE, 2)
    clock.advance(1)
    assert not keys.verifying().find(signer.kid, "ES256")


def test_signing_reads_nothing_between_two_looks(tmp_path: Path, control: Counting, clock: FixedClock) -> None:
    keys = worker(tmp_path, control, clock)
    keys.signer("ES256")
    before = control.reads
    for _ in range(100):
        keys.signer("ES256")
        keys.verifying()
    assert control.reads == before
    clock.advance(1)
    for _ in range(100):
        keys.signer("ES256")
    assert control.reads == before + 1


def test_nobody_signs_with_keys_of_long_ago_while_another_one_asks(tmp_path: Path, clock: FixedClock) -> None:
    control = Held(clock)
    keys = worker(tmp_path, control, clock)
    old = keys.signer("ES256").kid
    for number, step in enumerate((Step.PUBLISH, Step.USE)):
        take(control, step, number)
    clock.advance(60)
    control.open.clear()
    with ThreadPoolExecutor(4) as pool:
        asking = pool.submit(keys.signer, "ES256")
        assert control.reached.wait(5)
        others = [pool.submit(keys.signer, "ES256") for _ in range(3)]
        done, _ = wait(others, timeout=0.2)
        control.open.set()
        signed = {each.result(5).kid for each in (asking, *others)}
    assert not done, "whoever knows nothing recent waits for the one who asks"
    assert len(signed) == 1
    assert old not in signed


def test_without_the_store_the_known_keys_serve_on_and_no_new_ones_are_made(
    tmp_path: Path, control: Counting, clock: FixedClock,
) -> None:
    keys = worker(tmp_path, control, clock)
    known, kid = published(keys), keys.signer("ES256").kid
    take(control, Step.PUBLISH, 1)
    control.down = True
    clock.advance(60)
    assert keys.signer("ES256").kid == kid
    assert published(keys) == known
    control.down = False
    assert len(published(keys)) == 2 * len(known)


def test_processes_that_meet_a_step_at_the_same_moment_end_up_with_the_same_keys(
    tmp_path: Path, control: Counting, clock: FixedClock,
) -> None:
    workers = [worker(tmp_path, control, clock) for _ in range(6)]
    take(control, Step.PUBLISH, 1)
    together, found = threading.Barrier(6), []

    def meet(keys: RotatingKeys) -> None:
        together.wait()
        found.append(frozenset(published(keys)))

    threads = [threading.Thread(target=meet, args=(keys,)) for keys in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(found[0]) == 4


def test_the_same_step_taken_twice_at_once_counts_once_and_a_reset_takes_nothing_back(
    tmp_path: Path, control: Counting, clock: FixedClock,
) -> None:
    keys = worker(tmp_path, control, clock)
    take(control, Step.PUBLISH, 1)
    take(control, Step.PUBLISH, 2)
    assert len(published(keys)) == 4
    control.wipe()
    assert len(published(keys)) == 4
    take(control, Step.USE, 3)
    take(control, Step.RETIRE, 4)
    assert len(published(keys)) == 2


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("nonsense")], ids=["missing", "unreadable"])
def test_with_an_unusable_key_file_the_known_keys_serve_on_until_it_is_back(
    tmp_path: Path, control: Counting, clock: FixedClock, spoil: Callable[[Path], object],
) -> None:
    keys, file = worker(tmp_path, control, clock), tmp_path / "keys" / "hub.json"
    known, content = published(keys), file.read_bytes()
    spoil(file)
    take(control, Step.PUBLISH, 1)
    with capture_logs() as lines:
        assert published(keys) == known
        clock.advance(1)
        assert keys.signer("ES256").kid in known
    assert {line["event"] for line in lines} == {"keys"}
    assert "hub.json" in lines[0]["problem"]
    file.write_bytes(content)
    assert len(published(keys)) == 2 * len(known)


def test_a_store_that_does_not_answer_is_asked_once_a_second(tmp_path: Path, control: Counting, clock: FixedClock) -> None:
    keys = worker(tmp_path, control, clock)
    control.down = True
    before = control.reads
    for _ in range(50):
        keys.signer("ES256")
    assert control.reads == before + 1
