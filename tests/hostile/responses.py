"""Family ARS: what comes back with the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.hostile.forgery import Play
from tests.hostile.provider import SLUG, Hostile
from tests.hostile.rows import ACCEPTED, BANNER, Ends, Form, Row, forms, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.loopback import Said, Seen
from tests.oidc.core.upstream import CODE
from tests.stories.federation import CALLBACK, SANDBOX_SECRET, Service, log_in

__all__ = ["ROWS"]

STATE_WRONG = refused("Y020022")
NASTY = "\"><script>alert(1)</script>'"


def comes_back(**parameters: Any) -> Play:
    """The answer says otherwise; `...` leaves a parameter out, a list repeats it."""

    def play(hostile: Hostile) -> None:
        hostile.answer_changes = parameters

    return play


def _state(change: Callable[[str], str]) -> Play:
    """The state is changed on its way."""

    def play(hostile: Hostile) -> None:
        honest = hostile.server.routes["/authorize"]

        def answer(seen: Seen) -> Any:
            asked = dict(parse_qsl(seen.target.partition("?")[2]))
            hostile.answer_changes = {"state": change(asked["state"])}
            return honest(seen)

        hostile.route("/authorize", answer)

    return play


def _no_code_was_sent(scene: Scene, saw: Saw) -> None:
    assert scene.provider.calls("/token") == [], "stopped before the token call"


def _callback_of(scene: Scene, saw: Saw) -> str:
    return next(url for url in saw.person.visited if url.startswith(f"{scene.federation.issuer}/oidc-callback"))


def _in_another_browser(scene: Scene) -> Saw:
    """Login CSRF: the attacker's own answer, opened by a victim who is on her way as well."""
    attacker = scene.service.person()
    attacker.stop_at = (f"{scene.federation.issuer}/oidc-callback",)
    attacker.opens(scene.service.asks().url)
    caught = attacker.presses(f"idp-{SLUG}").url
    victim, question = scene.service.person(), scene.service.asks()
    victim.opens(question.url)
    victim.opens(caught)
    return Saw(victim, question)


def _in_an_empty_browser(scene: Scene) -> Saw:
    attacker = scene.service.person()
    attacker.stop_at = (f"{scene.federation.issuer}/oidc-callback",)
    attacker.opens(scene.service.asks().url)
    caught = attacker.presses(f"idp-{SLUG}").url
    victim, question = scene.service.person(), scene.service.asks()
    victim.opens(caught)
    return Saw(victim, question)


def _twice(scene: Scene) -> Saw:
    saw = scene.logs_in()
    assert saw.logged_in
    calls = len(scene.provider.calls("/token"))
    saw.person.opens(_callback_of(scene, saw))
    assert len(scene.provider.calls("/token")) == calls
    return saw


def _mix_up(scene: Scene) -> Saw:
    """The person chooses the hostile provider, which sends her on to an honest one as if the hub had."""
    honest = scene.federation.public("impots")

    def sends_on(seen: Seen) -> Said:
        asked = dict(parse_qsl(seen.target.partition("?")[2]))
        return Said(status=303, media=None, headers={"Location": f"{honest}/authorize?{urlencode(asked)}"})

    scene.provider.route("/authorize", sends_on)
    saw = scene.logs_in()
    log_in(saw.person)
    return saw


def _at_another_address(chosen: str, other: str) -> Callable[[Scene], Saw]:
    """On the platform openid, where each provider has an address of its own: *chosen* answers at that of *other*."""

    def walk(scene: Scene) -> Saw:
        origin = scene.federation.public("hub-openid")
        service = Service(origin, "sandbox", SANDBOX_SECRET, CALLBACK, scope="openid")
        person, question = service.person(), service.asks(acr_values=None)
        person.stop_at = (f"{origin}/callback/",)
        person.opens(question.url.replace("/authorize?", "/oidc/authorize?"))
        page = person.presses(f"idp-{chosen}")
        answer = page if chosen == SLUG else log_in(person)
        person.stop_at = ()
        person.opens(answer.url.replace(f"/callback/{chosen}", f"/callback/{other}"))
        return Saw(person, question)

    return walk


def _code_of_somebody_else(scene: Scene) -> Saw:
    """A code stolen from a victim's login at an honest provider, put into the attacker's own."""
    callback = f"{scene.federation.issuer}/oidc-callback"

    def to_the_code() -> tuple[Any, Any, dict[str, str]]:
        person, question = scene.service.person(), scene.service.asks()
        person.stop_at = (callback,)
        person.opens(question.url)
        person.presses("idp-impots")
        log_in(person)
        return person, question, person.query()

    _, _, stolen = to_the_code()
    person, question, own = to_the_code()
    person.stop_at = ()
    person.opens(f"{callback}?{urlencode(own | {'code': stolen['code']})}")
    return Saw(person, question)


def _unsolicited(scene: Scene) -> Saw:
    person, question = scene.service.person(), scene.service.asks()
    person.opens(question.url)
    answer = {"code": CODE, "state": "0" * 64, "iss": scene.provider.issuer}
    person.opens(f"{scene.federation.issuer}/oidc-callback?{urlencode(answer)}")
    return Saw(person, question)


def _by(method: str, fragment: bool = False) -> Callable[[Scene], Saw]:
    """The answer by another channel: a form, or behind the `#`, which a browser keeps to itself."""

    def walk(scene: Scene) -> Saw:
        person, question = scene.service.person(), scene.service.asks()
        callback = f"{scene.federation.issuer}/oidc-callback"
        person.stop_at = (callback,)
        person.opens(question.url)
        query = urlsplit(person.presses(f"idp-{SLUG}").url).query
        person.stop_at = ()
        if fragment:
            person.opens(callback)
        else:
            person.request(method, callback, query)
        return Saw(person, question)

    return walk


def _overwritten(scene: Scene) -> Saw:
    """Two logins in one browser: the answer to the first comes when the second has left."""
    person, question = scene.service.person(), scene.service.asks()
    person.stop_at = (f"{scene.federation.issuer}/oidc-callback",)
    person.opens(question.url)
    first = person.presses(f"idp-{SLUG}").url
    person.opens(scene.service.asks().url)
    person.presses("idp-impots")
    person.stop_at = ()
    person.opens(first)
    return Saw(person, question)


def _is_not_told(scene: Scene, saw: Saw) -> None:
    """The provider's words reach the journal, and nobody's screen or relying party."""
    assert "alert(1)" not in saw.page.text
    assert "javascript:" not in saw.page.text


def _has_no_token(scene: Scene, saw: Saw) -> None:
    assert "e30.e30.e30" not in str(scene.journal())


def _without_code(**parameters: Any) -> Play:
    return comes_back(code=..., **parameters)


METHOD = Ends("refused", "Y000404", 404, recorded=False)

ROWS: tuple[Row, ...] = (
    Row("ARS-01", "state missing", "no `state`", forms(refused("Y020021"), {
        "absent": comes_back(state=...), "empty": comes_back(state="")}, also=_no_code_was_sent)),
    Row("ARS-02", "state wrong", "another `state`, or ours in part", forms(STATE_WRONG, {
        "random": comes_back(state="f" * 64), "truncated": _state(lambda state: state[:-1]), "upper case": _state(
            lambda state: state[:32] + state[32:].upper() + "A"), "doubled": _state(lambda state: state * 2),
    }, also=_no_code_was_sent)),
    Row("ARS-03", "state of another session (login CSRF)", "the attacker's answer in a victim's browser", (
        Form("a victim on her way", STATE_WRONG, walk=_in_another_browser, also=_no_code_was_sent),
        Form("a victim who was not", refused("Y190001"), walk=_in_an_empty_browser, also=_no_code_was_sent))),
    Row("ARS-04", "Response replayed", "the same answer twice", (Form("twice", Ends(
        "refused", "Y420001", 400, userinfo=True, before=True), walk=_twice),)),
    Row("ARS-05", "Wrong iss", "the `iss` of another provider", forms(refused("Y020022", "iss_is_expected"), {
        "another": comes_back(iss="http://localhost:4421"), "slash": lambda one: comes_back(iss=one.issuer + "/")(one),
    }, also=_no_code_was_sent)),
    Row("ARS-06", "iss removed though announced", "no `iss`", forms(refused("Y020022", "iss_is_expected"), {
        "absent": comes_back(iss=...), "empty": comes_back(iss="")}, also=_no_code_was_sent)),
    Row("ARS-07", "IdP mix-up, full flow", "the hostile provider sends the person on to an honest one, whose code comes back",
        (Form("through impots", refused("Y020022", "iss_is_expected"), walk=_mix_up, also=_no_code_was_sent),)),
    Row("ARS-08", "COAT / CORF between the six IdPs", "one provider's answer at another's address (platform `openid`)", (
        Form("its own, at that of impots", STATE_WRONG, walk=_at_another_address(SLUG, "impots"), also=_no_code_was_sent),
        Form("that of impots, at its own", STATE_WRONG, walk=_at_another_address("impots", SLUG), also=_no_code_was_sent))),
    Row("ARS-09", "Code injection", "a victim's code from impots.gouv.fr in the attacker's own login",
        (Form("stolen code", refused("Y020026", "token_endpoint_answers"), walk=_code_of_somebody_else),)),
    Row("ARS-10", "Unsolicited response (IdP-initiated)", "an answer nobody asked for",
        (Form("no departure", STATE_WRONG, walk=_unsolicited, also=_no_code_was_sent),)),
    Row("ARS-11", "Error injection", "an error with a valid `state`, also beside a code", forms(BANNER, {
        "error": _without_code(error="access_denied"), "error beside a code": comes_back(error="access_denied"),
        "empty error beside a code": comes_back(error="")}, also=_no_code_was_sent)),
    Row("ARS-12", "Duplicated parameters", "a parameter twice, or as a list", (
        *forms(refused("Y000400"), {"two codes": comes_back(code=[CODE, "another"]), "two states": comes_back(state=["a", "b"])},
               also=_no_code_was_sent),
        *forms(refused("Y020025"), {"code[]": _without_code(**{"code[]": CODE})}, also=_no_code_was_sent))),
    Row("ARS-13", "Wrong response channel", "a fragment, or a form", (
        Form("fragment", refused("Y020025"), walk=_by("GET", fragment=True), also=_no_code_was_sent),
        Form("form", METHOD, walk=_by("POST"), also=_no_code_was_sent))),
    Row("ARS-14", "Session overwriting", "the answer to an earlier login of the same browser",
        (Form("two logins", STATE_WRONG, walk=_overwritten, also=_no_code_was_sent),)),
    Row("ARS-15", "Tokens in the query", "tokens beside the code", forms(ACCEPTED, {
        "both": comes_back(access_token="e30.e30.e30", id_token="e30.e30.e30")}, also=_has_no_token)),
    Row("ARS-16", "Hostile values", "markup, control characters, far too much", (
        *forms(STATE_WRONG, {"state with markup": comes_back(state=NASTY), "state not ASCII": comes_back(state="é" * 64)}),
        *forms(Ends("refused", "Y020025", 400, "code_is_present"), {
            "code with line feeds": comes_back(code="a\r\nSet-Cookie: b=c"), "code not ASCII": comes_back(code="é"),
            "code of 5 kB": comes_back(code="c" * 5_000)}, also=_no_code_was_sent),
        *forms(refused("Y000400"), {"code with NUL": comes_back(code="a\0b")}, also=_no_code_was_sent))),
    Row("ARS-17", "XSS through error_description", "script where the provider explains itself", forms(BANNER, {
        "markup": _without_code(error="access_denied", error_description=NASTY, error_uri="javascript:alert(1)"),
        "in the error": _without_code(error=NASTY)}, also=_is_not_told)),
    Row("ARS-18", "IdP error propagation", "every error that a provider may give", forms(BANNER, {
        error: _without_code(error=error, error_description="the words of the provider") for error in (
            "access_denied", "login_required", "temporarily_unavailable", "invalid_scope", "server_error", "never_heard_of")})),
    Row("ARS-22", "Cross-user session fixation", "the attacker begins, the victim is sent the provider's address and finishes",
        (Form("two browsers", refused("Y190001"), walk=_in_an_empty_browser, also=_no_code_was_sent),),
        note="as ARS-03: whoever finishes must have begun"),
)
