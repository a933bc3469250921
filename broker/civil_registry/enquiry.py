"""From a provider's claims to the person of the registry, or to the refusal that its answer means (contract §5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from broker.civil_registry.answer import Answer, Extract, Unusable, question
from broker.civil_registry.http import NoAnswer
from broker.errors.base import Refusal
from broker.errors.civil_registry import (
    Deceased,
    OneEchoTooFar,
    OnlyNameInUse,
    RegistryFailed,
    RegistryLate,
    RegistryRejects,
    RegistryUnusable,
    SeveralEchoes,
    UnknownToRegistry,
)
from doublure.correlation import traceparent
from doublure.journal import Trail
from doublure.oidc.provider.table import Finding

__all__ = ["CivilRegistry", "enquire"]

_REFERENCE = "contract §5.6"
_FOUND = frozenset({"2", "3"})
_REFUSALS: Mapping[str, type[Refusal]] = {
    "4": OneEchoTooFar, "6": SeveralEchoes, "7": OnlyNameInUse, "8": UnknownToRegistry, "9": RegistryRejects,
}
_FACTS = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")


class CivilRegistry(Protocol):
    """Whoever can be asked."""

    def ask(self, question: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The answer to *question* (`contract §5.6`). Raises `NoAnswer` or `Unusable`."""
        ...


def enquire(registry: CivilRegistry, claims: Mapping[str, Any], trail: Trail) -> Extract:
    """The person whom the validated *claims* of a provider mean. Raises the `Refusal` that the answer deserves.

    The journal gets question and answer, and each claim that the registry spells otherwise with both spellings.
    """
    asked = question(claims)
    trail.event("FC_REQUESTED_RNIPP")
    trail.message("registry_request", "sent", "registry", asked)
    try:
        answer = registry.ask(asked, {"traceparent": traceparent(trail.thread)})
    except NoAnswer as failure:
        trail.event("FC_FAILED_RNIPP", reason=failure.kind)
        if failure.kind == "late":
            raise _noted(trail, RegistryLate, failure.kind, "an answer within the deadline") from failure
        raise _noted(trail, RegistryFailed, failure.kind, "an answer with status 200") from failure
    except Unusable as fault:
        trail.event("FC_FAILED_RNIPP", reason=str(fault))
        raise _noted(trail, RegistryUnusable, str(fault), "an answer that can be read") from fault
    return _judged(answer, claims, trail)


def _judged(answer: Answer, claims: Mapping[str, Any], trail: Trail) -> Extract:
    told = {"code": answer.code, "deceased": answer.deceased, **(answer.extract.claims() if answer.extract else {})}
    trail.message("registry_answer", "received", "registry", told)
    trail.event("FC_RECEIVED_RNIPP", code=answer.code)
    if answer.code in _FOUND and answer.deceased:
        trail.event("FC_RECEIVED_DECEASED_RNIPP")
        raise _noted(trail, Deceased, "deceased", "a living person")
    if answer.code in _FOUND and answer.extract is not None:
        trail.event("FC_RECEIVED_VALID_RNIPP", code=answer.code)
        trail.check("registry_knows_the_person", _REFERENCE, passed=True, received=f"code {answer.code}")
        _note_corrections(answer.extract, claims, trail)
        return answer.extract
    trail.event("FC_RECEIVED_INVALID_RNIPP", code=answer.code[:20])
    if answer.code in _FOUND:
        raise _noted(trail, RegistryUnusable, f"code {answer.code} without a person", "a person")
    refusal = _REFUSALS.get(answer.code, RegistryUnusable)
    raise _noted(trail, refusal, f"code {answer.code[:20]!a}", "code 2 or 3")


def _note_corrections(extract: Extract, claims: Mapping[str, Any], trail: Trail) -> None:
    registry = extract.claims()
    corrected = {name: {"provider": str(claims.get(name) or ""), "registry": registry[name]}
                 for name in _FACTS if str(claims.get(name) or "") != registry[name]}
    if corrected:
        trail.event("REGISTRY_RECTIFIED", **corrected)


def _noted(trail: Trail, refusal: type[Refusal], received: str, expected: str) -> Refusal:
    trail.check("registry_knows_the_person", _REFERENCE, passed=False, received=received, expected=expected, code=refusal.code)
    return refusal(Finding(received=received, expected=expected))
