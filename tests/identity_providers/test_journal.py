"""A login at a fake continues the journal of the journey that led there, and every outgoing message passes one seam."""

from doublure.correlation import Correlation
from doublure.journal import Thread
from doublure.oidc.seams import Message, Seams
from identity_providers.app import create_app
from identity_providers.settings import load_settings
from tests.identity_providers.household import CONFIG, STATE, Visitor, make_ports


def records(visitor):
    (ring,) = visitor.ports.sinks
    return ring.records()


def whole_login(visitor):
    tokens = visitor.redeem(visitor.log_in()["code"]).get_json()
    return visitor.userinfo(tokens["access_token"])


def test_the_thread_recorded_under_the_state_holds_from_the_request_to_userinfo(visitor):
    thread = Thread(trace="0123456789abcdef" * 2, run="run-1", scenario="IDT-06")
    Correlation(visitor.ports.store).record(STATE, thread)
    whole_login(visitor)
    assert {record.thread for record in records(visitor)} == {thread}
    assert {record.house for record in records(visitor)} == {visitor.slug}


def test_a_request_of_a_stranger_starts_a_thread_of_its_own(visitor):
    whole_login(visitor)
    threads = {record.thread for record in records(visitor)}
    assert len(threads) == 1
    assert len(threads.pop().trace) == 32


def test_checks_messages_and_events_are_told_in_order(visitor):
    whole_login(visitor)
    told = [getattr(record.event, "message", None) or getattr(record.event, "name", None) or record.event.rule
            for record in records(visitor)]
    wanted = ["authorization_request", "redirect_uri_registered", "challenge_present", "IDP_LOGIN_SHOWN", "IDP_LOGIN_ACCEPTED",
              "authorization_response", "token_request", "verifier_right", "id_token", "token_response", "userinfo_request",
              "userinfo"]
    places = [told.index(name) for name in wanted]
    assert places == sorted(places)


def test_no_code_token_or_secret_is_told(visitor):
    parameters = visitor.log_in()
    tokens = visitor.redeem(parameters["code"]).get_json()
    visitor.userinfo(tokens["access_token"])
    told = repr([record.as_dict() for record in records(visitor)])
    for secret in (parameters["code"], tokens["access_token"], tokens["id_token"], visitor.secret):
        assert secret not in told


class Counting(Seams):
    def __init__(self):
        self.passed = []

    def _count(self, passage):
        self.passed.append(passage)

    def parameters(self, passage, parameters):
        self._count(passage)
        return super().parameters(passage, parameters)

    def document(self, passage, document):
        self._count(passage)
        return super().document(passage, document)

    def signed(self, passage, header, claims, sign):
        self._count(passage)
        return super().signed(passage, header, claims, sign)


def test_each_message_of_a_login_passes_its_seam_once(state):
    seams = Counting()
    ports = make_ports(state, seams)
    visitor = Visitor("impots", create_app("impots", load_settings(CONFIG)["impots"], ports), ports)
    whole_login(visitor)
    visitor.call("/jwks")
    visitor.call("/.well-known/openid-configuration")
    assert [passage.message for passage in seams.passed] == [
        Message.AUTHORIZATION_RESPONSE, Message.ID_TOKEN, Message.TOKEN_RESPONSE, Message.USERINFO, Message.JWKS,
        Message.DISCOVERY,
    ]
    assert {passage.issuer for passage in seams.passed} == {visitor.issuer}
    assert {passage.client_id for passage in seams.passed[:4]} == {"doublure-hub"}
