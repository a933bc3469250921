"""A temporary password has to be changed before anything else.

What is typed as the new password is judged and dropped (GR-04): from then on the account has the published one.
"""

from __future__ import annotations

import hmac
import re
from typing import Any

from doublure.storage.interface import FOREVER
from identity_providers.proving import changed_key
from identity_providers.realistic import Proof
from identity_providers.stage import Stage
from identity_providers.steps.visit import Again, Over, Passed, Verdict, Visit

__all__ = ["NewPasswordStep"]

_SHORTEST, _LONGEST = 8, 128


class NewPasswordStep:
    """At least eight characters with a letter and a digit, another one than before, twice the same."""

    template = "step_new_password.html"

    def begin(self, visit: Visit, proof: Proof) -> Stage | None:
        """Only a temporary password is to be changed."""
        if proof is not Proof.TEMPORARY or visit.persona is None:
            return None
        return Stage(login=visit.persona.login, ends_at=visit.fake.clock.now() + visit.fake.settings.login_lifetime)

    def shown(self, visit: Visit, stage: Stage) -> dict[str, Any]:
        """The rules, and which password the account will have."""
        return {"published_password": visit.fake.settings.password, "shortest": _SHORTEST}

    def answer(self, visit: Visit, stage: Stage) -> Verdict:
        """The first rule that the new password breaks, or passed."""
        form, fake = visit.request.form, visit.fake
        if visit.persona is None:
            return Over("ended")
        new, again = form.get("new_password") or "", form.get("new_password_confirmation") or ""
        problem = _broken(new, again, fake.settings.realistic.temporary_password or "")
        if problem:
            return Again(problem)
        fake.store.once(changed_key(fake, visit.persona.login), FOREVER)
        return Passed(visit.persona)



def _broken(new: str, again: str, temporary: str) -> str | None:
    if not _SHORTEST <= len(new) <= _LONGEST:
        return "password_length"
    if not (re.search(r"\d", new) and any(map(str.isalpha, new))):
        return "password_kinds"
    if hmac.compare_digest(new.encode("utf-8", "surrogatepass"), temporary.encode()):
        return "password_unchanged"
    if not hmac.compare_digest(new.encode("utf-8", "surrogatepass"), again.encode("utf-8", "surrogatepass")):
        return "password_confirmation"
    return None
