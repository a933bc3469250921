"""The personal space: who I am here, what I may change, and the way out (SEED-02)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request, session
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from service_provider.accounts.schema import Account
from service_provider.house import SLUG, House
from service_provider.pages.screen import begin_session, go, person, show
from service_provider.registration.contact_steps import ADDRESS, CONTACT
from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Judgement, Step
from service_provider.registration.password_step import judge_new_password
from service_provider.registration.profile import PROFILE
from service_provider.rules.lists import DIPLOMAS, REPETITIONS, STREET_TYPES
from service_provider.rules.nir import mask_nir
from service_provider.rules.passwords import CRITERIA
from service_provider.rules.phones import show_phone
from service_provider.rules.sentences import SENTENCES
from service_provider.visit import renew

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/espace` and what is under it, `/deconnexion`."""

    def space() -> Response:
        account = _mine()
        return show(
            house, "space.html", account=account, notice=session.pop("notice", None), nir=mask_nir(account.nir),
            phones=[show_phone(number) for number in (account.mobile, account.landline) if number],
            diploma=DIPLOMAS[account.diploma], street_type=STREET_TYPES[account.street_type],
            repetition=REPETITIONS[account.repetition], linked=house.desk.linking.is_linked(account.id),
        )

    def password() -> Response:
        account, fields = _mine(), request.form
        if request.method == "GET":
            return _password(house, account, {})
        faults = judge_new_password(
            fields.get("password", ""), fields.get("password_confirmation", ""), house.settings, nir=account.nir,
            words=(account.family_name, account.email.partition("@")[0]))
        if account.password_hash is None and house.desk.editing.shares_address(account):
            faults = {"password": "email_taken"}
        if faults:
            return _password(house, account, faults)
        changed = house.desk.editing.change_password(account.id, fields.get("current_password", ""), fields["password"])
        if changed is None:
            return _password(house, account, {"current_password": "password_wrong"})
        house.letters.send("password_changed", account.email, read_request(SLUG), "/mot-de-passe-oublie")
        franceconnect = session.get("franceconnect")
        begin_session(changed)  # other visits of this account end: their stamp is that of the old password
        session["notice"] = "changed"
        if franceconnect is not None:
            session["franceconnect"] = franceconnect
        return go("/espace")

    def log_out() -> Response:
        id_token = session.get("franceconnect", {}).get("id_token")
        renew(session)
        session.clear()
        state = house.randomness.token()
        farewell = None if id_token is None else house.party.farewell(id_token, house.logout_uri, state)
        if farewell is None:
            return go("/deconnexion")
        session["logout_state"] = state
        return go(farewell)

    def logged_out() -> Response:
        return show(house, "logged_out.html", everywhere=False)

    app.add_url_rule("/espace", "space", login_required(space))
    app.add_url_rule("/espace/mot-de-passe", "password", login_required(password), methods=["GET", "POST"])
    for step, template in ((CONTACT, "my_contact.html"), (ADDRESS, "my_address.html"), (PROFILE, "my_profile.html")):
        app.add_url_rule(f"/espace/{step.slug}", f"my {step.slug}", login_required(_editor(house, step, template)),
                         methods=["GET", "POST"])
    app.add_url_rule("/deconnexion", "log_out", log_out, methods=["POST"])
    app.add_url_rule("/deconnexion", "logged_out", logged_out)


def _editor(house: House, step: Step, template: str) -> Callable[[], Response]:
    """A page that changes what one step of the registration asked; the mail address changes by its own way only."""

    def page() -> Response:
        account = _mine()
        draft = Draft(id=account.id, typed=_typed(account, step))
        verdict = Judgement()
        if request.method == "POST":
            draft = draft.with_typed(request.form.to_dict() | {"email": account.email}, of=step.fields)
            verdict = step.judge(draft, house.circumstances())
            if verdict.passed:
                house.desk.editing.change(account.id, {name: value for name, value in verdict.columns.items() if name != "email"})
                session["notice"] = "changed"
                return go("/espace")
        return show(house, template, status=200 if verdict.passed else 422, typed=draft.typed, action=f"/espace/{step.slug}",
                    faults={name: SENTENCES[code] for name, code in verdict.faults.items()}, choices=verdict.choices,
                    repetitions=REPETITIONS, street_types=STREET_TYPES, diplomas=DIPLOMAS)

    return page


def _typed(account: Account, step: Step) -> dict[str, str]:
    typed = {name: str(getattr(account, name)) for name in step.fields - {"town"}}
    typed |= {name: show_phone(typed[name]) for name in ("mobile", "landline") if typed.get(name)}
    return typed | {"town": account.town_code}


def _password(house: House, account: Account, faults: dict[str, str]) -> Response:
    return show(house, "my_password.html", status=422 if faults else 200, criteria=CRITERIA[house.settings.profile],
                has_password=account.password_hash is not None,
                faults={name: SENTENCES[code] for name, code in faults.items()})


def _mine() -> Account:
    account = person()
    assert account is not None  # noqa: S101 - every caller is behind `login_required`
    return account
