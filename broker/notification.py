"""The mail about an unusual connection: when it is sent, and what it says (contract §6.5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from broker.devices import Device, mark_of
from broker.errors.forms import DeviceCorrupt
from broker.errors.identity import NoAddressToNotify
from broker.journey import Identified
from broker.ports import Ports
from broker.session import Session
from doublure.exchange import Cookie, Request
from doublure.mail import Letter

__all__ = ["device_cookie_name", "notify"]

_PARIS = ZoneInfo("Europe/Paris")


def device_cookie_name(ports: Ports) -> str:
    """The device cookie of this platform."""
    return f"{ports.platform.application}_trusted_device"


def notify(ports: Ports, request: Request, session: Session, identified: Identified) -> tuple[bool, Cookie]:
    """Send the mail if this connection asks for it. Gives whether it was sent, and the device cookie to set."""
    device = Device.read(request.cookies.get(device_cookie_name(ports)))
    if device is None:
        raise DeviceCorrupt
    mark = mark_of(identified.pivot, ports.platform.subject_key.reveal())
    cookie = device.remembering(mark).cookie(device_cookie_name(ports))
    provider = ports.registry.identity_provider(identified.idp)
    if provider is None or not provider.authentication_email or identified.asked.client_id in session.notified:
        return False, cookie
    unusual = is_suspicious(request) or not device.knows(mark)
    if not unusual and device.trusted:
        return False, cookie
    address = identified.identity.get("email")
    if not address and identified.pivot.account:
        return False, cookie  # her provider may have none: it was not owed
    if not address:
        raise NoAddressToNotify
    ports.outbox.send(_letter(ports, session, identified, provider.title, str(address)))
    ports.trail(identified.asked.thread, identified.asked.client_id).event("FC_NOTIFICATION_SENT")
    return True, cookie


def is_suspicious(request: Request) -> bool:
    """Whether the proxy in front found the context suspicious (contract §4, header `x-suspicious`)."""
    return request.headers.get("x-suspicious") == "1"


def _letter(ports: Ports, session: Session, identified: Identified, account: str, address: str) -> Letter:
    party = ports.registry.relying_party(identified.asked.client_id)
    service = party.name if party else identified.asked.client_id
    at = datetime.fromtimestamp(ports.clock.now(), UTC).astimezone(_PARIS)
    name = identified.identity.get("preferred_username") or identified.pivot.family_name
    said: dict[str, Any] = {
        "greeting": f"Bonjour {(identified.pivot.given_name_array or [''])[0]} {name},",
        "service": service,
        "platform": ports.platform.title,
        "account": account,
        "day": f"{at:%d/%m/%Y}",
        "hour": f"{at:%H:%M}",
        "browsing": session.browsing,
        "report": f"{ports.dashboard}/report?connection={session.browsing}",
        "dashboard": f"{ports.dashboard}/",
    }
    text = (
        f"{said['greeting']}\n\n"
        f"Une connexion avec {said['platform']} (simulé) a eu lieu le {said['day']} à {said['hour']} (heure de Paris)\n"
        f"sur le service {service}, avec le compte {account} (simulé).\n\n"
        "Vous recevez ce message parce que cette connexion est inhabituelle : nouvel appareil, appareil utilisé par plusieurs\n"
        "personnes, ou contexte suspect. Les connexions habituelles ne donnent pas lieu à un message.\n\n"
        f"Ce n’était pas vous ? Je signale une usurpation : {said['report']}\n"
        f"Toutes vos connexions, et les moyens de connexion que vous autorisez : {said['dashboard']}\n\n"
        f"Code d’identification : {session.browsing}\n"
    )
    html = ports.pages.fragment("notification.html", **said)
    return Letter(
        to=address,
        subject=f"Alerte de connexion au service « {service} » avec {ports.platform.title}",
        text=text,
        html=html,
        sender=f"NE PAS RÉPONDRE <ne-pas-repondre@{ports.platform.application}.example.org>",
        application=ports.platform.application,
    )
