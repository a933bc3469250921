"""What the control API gives that no model describes: JSON Schema (2020-12, the dialect of OpenAPI 3.1), written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.console.phone_documents import PHONE_REQUEST
from simulator.console.run_documents import RUN_SCHEMAS

__all__ = ["SCHEMAS"]

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
_WHOLE = {"type": "integer"}
_TEXTS = {"type": "array", "items": _TEXT}
_ANY: dict[str, Any] = {"type": "object"}


def _record(properties: Mapping[str, Any], *optional: str) -> dict[str, Any]:
    """An object with exactly *properties*, all there but the *optional* ones."""
    return {"type": "object", "properties": dict(properties), "required": [name for name in properties if name not in optional],
            "additionalProperties": False}


_FLOW = {
    "trace_id": _TEXT, "client_id": _MAYBE, "client_ids": _TEXTS, "run": _MAYBE, "started_at": _MOMENT, "ended_at": _MOMENT,
    "applications": _TEXTS, "events": _TEXTS, "checks": _WHOLE,
    "refusals": {"type": "array", "items": _record({"rule": _TEXT, "code": _MAYBE, "reference": _TEXT, "received": _TEXT,
                                                    "expected": _TEXT})},
    "diagnosis": {"type": "array", "items": _record({"code": _TEXT, "title": _TEXT, "what": _TEXT, "change": _TEXT,
                                                     "reference": _TEXT, "rule": _TEXT, "refusal": _MAYBE})},
}
_KINDS = ("check", "message", "event")
_THREAD = _record({"trace": _TEXT, "run": _MAYBE, "scenario": _MAYBE, "variant": _MAYBE, "client": _MAYBE, "autopilot": _MAYBE,
                   "own_issuer": {"type": "boolean"}})
_RECORD = _record({
    "at": {"type": "integer", "description": "milliseconds since the epoch"}, "house": _TEXT, "client_id": _MAYBE,
    "thread": _THREAD, "event": {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": list(_KINDS)}}},
})

SCHEMAS: Mapping[str, dict[str, Any]] = {
    "Letter": _record({"id": _TEXT, "at": {"type": "integer", "description": "milliseconds since the epoch"}, "to": _TEXT,
                       "subject": _TEXT, "text": _TEXT, "html": _TEXT, "sender": _TEXT, "application": _TEXT}),
    "Flow": _record(_FLOW),
    "FlowInFull": _record({**_FLOW, "records": {"type": "array", "items": _RECORD}}),
    "Clock": _record({
        "now": _MOMENT,
        "shifted": {"type": "array", "items": _record({
            "scope": {"enum": ["everybody", "run", "client", "trace"]}, "run": _TEXT, "client_id": _TEXT, "trace_id": _TEXT,
            "now": _MOMENT, "offset": {"type": "integer", "description": "seconds"},
            "age": {"type": "integer", "description": "seconds"}, "set": {"type": "boolean"},
        }, "run", "client_id", "trace_id")},
    }),
    "IssuerKeys": _record({"issuer": _TEXT, "application": _TEXT, "keys": {"type": "array", "items": _record(
        {"kid": _TEXT, "alg": _TEXT, "stage": {"enum": ["next", "signing", "previous"]}})}}),
    "PhoneRequest": PHONE_REQUEST,
    "Record": _RECORD,
    **RUN_SCHEMAS,
    "Har": {"type": "object", "required": ["log"], "properties": {"log": _ANY}, "description": "HAR 1.2"},
    "OpenApi": {"type": "object", "required": ["openapi", "info", "paths"]},
    "Problem": {
        **_record({"type": _TEXT, "title": _TEXT, "status": _WHOLE, "detail": _TEXT, "instance": _TEXT,
                   "errors": {"type": "array", "items": _record({"field": _TEXT, "pointer": _TEXT, "detail": _TEXT})}}, "errors"),
        "description": "RFC 9457; `errors` names each field at fault",
    },
}
