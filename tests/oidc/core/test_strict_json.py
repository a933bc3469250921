from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doublure.oidc.strict_json import JsonRefused, json_object

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values, max_size=6), st.booleans())
def test_any_object_comes_back_as_it_was_written(value: dict[str, Any], ascii_only: bool) -> None:
    assert json_object(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_any_octets_are_an_object_or_refused(octets: bytes) -> None:
    try:
        assert isinstance(json_object(octets), dict)
    except JsonRefused:
        return


@pytest.mark.parametrize(("octets", "reason"), [
    (b'{"sub":"own","sub":"victim"}', "a name twice"),
    (b'{"a":{"sub":"own","s\\u0075b":"victim"}}', "a name twice"),
    (b'{"exp":NaN}', "a number that is none"),
    (b'{"exp":-Infinity}', "a number that is none"),
    (b'{"exp":1e400}', "a number that is none"),
    (b'{"exp":' + b"9" * 5000 + b"}", "not JSON"),
    (b'{"sub":"\\ud83d"}', "half a character"),
    (b'{"\\udc00":1}', "half a character"),
    (b"\xef\xbb\xbf{}", "not JSON"),
    ('{"sub":"x"}'.encode("utf-16"), "not UTF-8"),
    (b'{"sub":"\xff"}', "not UTF-8"),
    (b"", "not JSON"),
    (b"[]", "JSON, but no object"),
    (b'"text"', "JSON, but no object"),
    (b'{"a":' * 100_000, "not JSON"),
    (b"{} {}", "not JSON"),
    (b"{'a':1}", "not JSON"),
    (b'{"a":"\x01"}', "not JSON"),
    (b"<html></html>", "not JSON"),
])
def test_what_two_readers_could_understand_differently_is_refused(octets: bytes, reason: str) -> None:
    with pytest.raises(JsonRefused, match=f"^{reason}$"):
        json_object(octets)
