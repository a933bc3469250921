"""The control API's calls about the simulated phones: what a person does with a finger, done by a program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doublure.exchange import Answer, json_answer
from doublure.personas import People
from identity_providers.phone.deciding import Reply, Trouble, accept, refuse
from identity_providers.phone.desk import Desk
from identity_providers.phone.device import Device
from identity_providers.phone.owners import number_of
from identity_providers.phone.pairing import Pairing, Unpaired
from identity_providers.phone.requests import Seen
from simulator.console.call import Call, Fault, Problem
from simulator.console.phone_documents import Phone, PhoneAnswer, PhoneCode, body, request_shown
from simulator.console.routes import Route

__all__ = ["PhoneCalls"]

_STATUS = {Trouble.UNKNOWN: 404, Trouble.OVER: 409, Trouble.NOT_ARRIVED: 409, Trouble.BLOCKED: 409}


@dataclass(frozen=True, slots=True)
class PhoneCalls:
    """The phones of `people`, by number or by the login of their owner."""

    desk: Desk
    people: Callable[[], People]

    def routes(self) -> tuple[Route, ...]:
        """Everything under `/api/phone`."""
        one, requests = "/api/phone/{number}", "/api/phone/{number}/requests"
        return (
            Route(method="GET", rule=one, handler=self.show, summary="How a phone behaves", gives="Phone"),
            Route(method="PUT", rule=one, handler=self.set, takes="Phone", gives="Phone",
                  summary="Let a phone behave otherwise, and unblock it"),
            Route(method="GET", rule=requests, handler=self.list, gives="PhoneRequest[]",
                  summary="What a phone was asked, newest first"),
            Route(method="POST", rule=requests, handler=self.take_up, status=201, takes="PhoneCode", gives="PhoneRequest",
                  refuses=(429,),
                  summary="The phone takes up the login that shows this short code, as its QR code would make it do"),
            Route(method="POST", rule=requests + "/{id}", handler=self.answer, takes="PhoneAnswer", gives="PhoneRequest",
                  refuses=(409,),
                  summary="Accept, or refuse, on a phone"),
        )

    def show(self, call: Call) -> Answer:
        """One phone."""
        return self._phone(self._number(call))

    def set(self, call: Call) -> Answer:
        """Another behaviour; a phone that was blocked is unblocked."""
        number, wanted = self._number(call), body(Phone, call)
        self.desk.devices.set(number, Device(speed=wanted.speed, answers=wanted.answers))
        self.desk.devices.unblock(number)
        return self._phone(number)

    def list(self, call: Call) -> Answer:
        """The last requests of one phone."""
        now = self.desk.clock.now()
        return json_answer([request_shown(seen, now) for seen in self.desk.all(self._number(call))])

    def take_up(self, call: Call) -> Answer:
        """Take up a login by its code."""
        number = self._number(call)
        found = Pairing(self.desk).take_up(number, body(PhoneCode, call).code, self.people())
        if isinstance(found, Unpaired):
            raise Problem(429 if found is Unpaired.TOO_MANY else 404, "Not taken up", f"code: {found}",
                          faults=(Fault("code", str(found)),))
        return self._request(self.desk.look(number, found.id), 201)

    def answer(self, call: Call) -> Answer:
        """Accept or refuse."""
        number, request_id, wanted = self._number(call), call.variables["id"], body(PhoneAnswer, call)
        if wanted.action == "refuse":
            reply = refuse(self.desk, number, request_id)
        else:
            reply = accept(self.desk, number, request_id, code=wanted.code, title=wanted.title, face=wanted.face)
        if reply.trouble:
            raise _problem(reply, reply.trouble)
        return self._request(reply.seen)

    def _number(self, call: Call) -> str:
        number = number_of(call.variables["number"], self.people())
        if number is None:
            raise Problem(404, "Not found", "No test phone has this number; give the mobile number or the login of a persona.")
        return number

    def _phone(self, number: str) -> Answer:
        device, blocked = self.desk.devices.of(number), self.desk.devices.is_blocked(number)
        return json_answer({"number": number, "speed": device.speed, "answers": device.answers, "blocked": blocked})

    def _request(self, seen: Seen | None, status: int = 200) -> Answer:
        if seen is None:
            raise Problem(404, "Not found", "The request is not kept any more.")
        return json_answer(request_shown(seen, self.desk.clock.now()), status)


def _problem(reply: Reply, trouble: Trouble) -> Problem:
    if trouble in _STATUS:
        return Problem(_STATUS[trouble], "No answer taken", f"{trouble}")
    detail = f"{trouble}; {reply.left} left to try" if trouble is Trouble.WRONG_CODE else f"{trouble}; send its digits"
    return Problem(422, "Invalid fields", f"code: {detail}", faults=(Fault("code", detail),))
