"""The four steps in their order, and which of them somebody may see (SEED-34)."""

from __future__ import annotations

from typing import Any

from service_provider.accounts.schema import Account
from service_provider.registration.contact_steps import ADDRESS, CONTACT
from service_provider.registration.draft import Draft
from service_provider.registration.identity_step import IDENTITY
from service_provider.registration.judgement import Circumstances, Step
from service_provider.registration.password_step import PASSWORD

__all__ = ["STEPS", "TERMS_VERSION", "account_from", "first_open", "neighbour", "step_named"]

STEPS: tuple[Step, ...] = (IDENTITY, CONTACT, ADDRESS, PASSWORD)

#: The terms of use that the last step shows; the account remembers which ones were accepted.
TERMS_VERSION = "2026-11"


def step_named(slug: str) -> Step | None:
    """The step at that address."""
    return next((step for step in STEPS if step.slug == slug), None)


def neighbour(step: Step, distance: int) -> Step:
    """The step *distance* further on, or back; the first and the last have themselves beyond them."""
    return STEPS[min(max(STEPS.index(step) + distance, 0), len(STEPS) - 1)]


def first_open(draft: Draft, circumstances: Circumstances) -> Step:
    """The first step that is not done; the last one when all are: no later one may be seen."""
    return next((step for step in STEPS[:-1] if not step.judge(draft, circumstances).passed), STEPS[-1])


def account_from(draft: Draft, circumstances: Circumstances, password_hash: str | None) -> Account:
    """The account that a draft without faults becomes; times and states are the opening's affair."""
    columns: dict[str, Any] = {}
    for step in STEPS:
        columns |= step.columns(draft, circumstances)
    return Account(id=draft.id, password_hash=password_hash, terms_version=TERMS_VERSION, **columns)
