"""Step 1: birth name, number, diploma; whether number, person and age go together (domain §2.1 to §2.3)."""

from __future__ import annotations

from dataclasses import replace

from doublure.personas import Persona
from service_provider.accounts.seeding import facts_of
from service_provider.registration.contact_steps import judge_email
from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances, Judgement, Step
from service_provider.rules.consistency import contradictions
from service_provider.rules.eligibility import Birth, Eligibility, birth_from_date, birth_from_nir, eligibility
from service_provider.rules.identity import Pivot
from service_provider.rules.lists import DIPLOMAS, NO_DIPLOMA_GIVEN
from service_provider.rules.names import NAME_LENGTH, fold, given_names_agree, is_name
from service_provider.rules.nir import Nir, NirRefused, read_nir

__all__ = ["IDENTITY", "IDENTITY_AND_EMAIL"]

_YES_NO = {"yes": True, "no": False}


def judge_identity(draft: Draft, circumstances: Circumstances) -> Judgement:
    """Faults: of the name, of the number, of both together, of the age."""
    verdict, typed = Judgement(), draft.typed
    diploma = typed.get("diploma", NO_DIPLOMA_GIVEN)
    if diploma not in DIPLOMAS:
        verdict.faults["diploma"] = "choice_unknown"
    name = _name(draft, verdict)
    try:
        nir = read_nir(typed.get("nir", ""), provisional=circumstances.settings.allow_provisional_nir)
    except NirRefused as refusal:
        verdict.faults["nir"] = refusal.fault.value
        return verdict
    persona = next((person for person in circumstances.people if person.nir[:13] == nir.number), None)
    if persona is None and not circumstances.settings.allow_unknown_nir:
        verdict.faults["nir"] = "nir_unknown"
        return verdict
    if persona is not None and name and not _is_hers(persona, name, draft.pivot):
        verdict.faults["nir"] = "name_mismatch"
        return verdict
    _compare(nir, draft, verdict)
    contract = _age(nir, persona, draft, circumstances, verdict)
    verdict.columns = {
        "nir": nir.number, **_civil_status(name, persona, draft), "diploma": diploma, "apprenticeship": contract,
    }
    return verdict


def _name(draft: Draft, verdict: Judgement) -> str:
    if draft.pivot is not None:
        return draft.pivot.family_name
    name = draft.typed.get("family_name", "")
    if not name:
        verdict.faults["family_name"] = "name_empty"
    elif len(name) > NAME_LENGTH or not is_name(name):
        verdict.faults["family_name"] = "name_characters"
    return name


def _is_hers(persona: Persona, name: str, pivot: Pivot | None) -> bool:
    """Whether the register's person of this number bears this name, and is the one FranceConnect speaks of."""
    if fold(persona.family_name) != fold(name):
        return False
    return pivot is None or (
        given_names_agree(persona.given_name, pivot.given_name) and facts_of(persona)["birthdate"] == pivot.birthdate
    )


def _compare(nir: Nir, draft: Draft, verdict: Judgement) -> None:
    found = () if draft.pivot is None else contradictions(nir, draft.pivot)
    blocking = next((contradiction.fact.value for contradiction in found if contradiction.blocks), None)
    if blocking:
        verdict.faults["nir"] = blocking
        return
    verdict.warnings = tuple(contradiction.fact.value for contradiction in found)
    if found:
        verdict.asks.add("confirm_identity")
        if "confirm_identity" not in draft.typed:
            verdict.faults["confirm_identity"] = "confirmation_missing"


def _age(nir: Nir, persona: Persona | None, draft: Draft, circumstances: Circumstances, verdict: Judgement) -> bool | None:
    """Judge the age; whether there is a contract. The register knows; otherwise the question is asked at fifteen only."""
    contract = persona.apprenticeship if persona is not None else None
    asked = contract is None
    if asked:
        contract = _YES_NO.get(draft.typed.get("apprenticeship", ""))
    birth = _birth(nir, persona, draft, circumstances)
    outcome = Eligibility.ELIGIBLE if birth is None else eligibility(birth, circumstances.today, contract=contract)
    if birth is not None and asked and eligibility(birth, circumstances.today, contract=None) is Eligibility.CONTRACT_UNKNOWN:
        verdict.asks.add("apprenticeship")
    if outcome is not Eligibility.ELIGIBLE:
        verdict.faults.setdefault("apprenticeship" if "apprenticeship" in verdict.asks else "nir", outcome.value)
    return contract


def _birth(nir: Nir, persona: Persona | None, draft: Draft, circumstances: Circumstances) -> Birth | None:
    if draft.pivot is not None:
        return birth_from_date(draft.pivot.birthdate)
    if persona is not None and persona.birthdate:
        return birth_from_date(persona.birthdate)
    return birth_from_nir(nir, circumstances.today, circumstances.settings.age_from_nir)


def _civil_status(name: str, persona: Persona | None, draft: Draft) -> dict[str, str]:
    if draft.arrival is not None and draft.pivot is not None:
        pivot = draft.pivot
        return {"family_name": pivot.family_name, "given_name": pivot.given_name, "birthdate": pivot.birthdate,
                "gender": pivot.gender, "birthplace": pivot.birthplace, "birthcountry": pivot.birthcountry,
                "usage_name": draft.arrival.usage_name}
    return {"family_name": name} if persona is None else facts_of(persona)


IDENTITY = Step(
    slug="identite", label="Identité", judge=judge_identity,
    fields=frozenset({"family_name", "nir", "diploma", "apprenticeship", "confirm_identity"}),
)


def _judge_identity_and_email(draft: Draft, circumstances: Circumstances) -> Judgement:
    verdict = judge_identity(draft, circumstances)
    judge_email(draft, verdict)
    return verdict


#: Profile 2025: the real site asks for the mail address together with number and name (domain §1.6).
IDENTITY_AND_EMAIL = replace(IDENTITY, fields=IDENTITY.fields | {"email"}, judge=_judge_identity_and_email)
