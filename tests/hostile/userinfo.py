"""Family UIN: what a hostile provider says at userinfo."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.hostile.forgery import Play
from tests.hostile.provider import BRUNO, HUB_SECRET, Hostile
from tests.hostile.rows import ACCEPTED, Ends, Form, Row, forms, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.forging import SUB, mac, signed, unsigned
from tests.oidc.core.loopback import Said

__all__ = ["ROWS"]

SIGNED = {"userinfo_signed_response_alg": "RS256"}
#: The pivot identity of another persona.
CAMILLE = {"given_name": "Camille Léa Inès", "family_name": "SPECIMEN", "birthdate": "1987-03-14", "gender": "female",
           "birthplace": "55140"}


def bad_userinfo(rule: str) -> Ends:
    """Nothing of the answer is believed."""
    return refused("Y020027", rule)


NOBODY = refused("Y600006", "identity_is_valid")


def says(**claims: Any) -> Play:
    """Userinfo says otherwise; `...` leaves a claim out."""

    def play(hostile: Hostile) -> None:
        told = hostile.userinfo | claims
        hostile.userinfo = {name: value for name, value in told.items() if value is not ...}

    return play


def answers(make: Callable[[Hostile], Said]) -> Play:
    """Userinfo answers what *make* makes."""

    def play(hostile: Hostile) -> None:
        hostile.route("/userinfo", lambda _: make(hostile))

    return play


def jwt(make: Callable[[Hostile], str]) -> Play:
    """Userinfo answers the JWT that *make* makes."""
    return answers(lambda hostile: Said(make(hostile).encode(), media="application/jwt"))


def signs(**claims: Any) -> Play:
    """Userinfo is signed, as registered, with claims changed."""

    def make(hostile: Hostile) -> str:
        hostile.userinfo_alg = "RS256"
        return hostile.userinfo_jwt(**claims)

    return jwt(make)


def _honest_claims(hostile: Hostile) -> dict[str, Any]:
    return {**hostile.claims(), **BRUNO}


def _key(hostile: Hostile) -> Any:
    return hostile.ring.signer("RS256").key


def _twice(extra: str, *, first: bool) -> Play:
    text = json.dumps(BRUNO)
    body = f"{{{extra}, {text[1:]}" if first else f"{text[:-1]}, {extra}}}"
    return answers(lambda _: Said(body.encode()))


def _names_the_claim(scene: Scene, saw: Saw) -> None:
    changed = {name for name in BRUNO if scene.provider.userinfo.get(name) != BRUNO[name]}
    assert any(name in saw.page.said("diagnosis") for name in changed)


def _is_escaped(scene: Scene, saw: Saw) -> None:
    assert "<script>" not in saw.page.text
    told = scene.notes["known"].userinfo
    assert told["preferred_username"] == scene.provider.userinfo["preferred_username"], "and passed on as it is, as a value"


def _is_one_call(scene: Scene, saw: Saw) -> None:
    assert len(scene.provider.calls("/userinfo")) == 1, "not tried again"


def _of_an_earlier_user(scene: Scene) -> Saw:
    scene.provider.userinfo_alg = "RS256"
    old = scene.provider.userinfo_jwt(sub="somebody-else")
    scene.provider.route("/userinfo", lambda _: Said(old.encode(), media="application/jwt"))
    return scene.logs_in()


def _another_person_with_her_mail(scene: Scene, saw: Saw) -> None:
    hers = scene.notes["known"].userinfo
    assert hers["email"] == "camille@example.org"
    scene.provider.userinfo = dict(BRUNO)
    scene.notes.clear()
    again = scene.logs_in(scene.service.person())
    again.person.presses("consent-continue")
    assert scene.service.knows(again.person, again.question).userinfo["sub"] == hers["sub"], "still Bruno, whatever the address"


ROWS: tuple[Row, ...] = (
    Row("UIN-01", "sub differs from the ID token", "somebody else's `sub`",
        forms(bad_userinfo("userinfo_sub_is_the_id_token_s"), {"another": says(sub="camille")})),
    Row("UIN-02", "sub missing", "no `sub`", forms(bad_userinfo("userinfo_sub_is_the_id_token_s"), {
        "absent": says(sub=...), "null": says(sub=None), "empty": says(sub="")})),
    Row("UIN-03", "sub twice or as array", "two subjects, its own and a victim's", (
        *forms(bad_userinfo("userinfo_sub_is_the_id_token_s"), {"list": says(sub=[SUB, "camille"])}),
        *forms(bad_userinfo("userinfo"), {"the victim last": _twice('"sub": "camille"', first=False),
                                          "the victim first": _twice('"sub": "camille"', first=True)}))),
    Row("UIN-04", "Plain JSON where a signed answer is registered", "the signature left off",
        forms(bad_userinfo("userinfo"), {"JSON": says()}, registered=SIGNED)),
    Row("UIN-05", "Signed with a wrong key, none, or HMAC confusion", "IDT-01 to IDT-07 at userinfo", (
        *forms(bad_userinfo("signature_verifies"), {"a stranger's key": jwt(lambda one: signed(
            one.header(), _honest_claims(one), one.stranger.signer("RS256").key, "RS256"))}, registered=SIGNED),
        *forms(bad_userinfo("algorithm_is_registered"), {
            "none": jwt(lambda one: unsigned({"alg": "none"}, _honest_claims(one))),
            "HS256 under the client secret": jwt(lambda one: mac({"alg": "HS256"}, _honest_claims(one), HUB_SECRET.encode())),
            "HS256 under the public key": jwt(lambda one: mac(
                {"alg": "HS256"}, _honest_claims(one), str(_key(one).as_dict(private=False)["n"]).encode()))},
               registered=SIGNED))),
    Row("UIN-06", "Signed for another audience or issuer", "a genuine answer for somebody else", (
        *forms(bad_userinfo("audience_is_us"), {"another client": signs(aud="somebody-else"), "no audience": signs(aud=...)},
               registered=SIGNED),
        *forms(bad_userinfo("issuer_is_expected"), {
            "another issuer": signs(iss="http://localhost:1"), "no issuer": signs(iss=...)}, registered=SIGNED))),
    Row("UIN-07", "Expired or replayed UserInfo JWT", "an answer of another day, or about an earlier user", (
        *forms(bad_userinfo("token_is_fresh"), {"expired": signs(exp=1)}, registered=SIGNED),
        Form("of an earlier user", bad_userinfo("userinfo_sub_is_the_id_token_s"), walk=_of_an_earlier_user, registered=SIGNED))),
    Row("UIN-08", "ID token served as UserInfo", "the ID token once more",
        forms(bad_userinfo("token_is_of_its_kind"), {"ID token": jwt(lambda one: one.id_token())}, registered=SIGNED)),
    Row("UIN-09", "Content-type mismatch", "a body that is not what its media type says", (
        *forms(bad_userinfo("userinfo"), {
            "JSON as HTML": answers(lambda _: Said(json.dumps(BRUNO).encode(), media="text/html")),
            "no media type": answers(lambda _: Said(json.dumps(BRUNO).encode(), media=None))}),
        *forms(bad_userinfo("userinfo"), {"JWT as JSON": answers(lambda one: Said(one.id_token().encode()))}))),
    Row("UIN-10", "Badly typed claims", "claims that are no names, dates, codes, addresses", tuple(
        Form(f"{name}: {json.dumps(value)}", NOBODY, says(**{name: value}), also=_names_the_claim) for name, value in (
            ("birthdate", "31/12/1980"), ("birthdate", "1980-13-45"), ("birthdate", "1980-00-03"), ("birthdate", 19_801_231),
            ("gender", "X"), ("email", {"address": "bruno@example.org"}), ("birthcountry", "FRANCE"),
            ("given_name", ["Bruno"])))),
    Row("UIN-11", "Missing pivot claim", "each of the six facts, and the e-mail address, left out in turn", tuple(
        Form(name, NOBODY, says(**{name: ...}), also=_names_the_claim)
        for name in ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry", "email"))),
    Row("UIN-12", "Active content in claims", "markup, templates, look-ups, formulas, line feeds, a megabyte", (
        *(Form(text, ACCEPTED, says(preferred_username=text), also=_is_escaped) for text in (
            "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://localhost/a}", "=cmd()")),
        *forms(refused("Y010008"), {"markup in a name of the civil registry": says(given_name="<script>alert(1)</script>")}),
        *forms(NOBODY, {"line feed": says(given_name="Bruno\r\nSet-Cookie: a=b"), "300 characters": says(given_name="B" * 300)}),
        *forms(bad_userinfo("userinfo_endpoint_answers"), {"1 MB": says(given_name="B" * 1_000_000)}))),
    Row("UIN-13", "Identity of another person", "its own `sub`, the pivot identity of a person whom it does not know",
        forms(ACCEPTED, {"camille": says(**CAMILLE)}),
        note="not detectable from one message: a provider is believed about its people, as at the real hub, up to its level"),
    Row("UIN-14", "Victim e-mail, unverified", "a victim's e-mail address", tuple(
        Form(f"email_verified {json.dumps(verified) if verified is not ... else 'absent'}", ACCEPTED,
             says(email="camille@example.org", email_verified=verified), also=_another_person_with_her_mail)
        for verified in (False, "true", ...))),
    Row("UIN-15", "UserInfo HTTP errors", "no answer but a status", tuple(
        Form(str(status), bad_userinfo("userinfo_endpoint_answers"), answers(
            lambda _, status=status: Said(b"{}", status, headers={"Retry-After": "1"})), also=_is_one_call)
        for status in (401, 403, 404, 429, 500, 503))),
    Row("UIN-16", "Claim sources as SSRF", "claims to be fetched elsewhere", forms(ACCEPTED, {
        "canary": lambda one: says(_claim_names={"birthdate": "src"}, _claim_sources={"src": {"endpoint": one.canary}})(one)})),
)
