"""What is explained, the entries of the catalogue, and what comes out of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

__all__ = ["Applies", "Entry", "Explanation", "Matter", "always", "plain", "quoted"]

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What went wrong: a rule that found something, a refusal by its class's name, or a silence.

    `received`, `expected`, `given` and `known` are those of the rule's finding; `code` is the refusal's; `facts` what else is
    known, by the names that texts of the catalogue use.
    """

    rule: str
    reference: str = ""
    received: str = ""
    expected: str = ""
    given: str = ""
    known: tuple[str, ...] = ()
    code: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`code` is stable; `what` says what was wrong with the exact difference, `change` what to do, `reference` which text rules.

    `rule` is the row of `broker.checks`, the class of the refusal or the silence; `refusal` the refusal's own code, if there was
    one. All in English.
    """

    code: str
    title: str
    what: str
    change: str
    reference: str
    rule: str
    refusal: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """As JSON-ready data."""
        return asdict(self)

    def lines(self) -> tuple[str, ...]:
        """As lines of a page."""
        return self.what, self.change, *((f"rule: {self.reference}",) if self.reference else ())


#: What an entry knows of a matter, by the names its texts use; `None` when it is about something else.
Applies = Callable[[Matter], Mapping[str, str] | None]


def always(_: Matter) -> Mapping[str, str]:
    """Whatever the rule found."""
    return {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the catalogue: for which rules, when, and in which words.

    `what` and `change` may name `{received}`, `{expected}`, `{given}`, `{known}` and the facts that `applies` finds. `reference`
    stands where the matter itself brings none.
    """

    code: str
    title: str
    what: str
    change: str
    rules: tuple[str, ...]
    applies: Applies = always
    reference: str = ""

    def explain(self, matter: Matter) -> Explanation | None:
        """The explanation of *matter*, or `None` when it is about something else."""
        found = self.applies(matter)
        if found is None:
            return None
        known = " or ".join(quoted(value) for value in matter.known) or "none"
        words = {"received": plain(matter.received), "expected": plain(matter.expected), "given": quoted(matter.given),
                 "known": plain(known, 3 * _LONGEST), **matter.facts, **found}
        return Explanation(code=self.code, title=self.title, what=self.what.format_map(words),
                           change=self.change.format_map(words), reference=matter.reference or self.reference,
                           rule=matter.rule, refusal=matter.code)


def plain(text: str, longest: int = _LONGEST) -> str:
    """*text* on one line and not endless."""
    cut = text if len(text) <= longest else text[:longest - 3] + "..."
    return "".join(sign if sign.isprintable() else "?" for sign in cut)


def quoted(value: str) -> str:
    """A value that was sent, as a text may repeat it: in quotes, in ASCII, not endless."""
    return ascii(value if len(value) <= _LONGEST else value[:_LONGEST - 3] + "...")
