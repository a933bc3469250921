"""Steps 2 and 3: how to reach somebody, and where she lives."""

from __future__ import annotations

import re

from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances, Judgement, Step
from service_provider.rules.emails import read_email
from service_provider.rules.lists import REPETITIONS, STREET_TYPES
from service_provider.rules.names import fold
from service_provider.rules.phones import Line, read_phone
from service_provider.towns import Town

__all__ = ["ADDRESS", "CONTACT", "TELEPHONES", "judge_address", "judge_contact", "judge_email"]

_POSTAL_CODE = re.compile(r"(?P<code>\d\d ?\d{3})\W*(?P<name>.*)")
_LINE_LENGTH, _NUMBER_LENGTH = 100, 5
_LINES: tuple[Line, ...] = ("mobile", "landline")


def judge_contact(draft: Draft, circumstances: Circumstances) -> Judgement:
    """A mail address, and one telephone at least (AMB-04)."""
    verdict = judge_telephones(draft, circumstances)
    judge_email(draft, verdict)
    return verdict


def judge_email(draft: Draft, verdict: Judgement) -> None:
    """Add to *verdict* what there is to say of the mail address."""
    text = draft.typed.get("email", "")
    email = verdict.columns["email"] = read_email(text)
    if email is None:
        verdict.faults["email"] = "email_wrong" if text else "email_empty"


def judge_telephones(draft: Draft, circumstances: Circumstances) -> Judgement:
    """One telephone at least."""
    verdict, typed = Judgement(), draft.typed
    for line in _LINES:
        text = typed.get(line, "")
        number = read_phone(text, line) if text else ""
        if number is None:
            verdict.faults[line] = f"{line}_wrong"
        verdict.columns[line] = number or ""
    if not any(typed.get(line) for line in _LINES):
        verdict.faults["mobile"] = "phone_missing"
    return verdict


def judge_address(draft: Draft, circumstances: Circumstances) -> Judgement:
    """A French address: a town that has that postal code, and a street or a locality (AMB-07)."""
    verdict, typed = Judgement(), draft.typed
    number = typed.get("street_number", "")
    if number and not (number.isascii() and number.isdecimal() and len(number) <= _NUMBER_LENGTH):
        verdict.faults["street_number"] = "street_number_wrong"
    for name, choices in (("repetition", REPETITIONS), ("street_type", STREET_TYPES)):
        if typed.get(name, "") not in choices:
            verdict.faults[name] = "choice_unknown"
    for name in ("street_name", "address_complement", "locality"):
        if len(typed.get(name, "")) > _LINE_LENGTH:
            verdict.faults[name] = "line_too_long"
    if not typed.get("street_name") and not typed.get("locality"):
        verdict.faults["street_name"] = "street_missing"
    town = _town(draft, circumstances, verdict)
    verdict.columns = {
        name: typed.get(name, "")
        for name in ("street_number", "repetition", "street_type", "street_name", "address_complement", "locality")
    }
    if town is not None:
        verdict.columns |= {"postal_code": town.postal_code, "town_code": town.code, "town": town.name}
    return verdict


def _town(draft: Draft, circumstances: Circumstances, verdict: Judgement) -> Town | None:
    text = draft.typed.get("postal_code", "")
    matched = _POSTAL_CODE.fullmatch(text)
    towns = circumstances.towns.at(matched["code"].replace(" ", "")) if matched else ()
    if matched is None or not towns:
        verdict.faults["postal_code"] = "postal_code_unknown" if text else "postal_code_empty"
        return None
    verdict.choices = towns if len(towns) > 1 else ()
    named = [town for town in towns if fold(town.name) == fold(matched["name"])]
    chosen = [town for town in towns if town.code == draft.typed.get("town")]
    if matched["name"] and not named:
        verdict.faults["postal_code"] = "town_unknown"
        return None
    found = named or chosen or (list(towns) if len(towns) == 1 else [])
    if not found:
        verdict.faults["town"] = "town_choice"
        return None
    return found[0]


CONTACT = Step(slug="contact", label="Contact", judge=judge_contact, fields=frozenset({"email", *_LINES}))
#: The same place in profile 2025, where the mail address was asked before.
TELEPHONES = Step(slug="contact", label="Contact", judge=judge_telephones, fields=frozenset(_LINES))
ADDRESS = Step(
    slug="adresse", label="Adresse", judge=judge_address,
    fields=frozenset({
        "street_number", "repetition", "street_type", "street_name", "address_complement", "locality", "postal_code", "town",
    }),
)
