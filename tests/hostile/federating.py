"""Family FED: what only a hub between many providers can get wrong."""

from __future__ import annotations

from typing import Any

from tests.hostile.provider import BRUNO, SLUG, UID
from tests.hostile.rows import ACCEPTED, Ends, Form, Row
from tests.hostile.scene import Saw, Scene
from tests.hostile.userinfo import CAMILLE
from tests.stories.federation import log_in

__all__ = ["ROWS"]


def _sub_after(scene: Scene, saw: Saw) -> str:
    """Who she is to the relying party, at the end of a walk that has reached the confirmation."""
    assert saw.logged_in, saw.page.said("error-code")
    saw.person.presses("consent-continue")
    return str(scene.service.knows(saw.person, saw.question).userinfo["sub"])


def _at_impots(scene: Scene, login: str) -> str:
    saw = scene.logs_in(button="idp-impots")
    log_in(saw.person, login)
    return _sub_after(scene, saw)


def _as(scene: Scene, sub: str, **person: Any) -> Saw:
    scene.provider.id_claims = {"sub": sub}
    scene.provider.userinfo = {**BRUNO, **person, "sub": sub}
    return scene.logs_in()


def _same_person_twice(scene: Scene) -> Saw:
    scene.notes["expected"] = _at_impots(scene, "bruno")
    return scene.logs_in()


def _sub_of_another_s_person(scene: Scene) -> Saw:
    """Its Camille has the `sub` that its Bruno had."""
    scene.notes["unlike"] = _sub_after(scene, _as(scene, "42"))
    return _as(scene, "42", **CAMILLE)


def _another_sub_each_time(scene: Scene) -> Saw:
    scene.notes["expected"] = _sub_after(scene, _as(scene, "first"))
    return _as(scene, "second")


def _reassigned(scene: Scene) -> Saw:
    scene.notes["expected"] = _at_impots(scene, "camille")
    _sub_after(scene, _as(scene, "reassigned"))
    return _as(scene, "reassigned", **CAMILLE)


def _switched_off_meanwhile(scene: Scene) -> Saw:
    person, question = scene.service.person(), scene.service.asks()
    person.stop_at = (f"{scene.federation.issuer}/oidc-callback",)
    person.opens(question.url)
    answer = person.presses(f"idp-{SLUG}").url
    registered = scene.federation.api.call("GET", f"/api/identity-providers/{UID}").json
    changed = scene.federation.api.call("PUT", f"/api/identity-providers/{UID}", registered | {"active": False})
    assert changed.status == 200, changed.text
    person.stop_at = ()
    person.opens(answer)
    return Saw(person, question)


def _sub_is_right(scene: Scene, saw: Saw) -> None:
    sub = scene.notes["known"].userinfo["sub"]
    assert sub == scene.notes.get("expected", sub)
    assert sub != scene.notes.get("unlike")


def _is_offered_no_more(scene: Scene, saw: Saw) -> None:
    assert "Indisponible" in saw.page.said(f"idp-{SLUG}")


CHOICE = Ends("choice", userinfo=True)

ROWS: tuple[Row, ...] = (
    Row("FED-01", "Same person from two IdPs", "one identity, through impots.gouv.fr and through the hostile provider",
        (Form("Bruno", ACCEPTED, walk=_same_person_twice, also=_sub_is_right),),
        note="one `sub` for the relying party: it comes from the pivot identity, as at the real hub"),
    Row("FED-02", "Same sub from two IdPs", "one `sub` for two people",
        (Form("42", ACCEPTED, walk=_sub_of_another_s_person, also=_sub_is_right),),
        note="two persons for the relying party"),
    Row("FED-06", "IdP disabled mid-flow", "switched off while the person is there",
        (Form("before the answer", CHOICE, walk=_switched_off_meanwhile, also=_is_offered_no_more),)),
    Row("FED-07", "Unstable sub", "another `sub` at each login of one person",
        (Form("two logins", ACCEPTED, walk=_another_sub_each_time, also=_sub_is_right),),
        note="one person for the relying party"),
    Row("FED-08", "Reassigned sub", "a `sub` that meant Bruno now means Camille",
        (Form("Camille", ACCEPTED, walk=_reassigned, also=_sub_is_right),),
        note="she is Camille, and nothing of Bruno's is hers"),
)
