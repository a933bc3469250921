"""What the control API's calls about phones take and give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import ValidationError

from doublure.settings import Settings
from identity_providers.phone.deciding import Face, Title
from identity_providers.phone.requests import Seen, State, arrived
from identity_providers.phone.settings import Answers, Speed
from simulator.console.call import Call, document_of, invalid

__all__ = ["PHONE_MODELS", "PHONE_REQUEST", "Phone", "PhoneAnswer", "PhoneCode", "body", "request_shown"]


class PhoneAnswer(Settings):
    """What the person does on the phone. `title` and `face` count where a request reads an identity document."""

    action: Literal["accept", "refuse"]
    code: str = ""
    title: Title = "passport"
    face: Face = "recognised"


class PhoneCode(Settings):
    """The short code of a login page."""

    code: str


class Phone(Settings):
    """How a phone behaves. A PUT always unblocks it; `number` is that of the path."""

    number: str = ""
    speed: Speed
    answers: Answers = "by hand"
    blocked: bool = False


#: Bodies that a call takes.
PHONE_MODELS = (Phone, PhoneAnswer, PhoneCode)

_TEXT = {"type": "string"}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}
#: `request_shown` for the OpenAPI document.
PHONE_REQUEST: dict[str, Any] = {"type": "object", "properties": {
    "id": _TEXT, "state": {"enum": list(State)}, "reason": _TEXT, "arrived": {"type": "boolean"}, "provider": _TEXT,
    "title": _TEXT, "service": _TEXT, "place": _TEXT,
    "matching": {"type": "string", "description": "the two digits that the login page shows too"},
    "sheet": {"enum": ["application", "sim", "title"]}, "trace_id": _TEXT, "created_at": _MOMENT, "arrives_at": _MOMENT,
    "expires_at": _MOMENT,
}}


def body(model: type[Any], call: Call) -> Any:
    """The body of *call* as a *model*. Raises `Problem`."""
    try:
        return model.model_validate(document_of(call))
    except ValidationError as error:
        raise invalid(error, model) from None


def request_shown(seen: Seen, now: int) -> dict[str, Any]:
    """A request to a phone as the API shows it at *now*."""
    request = seen.request
    return {
        "id": request.id, "state": seen.state, "reason": seen.reason, "arrived": arrived(request, now),
        "provider": request.provider, "title": request.title, "service": request.service, "place": request.place,
        "matching": request.matching, "sheet": request.sheet, "trace_id": request.thread.trace,
        "created_at": _moment(request.created_at), "arrives_at": _moment(request.arrives_at),
        "expires_at": _moment(request.expires_at),
    }


def _moment(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
