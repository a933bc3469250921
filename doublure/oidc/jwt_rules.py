"""What every token must say, whoever it is for: from whom, for whom, from when until when (RFC 7519 §4.1, Core §3.1.3.7).

The libraries judge each claim; on top stands what they leave open: any further audience is accepted when we are in the list, and
milliseconds are a date in the year 57000.
"""

from __future__ import annotations

from doublure.oidc import claim_refusals as refusals
from doublure.oidc.judged import Judged
from doublure.oidc.token_refusals import quoted

__all__ = ["audience", "authorized_party", "fresh_if_said", "freshness", "issued", "issued_if_said", "issuer", "not_before"]

#: An exp further away than this many seconds is a number of milliseconds, or a mistake.
MAX_LIFE_S = 366 * 86_400


def issuer(judged: Judged) -> None:
    """Item 2: exactly the issuer that was discovered."""
    if not judged.lawful("iss"):
        raise refusals.IssuerForeign(quoted(judged.claims.get("iss")), judged.wanted.issuer)


def audience(judged: Judged) -> None:
    """Item 3: for us, and for nobody we do not trust: another audience could use the token as its own."""
    aud, wanted = judged.claims.get("aud"), judged.wanted
    others = {each for each in aud if each != wanted.client_id} if judged.lawful("aud") and isinstance(aud, list) else set()
    if not judged.lawful("aud") or others - set(wanted.trusted_audiences):
        raise refusals.AudienceForeign(quoted(aud), wanted.client_id)


def authorized_party(judged: Judged) -> None:
    """Items 4 and 5: an `azp` that is there is us."""
    azp = judged.claims.get("azp")
    if azp is not None and azp != judged.wanted.client_id:
        raise refusals.AuthorizedPartyForeign(quoted(azp), judged.wanted.client_id)


def freshness(judged: Judged) -> None:
    """Item 9: before `exp`, which is a date."""
    exp, now = judged.claims.get("exp"), judged.wanted.now
    if not judged.lawful("exp") or exp > now + MAX_LIFE_S:  # type: ignore[operator]  # a lawful exp is a number
        raise refusals.Expired(f"exp {quoted(exp, 40)}", f"a date after {now}")


def not_before(judged: Judged) -> None:
    """RFC 7519 §4.1.5."""
    if "nbf" in judged.claims and not judged.lawful("nbf"):
        raise refusals.NotYetValid(f"nbf {quoted(judged.claims['nbf'], 40)}", f"{judged.wanted.now} at the latest")


def issued(judged: Judged) -> None:
    """Item 10: issued, and not in the future."""
    if "iat" not in judged.claims:
        raise refusals.ClaimMissing("iat absent", "iat in seconds since the epoch")
    issued_if_said(judged)


def issued_if_said(judged: Judged) -> None:
    """An `iat` that is there lies in the past."""
    if "iat" in judged.claims and not judged.lawful("iat"):
        raise refusals.IssuedInFuture(f"iat {quoted(judged.claims['iat'], 40)}", f"{judged.wanted.now} at the latest")


def fresh_if_said(judged: Judged) -> None:
    """An `exp` that is there has not passed."""
    if "exp" in judged.claims:
        freshness(judged)
