"""What did not happen: read from the events of a journey, the requests of the same client around it, and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from broker.diagnosis.attempts import Told
from broker.diagnosis.entry import Matter, plain, quoted
from broker.diagnosis.watching import Watched

__all__ = ["silences"]

#: Seconds a server may take for its next request before its silence is looked at: suites log in many people at the same time.
_GRACE_S = 5
#: An answer of error followed so soon by a request was read by nobody.
_LOOP_S = 10
#: So long may somebody be at her provider.
_ELSEWHERE_S = 300


def silences(watched: Watched) -> Iterator[Matter]:
    """What is missing from the journey, and what is there twice."""
    yield from _repeated(watched)
    answered = watched.last("authorization_response", "sent")
    if answered is None:
        yield from _elsewhere(watched)
    elif "error" in answered["event"]["content"]:
        yield from _unread(watched, answered)
    elif watched.last("token_request", "received") is None:
        yield from _unredeemed(watched, answered)
    else:
        yield from _unused(watched)


def _repeated(watched: Watched) -> Iterator[Matter]:
    mine = watched.asked
    for name in mine.fingerprints:
        before = watched.attempts.before(mine, name)
        if before is not None:
            length = str(mine.content.get(name, "")).strip("<>").partition(" ")[0]
            yield _silence(f"{name}_reused", length=length, before=(mine.at - before.at) // 1000)


def _elsewhere(watched: Watched) -> Iterator[Matter]:
    left = watched.last("authorization_request", "sent")
    back = watched.last("authorization_response", "received")
    if left is None or (back is not None and back["at"] >= left["at"]) or watched.since(left) < _ELSEWHERE_S:
        return
    yield _silence("provider_silent", provider=left["event"]["peer"], at=_clock(left))


def _unread(watched: Watched, answered: Told) -> Iterator[Matter]:
    again = watched.again(answered, _LOOP_S)
    if again is not None:
        yield _silence("error_unread", error=answered["event"]["content"]["error"], again=again)


def _unredeemed(watched: Watched, answered: Told) -> Iterator[Matter]:
    ago, again = watched.since(answered), watched.again(answered)
    uri = quoted(str(watched.asked.content.get("redirect_uri", "")))
    if again is not None and ago >= _GRACE_S:
        yield _silence("callback_refused", uri=uri, again=again)
    elif ago >= watched.lifetimes.code:
        yield _silence("token_request_missing", uri=uri, at=_clock(answered), lifetime=watched.lifetimes.code)


def _unused(watched: Watched) -> Iterator[Matter]:
    given = watched.last("token_response", "sent")
    if given is None or "error" in given["event"]["content"]:
        return
    scope = str(given["event"]["content"].get("scope", "")).split()
    rest = {*scope} - {"openid", "offline_access"}
    if rest == {"email"}:
        yield _silence("email_only", scope=" ".join(scope))
    ago, again = watched.since(given), watched.again(given)
    if not rest or watched.last("userinfo_request", "received") is not None or ago < _GRACE_S:
        return
    signed = watched.last("id_token", "sent")
    header: Told = (signed["event"].get("header") if signed else None) or {}
    alg, kid = header.get("alg", "?"), header.get("kid")
    if again is not None:
        rule = "id_token_rejected_key" if kid else "id_token_rejected_secret"
        yield _silence(rule, alg=alg, kid=quoted(str(kid)), again=again)
    elif ago >= (lifetime := min(watched.lifetimes.access_token, watched.lifetimes.grant)):
        yield _silence("userinfo_missing", at=_clock(given), lifetime=lifetime, scope=" ".join(scope), alg=alg)


def _clock(record: Told) -> str:
    """When *record* was written. A number of seconds ago would be another one at each look."""
    return datetime.fromtimestamp(record["at"] / 1000, UTC).strftime("%H:%M:%S UTC")


def _silence(rule: str, **facts: object) -> Matter:
    return Matter(rule=rule, facts={name: plain(str(value)) for name, value in facts.items()})
