"""What comes back with the browser, before anything else is asked of anybody: state, issuer, error, code, in this order.

An error is believed no more than a code: without our state it did not come from where we sent this browser. Authlib's own client
reads `error` first (architecture study §3.10, trap 4). Parameters that were not asked for are ignored; tokens among them too.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

from doublure.exchange import Parameters
from doublure.journal import Trail, masked
from doublure.oidc.come_back import CodeMissing, IssuerMismatch, ProviderSaysNo, StateMismatch, StateMissing, passed, refused
from doublure.oidc.registration import Memory, Registration
from doublure.oidc.token_refusals import quoted

__all__ = ["code_of"]

#: RFC 6749 appendix A.11, with an end.
_CODE = re.compile(r"[\x20-\x7e]{1,4096}")


def code_of(
    party: Registration, memory: Memory, answer: Parameters, announces_iss: Callable[[], bool], trail: Trail | None
) -> str:
    """The code in *answer*. Raises `StateMissing`, `StateMismatch`, `IssuerMismatch`, `ProviderSaysNo` or `CodeMissing`.

    *announces_iss* says whether the provider's metadata promise an `iss`; it is asked only when that matters.
    """
    _state(memory, answer, trail)
    _issuer(party, answer, announces_iss, trail)
    error = answer.get("error")
    if error is not None:
        raise refused(trail, ProviderSaysNo(error, answer.get("error_description") or ""))
    code = answer.get("code")
    if not code:
        raise refused(trail, CodeMissing("neither code nor error", "code"))
    if len(answer.all("code")) > 1:
        raise refused(trail, CodeMissing("code twice", "one code (RFC 6749 §3.1)"))
    if not _CODE.fullmatch(code):
        raise refused(trail, CodeMissing(f"code of {masked(code)}", "at most 4096 printable ASCII characters"))
    passed(trail, CodeMissing)
    return code


def _state(memory: Memory, answer: Parameters, trail: Trail | None) -> None:
    state = answer.get("state")
    if not state:
        raise refused(trail, StateMissing("no state", "the state of our request"))
    if len(answer.all("state")) > 1:
        raise refused(trail, StateMismatch("state twice", "one state (RFC 6749 §3.1)"))
    if not hmac.compare_digest(state.encode("utf-8", "surrogatepass"), memory.state.encode()):
        raise refused(trail, StateMismatch(masked(state), "the state of our request"))
    passed(trail, StateMismatch)


def _issuer(party: Registration, answer: Parameters, announces_iss: Callable[[], bool], trail: Trail | None) -> None:
    given = answer.all("iss")
    if not given and not party.expects_iss and not announces_iss():
        return
    if len(given) > 1 or not given or given[0] != party.issuer:
        received = "iss twice" if len(given) > 1 else f"iss {quoted(given[0] if given else None)}"
        raise refused(trail, IssuerMismatch(received, party.issuer))
    passed(trail, IssuerMismatch)
