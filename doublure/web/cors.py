"""Cross-origin requests by scripts: who may read an answer (Fetch standard, CORS protocol). Never with cookies.

Which origins are let in, and to which endpoints, is for the house to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from doublure.exchange import Answer

__all__ = ["preflight", "readable_by"]

_HOUR_S = "3600"


def preflight(origin: str | None, methods: Sequence[str]) -> Answer:
    """The answer to OPTIONS: 204, and what *origin* may send; nothing of it for an origin that is `None`, not let in."""
    answer = Answer(status=204, headers=(("Allow", ", ".join(methods)),))
    if origin is None:
        return readable_by(None, answer)
    return readable_by(origin, answer).with_header(
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
        ("Access-Control-Max-Age", _HOUR_S),
    )


def readable_by(origin: str | None, answer: Answer) -> Answer:
    """*answer*, which scripts of *origin* may read, the challenge of a refusal included; `*` is everybody, `None` nobody more."""
    varying = () if origin == "*" else (("Vary", "Origin"),)
    if origin is None:
        return answer.with_header(*varying)
    return answer.with_header(
        ("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", "WWW-Authenticate"), *varying,
    )
