"""What a phone has beside requests: taking up a login by its code, and how it behaves."""

from __future__ import annotations

from doublure.exchange import Answer, Request, see_other
from identity_providers.phone.device import Device
from identity_providers.phone.handset import Handset
from identity_providers.phone.pairing import Pairing, Unpaired
from identity_providers.phone.settings import ANSWERS, SPEEDS

__all__ = ["scan", "settings"]

_LONGEST_CODE = 20


def scan(handset: Handset, request: Request, who: str) -> Answer:
    """GET or POST `/telephone/{number}/scan`: take up the login whose code was scanned or is typed."""
    if away := handset.turned_away(request, who):
        return away
    if request.method != "POST":
        code = (request.query.get("code") or "")[:_LONGEST_CODE]
        return handset.page("scan.html", request, who, code=code, trouble="")
    found = Pairing(handset.desk).take_up(who, request.form.get("code") or "", handset.people())
    if isinstance(found, Unpaired):
        return handset.page("scan.html", request, who, status=403, code="", trouble=found.name.lower())
    return see_other(f"/telephone/{who}")


def settings(handset: Handset, request: Request, who: str) -> Answer:
    """GET or POST `/telephone/{number}/settings`: how the phone behaves, and the way to unblock it."""
    if away := handset.turned_away(request, who):
        return away
    devices = handset.desk.devices
    if request.method != "POST":
        return handset.page(
            "phone_settings.html", request, who, device=devices.of(who), speeds=SPEEDS, answers=ANSWERS,
            blocked=devices.is_blocked(who), saved=request.query.get("saved") == "yes",
        )
    if request.form.get("action") == "unblock":
        devices.unblock(who)
        return see_other(f"/telephone/{who}/settings?saved=yes")
    speed = next((speed for speed in SPEEDS if speed == request.form.get("speed")), None)
    answers = next((answers for answers in ANSWERS if answers == request.form.get("answers")), None)
    if speed is None or answers is None:
        return handset.absent(request)
    devices.set(who, Device(speed=speed, answers=answers))
    return see_other(f"/telephone/{who}/settings?saved=yes")
