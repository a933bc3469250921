"""What comes from outside is read exactly or refused with a sentence: it never raises, and is never guessed."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.provisional import urls

from doublure.exchange import Answer, Parameters, Request, text_answer
from doublure.web.language import negotiate
from doublure.web.reading import FORM, MAX_BODY, MAX_PARAMETERS, read_cookies, read_parameters
from tests.web.application import Application, make_application

FORM_HEADER = {"Content-Type": FORM}
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))
# The application holds no state but what it saw, so the examples of one test may share it.
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_parameters_keep_their_order_and_their_repetitions() -> None:
    read, fault = read_parameters(b"a=1&b=2&a=3&c&&d=", "query")
    assert fault is None
    assert read.pairs == (("a", "1"), ("b", "2"), ("a", "3"), ("c", ""), ("d", ""))
    assert read.repeated() == ("a",)


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=MAX_PARAMETERS))
def test_whatever_text_a_client_encodes_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert read_parameters(urlencode(pairs).encode(), "body") == (Parameters(tuple(pairs)), None)


@given(st.binary())
def test_bytes_that_are_not_utf_8_are_refused_and_all_others_are_read(value: bytes) -> None:
    read, fault = read_parameters(b"state=" + quote_from_bytes(value).encode(), "query")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        assert (read, fault) == (Parameters(), "query is not UTF-8")
    else:
        expected = (Parameters(), "query contains a NUL") if "\x00" in text else (Parameters((("state", text),)), None)
        assert (read, fault) == expected


@pytest.mark.parametrize(("raw", "fault"), [
    (b"a=%ff", "query is not UTF-8"),
    (b"%ff=a", "query is not UTF-8"),
    (b"a=\xe9", "query is not UTF-8"),
    (b"a=%ed%a0%80", "query is not UTF-8"),  # half a surrogate pair
    (b"a=%c0%af", "query is not UTF-8"),  # an overlong slash
    (b"a=b%00c", "query contains a NUL"),
    (b"a%00=b", "query contains a NUL"),
    (b"a=" + b"b" * MAX_BODY, f"query larger than {MAX_BODY} bytes"),
    (b"a=1&" * (MAX_PARAMETERS + 1), f"query with more than {MAX_PARAMETERS} parameters"),
])
def test_a_query_that_cannot_be_read_is_a_fault_and_gives_no_parameter(raw: bytes, fault: str) -> None:
    assert read_parameters(raw, "query") == (Parameters(), fault)


@given(raw=st.binary(max_size=300))
@SHARED
def test_any_bytes_in_the_query_get_an_answer(application: Application, raw: bytes) -> None:
    answer = application.call(QUERY_STRING=raw.decode("latin-1"))
    assert answer.status_code == 200
    assert bool(application.seen[-1].fault) == (answer.text != "read")


@given(raw=st.binary(max_size=300), kind=st.sampled_from([FORM, "text/plain", "multipart/form-data", "application/json", "x"]))
@SHARED
def test_any_bytes_in_a_form_get_an_answer(application: Application, raw: bytes, kind: str) -> None:
    answer = application.call(method="POST", data=raw, headers={"Content-Type": kind})
    assert answer.status_code == 200


@given(raw=st.binary(max_size=300))
@SHARED
def test_any_bytes_in_cookies_get_an_answer(application: Application, raw: bytes) -> None:
    assert application.call(HTTP_COOKIE=raw.decode("latin-1")).status_code == 200


@given(raw=st.binary(max_size=100))
@SHARED
def test_any_bytes_in_the_path_and_the_language_get_an_answer(raw: bytes) -> None:
    text = raw.decode("latin-1")
    assert make_application().call(PATH_INFO=f"/{text}", HTTP_ACCEPT_LANGUAGE=text).status_code < 500


@given(urls())
def test_any_address_in_a_parameter_is_read_back(address: str) -> None:
    assert read_parameters(urlencode({"redirect_uri": address}).encode(), "query")[0].get("redirect_uri") == address


def test_a_form_is_read_like_a_query(application: Application) -> None:
    request = application.echoed(method="POST", data=b"scope=openid+profile&scope=email&x=%C3%A9", headers=FORM_HEADER)
    assert request.form.pairs == (("scope", "openid profile"), ("scope", "email"), ("x", "é"))
    assert request.fault is None


def test_a_body_of_another_type_is_not_read_as_a_form(application: Application) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        request = application.echoed(method="POST", data=b"a=1", headers={"Content-Type": kind})
        assert (request.form, request.fault) == (Parameters(), f"content type is not {FORM}")


def test_a_form_in_another_charset_is_refused(application: Application) -> None:
    assert application.echoed(method="POST", data=b"a=1", headers={"Content-Type": f"{FORM}; charset=UTF-8"}).fault is None
    other = application.echoed(method="POST", data=b"a=%E9", headers={"Content-Type": f"{FORM}; charset=iso-8859-1"})
    assert (other.form, other.fault) == (Parameters(), "body is not UTF-8")


def test_a_post_without_a_body_is_an_empty_form_whatever_its_type(application: Application) -> None:
    request = application.echoed(method="POST")
    assert (request.form, request.fault) == (Parameters(), None)


def test_the_body_of_a_get_is_not_a_form(application: Application) -> None:
    assert not application.echoed(method="GET", data=b"a=1", headers=FORM_HEADER).form


def test_64_kib_are_read_and_a_byte_more_is_not(application: Application) -> None:
    exact = b"a=" + b"b" * (MAX_BODY - 2)
    assert application.echoed(method="POST", data=exact, headers=FORM_HEADER).fault is None
    larger = application.echoed(method="POST", data=exact + b"b", headers=FORM_HEADER)
    assert (larger.form, larger.fault) == (Parameters(), f"body larger than {MAX_BODY} bytes")


def test_a_body_that_breaks_off_is_a_fault(application: Application) -> None:
    request = application.echoed(method="POST", data=b"a=1", headers=FORM_HEADER, CONTENT_LENGTH="10")
    assert (request.form, request.fault) == (Parameters(), "body shorter than announced")


def test_cookies_are_read_strictly() -> None:
    assert read_cookies("a=1; b=2") == ({"a": "1", "b": "2"}, None)
    assert read_cookies("a=\xc3\xa9") == ({"a": "é"}, None)
    assert read_cookies("a=\xe9") == ({}, "cookies are not UTF-8")
    assert read_cookies('a="\\351"') == ({}, "cookies are not UTF-8")
    assert read_cookies('a="x\\000y"') == ({}, "cookies contain a NUL")
    assert read_cookies("") == ({}, None)


def test_of_two_cookies_of_one_name_the_first_counts() -> None:
    assert read_cookies("fc_session_id=mine; fc_session_id=planted") == ({"fc_session_id": "mine"}, None)


def test_a_path_that_is_not_text_is_a_fault() -> None:
    application = make_application()

    def keep(request: Request, name: str) -> Answer:
        application.seen.append(request)
        return text_answer(name)

    application.add("/variable/<name>", keep)
    assert application.echoed("/variable/caf%C3%A9").fault is None
    assert application.echoed("/variable/caf%E9").fault == "path is not UTF-8"
    assert application.echoed("/variable/a%00b").fault == "path contains a control character"
    assert application.echoed(PATH_INFO="/variable/a\r\nb").fault == "path contains a control character"


@given(st.text(max_size=600))
def test_any_accept_language_gives_one_of_the_two_languages(text: str) -> None:
    assert negotiate(text) in {"fr", "en"}
