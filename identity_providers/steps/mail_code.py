"""A code of six digits by mail, on a browser that is not known yet."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from typing import Any

from doublure.exchange import Cookie
from doublure.mail import Letter
from doublure.personas import Persona, identity_at
from doublure.storage.interface import Key
from identity_providers.realistic import Proof
from identity_providers.stage import Stage
from identity_providers.steps.visit import Again, Over, Passed, Verdict, Visit

__all__ = ["MailCodeStep"]

_TRIES, _LETTERS = 3, 3
_DAY_S = 86_400
_CODE = re.compile(r"\d{6}", re.ASCII)


class MailCodeStep:
    """Three tries for each of three letters."""

    template = "step_mail_code.html"

    def begin(self, visit: Visit, proof: Proof) -> Stage | None:
        """Send the code. A known browser needs none, and whoever has no mailbox cannot be asked for one."""
        persona, wanted = visit.persona, visit.fake.settings.realistic.mail_code
        if persona is None or wanted == "never" or not _mailbox(visit, persona):
            return None
        if wanted == "new browser" and _known(visit, persona):
            return None
        return self._sent(visit, persona, Stage(login=persona.login, ends_at=0))

    def shown(self, visit: Visit, stage: Stage) -> dict[str, Any]:
        """Where the code went, without saying it all."""
        name, _, domain = (_mailbox(visit, visit.persona) if visit.persona else "").partition("@")
        settings = visit.fake.settings.realistic
        return {"mailbox": f"{name[:1]}•••@{domain}", "remembers": settings.mail_code == "new browser",
                "days": settings.remember_days, "minutes": settings.code_lifetime // 60, "more": stage.sent < _LETTERS}

    def answer(self, visit: Visit, stage: Stage) -> Verdict:
        """The right code in time, with a try left, passes."""
        fake, persona = visit.fake, visit.persona
        if persona is None:
            return Over("ended")
        if visit.request.form.get("action") == "resend":
            more = stage.sent < _LETTERS
            return Again("resent", self._sent(visit, persona, stage), 200) if more else Again("no_more_letters")
        if fake.clock.now() >= stage.ends_at:
            return Over("code_expired")
        typed = "".join((visit.request.form.get("code") or "").split())
        if not _CODE.fullmatch(typed):
            return Again("malformed_code")
        if fake.throttle.wait(fake.store.batch(*fake.throttle.asking(persona.login, visit.request.remote))):
            return Over("code_throttled")
        # The try is taken before the code counts: simultaneous guesses have no more of them. A double click is no second try.
        left = _TRIES if visit.opened.pending.answered else self._tries_left(visit, stage)
        if left >= 0 and hmac.compare_digest(_digest(visit, typed), stage.code):
            return Passed(persona, _remembered(visit, persona) if visit.request.form.get("remember") else ())
        fake.throttle.failed(persona.login, visit.request.remote)
        return Again("wrong_code") if left > 0 else Over("wrong_codes")

    def _sent(self, visit: Visit, persona: Persona, stage: Stage) -> Stage:
        fake = visit.fake
        code = f"{int.from_bytes(fake.randomness.octets(8)) % 1_000_000:06}"
        fake.outbox.send(_letter(visit, persona, code))
        visit.opened.trail.event("IDP_MAIL_CODE_SENT", idp=fake.plugin.slug)
        return replace(stage, code=_digest(visit, code), sent=stage.sent + 1,
                       ends_at=fake.clock.now() + fake.settings.realistic.code_lifetime)

    def _tries_left(self, visit: Visit, stage: Stage) -> int:
        places = (Key(f"{visit.fake.plugin.slug}-code-try", f"{visit.opened.browser.login_id}:{stage.sent}:{place}")
                  for place in range(_TRIES))
        taken = next((place for place, key in enumerate(places) if visit.fake.store.once(key, stage.ends_at)), _TRIES)
        return _TRIES - taken - 1


def _letter(visit: Visit, persona: Persona, code: str) -> Letter:
    fake = visit.fake
    title, minutes = fake.plugin.title, fake.settings.realistic.code_lifetime // 60
    text = (f"Votre code pour vous connecter à {title} (simulé) : {code}\n\nIl vaut {minutes} minutes. "
            "Si vous n’avez rien demandé, ne le donnez à personne.\n")
    return Letter(
        to=_mailbox(visit, persona), subject=f"Votre code de connexion à {title} (simulé)", text=text,
        html=fake.pages.fragment("mail_code_letter.html", title=title, code=code, minutes=minutes),
        sender=f"ne-pas-repondre@{fake.plugin.slug}.example.org", application=fake.plugin.slug,
    )


def _mailbox(visit: Visit, persona: Persona) -> str:
    return str(identity_at(persona, visit.fake.plugin.slug).get("email", ""))


def _digest(visit: Visit, code: str) -> str:
    # Keyed with what only the browser's cookie holds: the store cannot be asked which of a million codes it was.
    return hmac.new(visit.opened.browser.secret.encode(), code.encode(), hashlib.sha256).hexdigest()


def _known(visit: Visit, persona: Persona) -> bool:
    mark = visit.request.cookies.get(_cookie_name(visit, persona), "")
    return bool(mark) and visit.fake.store.get(_browser(visit, persona, mark)) is not None


def _remembered(visit: Visit, persona: Persona) -> tuple[Cookie, ...]:
    # A mark of its own each time: one that was in the browser before may be somebody else's too.
    fake, mark = visit.fake, visit.fake.randomness.token()
    lasts = fake.settings.realistic.remember_days * _DAY_S
    fake.store.put(_browser(visit, persona, mark), b"1", fake.clock.now() + lasts)
    return (Cookie(name=_cookie_name(visit, persona), value=mark, max_age=lasts),)


def _browser(visit: Visit, persona: Persona, mark: str) -> Key:
    return Key(f"{visit.fake.plugin.slug}-browser", f"{mark}:{persona.login}")


def _cookie_name(visit: Visit, persona: Persona) -> str:
    return f"{visit.fake.plugin.slug}_browser_{hashlib.sha256(persona.login.encode()).hexdigest()[:8]}"
