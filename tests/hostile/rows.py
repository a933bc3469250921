"""A row of the catalogue of attacks as it is played: what the provider does, in how many forms, and how each must end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.hostile.provider import Hostile
    from tests.hostile.scene import Saw, Scene

__all__ = ["ACCEPTED", "BANNER", "Ends", "Form", "Row", "forms", "refused"]


@dataclass(frozen=True, slots=True)
class Ends:
    """How a login ends: `code` of the error page, or none; `rule` is the check that the journal names."""

    kind: str
    code: str = ""
    status: int = 200
    rule: str = ""
    #: Whether the provider's userinfo may have been asked: never with an access token beside an ID token nobody believes.
    userinfo: bool = False
    #: Whether an honest login came before, in the same journey.
    before: bool = False
    #: Whether the refusal is one of the hub's stations, which write to the journal.
    recorded: bool = True

    def __str__(self) -> str:
        if self.kind == "refused":
            return f"{self.code} ({self.status})" + (f", `{self.rule}`" if self.rule else "")
        return {"accepted": "logged in", "choice": "back to the choice", "banner": "back to the choice, with the banner"}.get(
            self.kind, self.kind)


ACCEPTED = Ends("accepted", userinfo=True)
BANNER = Ends("banner")

#: What a code of the hub is shown with.
_STATUS = {
    "Y020021": 400, "Y020022": 403, "Y020025": 400, "Y020026": 502, "Y020027": 502, "Y020029": 500, "Y020030": 500,
    "Y100001": 500, "Y100018": 400, "Y190001": 401, "Y420001": 400, "Y600006": 400, "Y000400": 400,
    "Y010004": 403, "Y010008": 403,
}


def refused(code: str, rule: str = "", *, status: int | None = None) -> Ends:
    """An error page with *code*, because *rule* did not hold."""
    past_id_token = code in {"Y020027", "Y020029", "Y020030", "Y600006", "Y100001", "Y100018", "Y010004", "Y010008"}
    return Ends("refused", code, _STATUS[code] if status is None else status, rule, userinfo=past_id_token)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a row. `play` arms the provider before the login; `walk` replaces the login by a walk of its own."""

    name: str
    ends: Ends
    play: Callable[[Hostile], None] | None = None
    walk: Callable[[Scene], Saw] | None = None
    registered: Mapping[str, Any] = field(default_factory=dict)
    #: What must hold beside the end, once it has come.
    also: Callable[[Scene, Saw], None] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `id` and `name` of the catalogue, `played` in one sentence."""

    id: str
    name: str
    played: str
    forms: tuple[Form, ...]
    note: str = ""


def forms(ends: Ends, plays: Mapping[str, Callable[[Hostile], None]], **more: Any) -> tuple[Form, ...]:
    """Several forms that end alike."""
    return tuple(Form(name, ends, play, **more) for name, play in plays.items())
