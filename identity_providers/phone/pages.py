"""The page of a phone: what is asked of it, and the answer of whoever holds it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from doublure.exchange import Answer, Request, json_answer, see_other
from doublure.web.guard import is_loopback
from identity_providers.phone.deciding import FACES, TITLES, Reply, Trouble, accept, refuse
from identity_providers.phone.handset import Handset
from identity_providers.phone.owners import phones, spoken
from identity_providers.phone.requests import PENDING, Seen

__all__ = ["answer", "home", "show", "state"]

_PARIS = ZoneInfo("Europe/Paris")
_STATUS = {Trouble.UNKNOWN: 404, Trouble.OVER: 409, Trouble.NOT_ARRIVED: 409}


def home(handset: Handset, request: Request) -> Answer:
    """GET `/`: every phone; a code that was scanned goes along to the one that is chosen."""
    code = (request.query.get("code") or "")[:20]
    listed = [{"number": number, "spoken": spoken(number), "owners": found} for number, found in phones(handset.people())]
    return handset.pages.html("phones.html", request, phones=listed, code=code)


def show(handset: Handset, request: Request, who: str) -> Answer:
    """GET `/telephone/{number}`: what the phone is asked now. A login or another spelling leads to the number."""
    number = handset.number(who)
    if number is None:
        return handset.absent(request)
    return _screen(handset, request, number, handset.desk.show(number)) if number == who else see_other(f"/telephone/{number}")


def state(handset: Handset, request: Request, who: str) -> Answer:
    """GET `/telephone/{number}/state`: which request the phone has, for its page to notice another one by itself."""
    return handset.turned_away(request, who) or json_answer({"now": _mark(handset.desk.show(who))})


def answer(handset: Handset, request: Request, who: str) -> Answer:
    """POST `/telephone/{number}`: the person accepts or refuses what her phone shows."""
    if away := handset.turned_away(request, who):
        return away
    form = request.form
    request_id = form.get("request") or ""
    title = next((title for title in TITLES if title == form.get("title", "passport")), None)
    face = next((face for face in FACES if face == form.get("face", "recognised")), None)
    if title is None or face is None:
        return handset.absent(request)
    if form.get("action") == "refuse":
        reply = refuse(handset.desk, who, request_id)
    else:
        reply = accept(handset.desk, who, request_id, code=form.get("code") or "", title=title, face=face)
    if reply.trouble in {None, Trouble.BLOCKED}:
        return see_other(f"/telephone/{who}")
    return _screen(handset, request, who, reply.seen, reply)


def _screen(handset: Handset, request: Request, number: str, seen: Seen | None, reply: Reply | None = None) -> Answer:
    trouble = reply.trouble if reply else None
    asked, settings = seen.request if seen else None, handset.desk.settings
    return handset.page(
        "phone.html", request, number, status=_STATUS.get(trouble, 403) if trouble else 200, seen=seen, mark=_mark(seen),
        pending=seen is not None and seen.state in PENDING, trouble=trouble.name.lower() if trouble else "",
        left=reply.left if reply else 0, time=_hour(asked.created_at) if asked else "", titles=list(TITLES), faces=list(FACES),
        nearby=bool(asked and is_loopback(asked.place)),
        published=settings.pin if asked and asked.sheet == "sim" else settings.code,
    )


def _mark(seen: Seen | None) -> str:
    return f"{seen.request.id}:{seen.state}" if seen else ""


def _hour(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC).astimezone(_PARIS):%H:%M:%S}"
