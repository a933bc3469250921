"""The operations of a store as Redis commands, and its replies as results. Pure: no connection is known here."""

from __future__ import annotations

import zlib
from typing import Any

from doublure.storage.errors import ValueTooLarge
from doublure.storage.interface import FOREVER, Drop, Get, Once, Operation, Put, Result, Take
from doublure.storage.keys import written

__all__ = ["Command", "command", "result"]

Command = tuple[str | bytes | int, ...]

#: Characters of `expires_at` before each value: FOREVER has twelve digits.
_DATE = 12

#: Octets from which a value is compressed: below, it would hardly get smaller.
_WORTH_PACKING = 80

#: What values often hold, the commonest last: a short value then has something to refer to. A value packed with another
#: dictionary, by another version of the program, cannot be read and is as good as gone.
_WORDS = (
    b'"email":"@example.org","preferred_username":"phone_number":"address":{"street_address":"postal_code":"locality":"'
    b'"code_verifier":"departure":{"claims":{"sub":"response_mode":"code_challenge":"notified":[],"login":{"grant":{"id":"'
    b'"given_name_array":["idp_birthdate":"given_name":"family_name":"birthdate":"gender":"female","gender":"male","birthplace":"'
    b'"birthcountry":"99100"},"identity":{"amr":["fc","pwd"],"idp_id":"pivot":{"acr":"eidas1","auth_time":179'
    b'"browsing":"","journey":"","idp":"redirect_uri":"http://localhost:","scope":["openid","profile","birth"],"state":"'
    b'"nonce":"amr":false,"sso":false,"silent":false,"id_token":"eyJhbGciOiJFUzI1NiIsImtpZCI6I'
    b'"stage":"identified"}{"asked":{"uid":"client_id":"thread":{"trace":"","client":"'
)

#: Seconds that Redis keeps a value longer than the store's clock wants: the TTL only collects garbage, it judges nothing.
_GRACE_S = 60

#: First caller wins until the date inside the mark, judged by the caller's clock and not by the server's.
#: KEYS: the mark. ARGV: now, new mark, milliseconds until garbage (0: never).
_ONCE = """
local held = redis.call('GET', KEYS[1])
if held and tonumber(string.sub(held, 1, 12)) > tonumber(ARGV[1]) then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
"""


def command(operation: Operation, *, prefix: str, now: int, max_value: int) -> Command:
    """*operation* as one Redis command. Raises `ValueTooLarge`."""
    key = written(prefix, operation.key)
    match operation:
        case Put(_, value, expires_at):
            if len(value) > max_value:
                raise ValueTooLarge.of(operation.key.shelf, len(value), max_value)
            garbage = _garbage_ms(expires_at, now)
            return ("SET", key, _dated(_packed(value), expires_at), *(("PX", garbage) if garbage else ()))
        case Get():
            return "GET", key
        case Take():
            return "GETDEL", key
        case Once(_, expires_at):
            # EVAL and not EVALSHA: one round trip also after the server has forgotten its scripts.
            return "EVAL", _ONCE, 1, key, now, _dated(b"", expires_at), _garbage_ms(expires_at, now)
        case Drop():
            return "UNLINK", key


def result(operation: Operation, reply: Any, now: int) -> Result:
    """The result of *operation* from Redis' *reply*."""
    match operation:
        case Get() | Take():
            if reply is None or int(reply[:_DATE]) <= now:
                return None
            return _unpacked(bytes(reply[_DATE:]))
        case Once():
            return bool(reply)
        case _:
            return None


def _dated(value: bytes, expires_at: int) -> bytes:
    return b"%0*d%b" % (_DATE, min(max(expires_at, 0), FOREVER), value)


def _packed(value: bytes) -> bytes:
    """*value* behind a letter that says whether it is compressed: a journey then takes half its room."""
    if len(value) < _WORTH_PACKING:
        return b"p" + value
    packing = zlib.compressobj(6, zdict=_WORDS)
    return b"z" + packing.compress(value) + packing.flush()


def _unpacked(value: bytes) -> bytes | None:
    if value[:1] != b"z":
        return value[1:]
    try:
        return zlib.decompressobj(zdict=_WORDS).decompress(value[1:])
    except zlib.error:
        return None


def _garbage_ms(expires_at: int, now: int) -> int:
    return 0 if expires_at >= FOREVER else (max(expires_at - now, 0) + _GRACE_S) * 1000
