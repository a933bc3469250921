"""The entrance of OpenID Connect to the letter (Core §3.1.2.1, §3.1.2.3, §5.5)."""

from __future__ import annotations

from broker.agreement import agreed
from broker.errors.interaction import ConsentRequired, LoginRequired
from broker.journey import Asked, Wanted
from broker.levels import at_least, selected
from broker.ports import Ports
from broker.rules.question import Asking
from broker.rules.strict import level_is_essential, levels_demanded, subjects_demanded
from broker.sectors import sub_of
from broker.session import Session
from doublure.exchange import Request, with_query
from doublure.journal import Thread
from doublure.oidc.vocabulary import Prompt
from doublure.storage.interface import TAG_LENGTH
from doublure.web.language import LANGUAGES

__all__ = ["again", "answered_by", "asked"]

#: Characters that servers and browsers surely take in an address.
LONGEST_ADDRESS = 8000


def asked(ports: Ports, asking: Asking, thread: Thread) -> Asked:
    """See `Entrance.asked`."""
    request, party = asking.asked, asking.registered()
    demanded = tuple(map(str, levels_demanded(asking)))
    levels = demanded if level_is_essential(asking) else (*request.acr_values, *demanded)
    return Asked(
        uid=ports.randomness.hex(TAG_LENGTH) + ports.randomness.token(27),
        client_id=party.client_id,
        redirect_uri=request.redirect_uri or "",
        scope=ports.release.known(asking.scope),
        state=request.state,
        nonce=request.nonce,
        acr=selected(" ".join(levels), ports.platform.default_acr),
        amr=asking.amr_requested,
        hint=None,
        sso=False,
        silent=False,
        thread=thread,
        code_challenge=request.code_challenge,
        response_mode=request.response_mode,
        prompt=request.prompt,
        login_hint=request.login_hint[:200] if request.login_hint else None,
        language=next((tag[:2] for tag in request.ui_locales if tag[:2].lower() in LANGUAGES), None),
        wanted=Wanted(
            id_token=_known(ports, asking, "id_token"), userinfo=_known(ports, asking, "userinfo"), subs=_persons(asking),
        ),
    )


def again(ports: Ports, request: Request) -> str | None:
    """See `Entrance.again`: a form of another site comes without the cookie that a link brings (SameSite=Lax)."""
    if request.method != "POST" or request.headers.get("sec-fetch-site") != "cross-site" or request.fault:
        return None
    address = with_query(ports.url("/authorize"), request.form.pairs)
    return address if len(address) <= LONGEST_ADDRESS else None


def answered_by(ports: Ports, asked: Asked, session: Session, max_age: int | None) -> bool:
    """See `Entrance.answered_by`. With prompt=none it is this session or nothing (Core §3.1.2.6)."""
    usable = _usable(ports, asked, session, max_age)
    if asked.unseen:
        if not usable:
            raise LoginRequired
        if not agreed(ports, session, asked):
            raise ConsentRequired
    return usable


def _usable(ports: Ports, asked: Asked, session: Session, max_age: int | None) -> bool:
    login = session.login
    if login is None or {Prompt.LOGIN, Prompt.SELECT_ACCOUNT} & set(asked.prompt):
        return False
    # A max_age of n seconds that n seconds have passed of is over: the login page is never the wrong answer.
    if max_age is not None and ports.clock.now() - login.auth_time >= max_age:
        return False
    if asked.acr not in ports.platform.single_sign_on or not at_least(login.acr, asked.acr):
        return False
    provider, party = ports.registry.identity_provider(login.idp), ports.registry.relying_party(asked.client_id)
    if provider is None or party is None or not ports.offered(provider, asked) or ports.is_disabled(login.pivot):
        return False
    return asked.wanted.subs is None or sub_of(ports.platform, party, login.pivot) in asked.wanted.subs


def _known(ports: Ports, asking: Asking, member: str) -> tuple[str, ...]:
    """The claims asked for that there are; `sub` and the protocol's own are there anyway (Core §5.5)."""
    return tuple(name for name in asking.wanted(member) if name in ports.release.personal)


def _persons(asking: Asking) -> tuple[str, ...] | None:
    """Every `sub` that both hint and claims allow, which may be none; `None` without any demand (Core §3.1.2.1, §5.5.1)."""
    demands: list[set[str]] = [{asking.hint.sub}] if asking.hint and asking.hint.sub else []
    if subjects := subjects_demanded(asking):
        demands.append({subject for subject in subjects if isinstance(subject, str)})
    if not demands:
        return None
    return tuple(sorted(set.intersection(*demands)))
