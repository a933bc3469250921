"""Which scenario a journey plays: the first armed rule that fits what is known of it (design §6).

A rule plays at the first moment at which everything it names is known: the hub knows party, state and run at `/authorize` and
the identity provider at the departure; who the person is, a provider or the civil registry learns. What was found is frozen
into the journey's `Thread`, so that two logins at once never see one another.
"""

from __future__ import annotations

from collections.abc import Collection

from doublure.armed_rules import Carried, Known, Match, Order, Rule
from doublure.clock import shared_time
from doublure.journal import Thread
from doublure.storage.control import ControlStore
from doublure.storage.interface import FOREVER, Get, Key, Put, Store
from doublure.storage.shelf import Shelf

__all__ = ["Armed", "Carried", "Known", "Match", "Order", "Rule"]

#: Table of the control store: rules as JSON by id.
_TABLE = "armed-rules"
_EVER = Key("armed", "ever")


class Armed:
    """Rules in the *control* store, which all processes see; what has played is marked in *store*, once for all workers."""

    def __init__(self, control: ControlStore, store: Store) -> None:
        self._control = control
        # Rules end in the time that everybody shares, whatever the time of the journey that they fit.
        self._store = store = store.at(shared_time(store.clock))
        self._journeys = Shelf(store, "armed-journey", Carried, 1800)

    def arm(self, order: Order, run: str | None = None) -> Rule:
        """Take *order*; it plays from now on."""
        # The log gives every rule a number of its own, in the order of arming, whichever process takes the order.
        number = self._control.append(_TABLE, b"", limit=1)
        rule = Rule(**dict(order), id=number, run=run, expires_at=self._store.clock.now() + order.ttl_s)
        self._control.set(_TABLE, number, rule.model_dump_json().encode())
        self._store.put(_EVER, b"1", FOREVER)
        return rule

    def rules(self, run: str | None = None) -> tuple[Rule, ...]:
        """The rules that have not ended, in the order of arming; those of *run* only, if it is given."""
        now = self._store.clock.now()
        found = (Rule.model_validate_json(raw) for raw in self._control.all(_TABLE).values())
        live = (rule for rule in found if rule.expires_at > now and run in {None, rule.run})
        return tuple(sorted(live, key=lambda rule: tuple(map(int, rule.id.split("-")))))

    def disarm(self, rule: str) -> bool:
        """Forget the rule with this id; whether there was one."""
        return self._control.remove(_TABLE, rule)

    def played(self, rule: Rule) -> int:
        """How many times *rule* has played."""
        return rule.times - len(self._unplayed(rule))

    def find(self, known: Known, *, autopilot: bool = False, among: Collection[str] | None = None) -> Rule | None:
        """The first rule with a scenario, or with an *autopilot*, that fits *known* and has not played often enough.

        It has played once more then. Whoever can play some scenarios only names them in *among*, and leaves others their rules.
        """
        return next((rule for rule in self.rules() if (rule.autopilot if autopilot else rule.scenario) is not None
                     and (among is None or rule.scenario in among) and rule.fits(known) and self._spend(rule)), None)

    def ever(self) -> Get:
        """Whether anything was armed since the last reset, as an operation for a flush that is under way anyway.

        Its result is `None` where nothing was: then nobody needs to ask further.
        """
        return Get(_EVER)

    def carrying(self, thread: Thread, known: Known) -> Put:
        """Let back-channel calls find *thread* by its trace, as an operation; done only where something was armed."""
        return self._journeys.putting(thread.trace, Carried(thread=thread, known=known))

    def behind(self, trace: str) -> tuple[bool, Carried | None]:
        """For a call on the back channel, in one round trip: whether anything was armed, and the journey *trace* if carried."""
        ever, found = self._store.batch(self.ever(), self._journeys.getting(trace))
        return ever is not None, self._journeys.read(found)

    def _spend(self, rule: Rule) -> bool:
        # Several workers may look at the same marks: each is given to one of them only.
        return any(self._store.once(_mark(rule, number), rule.expires_at) for number in self._unplayed(rule))

    def _unplayed(self, rule: Rule) -> list[int]:
        marks = self._store.batch(*(Get(_mark(rule, number)) for number in range(rule.times)))
        return [number for number, mark in enumerate(marks) if mark is None]


def _mark(rule: Rule, number: int) -> Key:
    return Key("armed-played", f"{rule.id}/{number}")
