"""The catalogue in the order in which it is asked, and what is said of a refusal that has no entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from broker.diagnosis import asking, credentials, leaving, reading, redirects, silent, tokens, wishes
from broker.diagnosis.entry import Entry, Explanation, Matter, plain
from broker.errors import Refusal, catalogue

__all__ = ["CATALOGUE", "explain"]

#: Of the entries of one rule the first that applies is taken.
CATALOGUE: tuple[Entry, ...] = (
    *redirects.ENTRIES, *asking.ENTRIES, *wishes.ENTRIES, *credentials.ENTRIES, *reading.ENTRIES, *tokens.ENTRIES,
    *leaving.ENTRIES, *silent.ENTRIES,
)


def _by_rule() -> Mapping[str, tuple[Entry, ...]]:
    rules = dict.fromkeys(rule for entry in CATALOGUE for rule in entry.rules)
    return MappingProxyType({rule: tuple(entry for entry in CATALOGUE if rule in entry.rules) for rule in rules})


_BY_RULE = _by_rule()
_BY_NAME: Mapping[str, type[Refusal]] = MappingProxyType({refusal.__name__: refusal for refusal in catalogue()})
_BY_CODE: Mapping[str, type[Refusal]] = MappingProxyType({refusal.code: refusal for refusal in catalogue()})


def explain(matter: Matter) -> Explanation:
    """The explanation of *matter*: of the first entry that applies, of the refusal itself where none does."""
    for entry in _BY_RULE.get(matter.rule, ()):
        found = entry.explain(matter)
        if found is not None:
            return found
    return _of_itself(matter)


def _of_itself(matter: Matter) -> Explanation:
    refusal = _BY_NAME.get(matter.rule) or _BY_CODE.get(matter.code or "")
    title = (refusal.__doc__ or "").strip().splitlines()[0] if refusal else f"The rule {plain(matter.rule)} is broken."
    difference = f" Received: {plain(matter.received)}; expected: {plain(matter.expected)}." if matter.received else ""
    return Explanation(
        code=f"refusal-{(matter.code or 'unnamed').lower()}", title=title.rstrip("."), what=title + difference,
        change=refusal.support if refusal else "See the check in the journal.", reference=matter.reference, rule=matter.rule,
        refusal=matter.code,
    )
