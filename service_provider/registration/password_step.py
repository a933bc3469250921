"""Step 4: the password, and the terms of use. The password is judged where it is typed and never kept in the draft."""

from __future__ import annotations

from collections.abc import Mapping

from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances, Judgement, Step
from service_provider.rules.passwords import (
    PASSWORD_LENGTH,
    common_words,
    is_guessable,
    missing_criteria,
    normal_password,
)
from service_provider.settings import ServiceSettings

__all__ = ["PASSWORD", "judge_new_password", "judge_password", "password_is_optional"]


def judge_terms(draft: Draft, circumstances: Circumstances) -> Judgement:
    """What of the last step can be judged from the draft: whether the terms were accepted."""
    accepted = "accept_terms" in draft.typed
    return Judgement(faults={} if accepted else {"accept_terms": "terms_missing"})


def judge_password(draft: Draft, circumstances: Circumstances, fields: Mapping[str, str]) -> Judgement:
    """The whole last step, with the password as it was just typed in *fields*."""
    verdict = judge_terms(draft, circumstances)
    password = fields.get("password", "")
    if not password and password_is_optional(draft, circumstances.settings):
        return verdict
    words = (draft.typed.get("family_name", ""), draft.typed.get("email", "").partition("@")[0],
             draft.pivot.family_name if draft.pivot else "")
    verdict.faults |= judge_new_password(password, fields.get("password_confirmation", ""), circumstances.settings,
                                         nir=_digits(draft.typed.get("nir", "")), words=words)
    return verdict


def judge_new_password(
    password: str, confirmation: str, settings: ServiceSettings, *, nir: str, words: tuple[str, ...],
) -> dict[str, str]:
    """The faults of a new password typed twice; *nir* and *words* are what it must not be made of."""
    text = normal_password(password)
    if len(text) > PASSWORD_LENGTH:
        return {"password": "password_too_long"}
    if missing_criteria(text, settings.profile):
        return {"password": f"password_criteria_{settings.profile}"}
    if settings.refuse_guessable_passwords and is_guessable(text, nir=nir, words=words, common=common_words()):
        return {"password": "password_guessable"}
    if text != normal_password(confirmation):
        return {"password_confirmation": "password_differs"}
    return {}


def password_is_optional(draft: Draft, settings: ServiceSettings) -> bool:
    """Whether FranceConnect is a way to log in that is enough (AMB-13), where the settings allow it."""
    return draft.arrival is not None and settings.short_registration_after_franceconnect


def _digits(nir: str) -> str:
    return "".join(character for character in nir if character.isalnum())[:13]


PASSWORD = Step(slug="mot-de-passe", label="Mot de passe", judge=judge_terms, fields=frozenset({"accept_terms"}))
