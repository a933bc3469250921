"""What may be told of oneself later: diploma and usage name. Civil status is not among it (domain §2.5)."""

from __future__ import annotations

from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances, Judgement, Step
from service_provider.rules.lists import DIPLOMAS
from service_provider.rules.names import NAME_LENGTH, is_name

__all__ = ["PROFILE"]


def judge_profile(draft: Draft, circumstances: Circumstances) -> Judgement:
    """A usage name may be empty; what is one has the letters of a name."""
    diploma, name = draft.typed.get("diploma", ""), draft.typed.get("usage_name", "")
    verdict = Judgement(columns={"diploma": diploma, "usage_name": name})
    if diploma not in DIPLOMAS:
        verdict.faults["diploma"] = "choice_unknown"
    if name and (len(name) > NAME_LENGTH or not is_name(name)):
        verdict.faults["usage_name"] = "name_characters"
    return verdict


#: Not one of the four: a page of the personal space that works like them.
PROFILE = Step(slug="profil", label="Mon profil", judge=judge_profile, fields=frozenset({"diploma", "usage_name"}))
