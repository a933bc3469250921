"""The four steps in their order, and which of them somebody may see (SEED-34)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service_provider.accounts.schema import Account
from service_provider.registration.contact_steps import ADDRESS, CONTACT, TELEPHONES
from service_provider.registration.draft import Draft
from service_provider.registration.identity_step import IDENTITY, IDENTITY_AND_EMAIL
from service_provider.registration.judgement import Circumstances, Step
from service_provider.registration.password_step import PASSWORD
from service_provider.rules.passwords import Profile

__all__ = ["STEPS", "TERMS_VERSION", "Steps", "account_from", "first_open", "neighbour", "step_named"]

Steps = tuple[Step, ...]

#: The four of each profile (AMB-18): they differ in where the mail address is asked.
STEPS: Mapping[Profile, Steps] = {
    "2020": (IDENTITY, CONTACT, ADDRESS, PASSWORD), "2025": (IDENTITY_AND_EMAIL, TELEPHONES, ADDRESS, PASSWORD),
}

#: The terms of use that the last step shows; the account remembers which ones were accepted.
TERMS_VERSION = "2026-11"


def step_named(slug: str, steps: Steps) -> Step | None:
    """The one of *steps* at that address."""
    return next((step for step in steps if step.slug == slug), None)


def neighbour(step: Step, distance: int, steps: Steps) -> Step:
    """The step *distance* further on, or back; the first and the last have themselves beyond them."""
    return steps[min(max(steps.index(step) + distance, 0), len(steps) - 1)]


def first_open(draft: Draft, circumstances: Circumstances) -> Step:
    """The first step that is not done; the last one when all are: no later one may be seen."""
    steps = STEPS[circumstances.settings.profile]
    return next((step for step in steps[:-1] if not step.judge(draft, circumstances).passed), steps[-1])


def account_from(draft: Draft, circumstances: Circumstances, password_hash: str | None) -> Account:
    """The account that a draft without faults becomes; times and states are the opening's affair."""
    columns: dict[str, Any] = {}
    for step in STEPS[circumstances.settings.profile]:
        columns |= step.columns(draft, circumstances)
    return Account(id=draft.id, password_hash=password_hash, terms_version=TERMS_VERSION, **columns)
