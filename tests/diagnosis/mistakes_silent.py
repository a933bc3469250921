"""What only silence shows: the relying party does nothing, or the same again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from doublure.testing.pages import Page
from tests.diagnosis.mistakes_asking import Mistake
from tests.diagnosis.scene import CALLBACK, Scene, json_of

__all__ = ["SILENT"]


def silent(seconds: int, *, after: Callable[[Scene], Any]) -> Callable[[Scene], Page | None]:
    """*after* something, nothing for so many seconds."""

    def act(scene: Scene) -> Page | None:
        after(scene)
        scene.op.clock.advance(seconds)
        return None

    return act


def again(seconds: int, *, after: Callable[[Scene], Any]) -> Callable[[Scene], Page | None]:
    """*after* something, the same client asks anew so many seconds later, and some time passes; the first journey is told."""

    def act(scene: Scene) -> Page | None:
        after(scene)
        told = scene.trace
        scene.op.clock.advance(seconds)
        scene.asks(state="another-state-0123456789", nonce="m" * 32)
        scene.op.clock.advance(5)
        scene.told = told
        return None

    return act


def twice(**same: str) -> Callable[[Scene], Page | None]:
    def act(scene: Scene) -> Page | None:
        scene.asks()
        scene.op.clock.advance(9)
        scene.asks(**same)
        return None

    return act


def with_secret_as_key(scene: Scene) -> dict[str, Any]:
    scene.registers("sandbox", id_token_signed_response_alg="HS256")
    return scene.tokens()


def refused(scene: Scene) -> Page | None:
    return scene.asks(scope="email")


def departing(scene: Scene) -> None:
    visitor = scene.visitor()
    visitor.asks()
    visitor.presses("idp-impots")


def reading_email(scene: Scene) -> Page | None:
    tokens = json_of(scene.redeems(scene.code(scope="openid email")))
    return scene.backend().reads(tokens["access_token"])


SILENT: dict[str, Mistake] = {
    "callback-refused": (again(7, after=lambda scene: scene.code()), (f"'{CALLBACK}'", "7 s later")),
    "token-request-missing": (silent(45, after=lambda scene: scene.code()), (f"'{CALLBACK}' at 09:00:00 UTC", "lives 30 s")),
    "error-unread": (again(1, after=refused), ("error=invalid_request", "1 s later")),
    "id-token-key": (again(3, after=with_secret_as_key), ("signed HS256", "3 s later")),
    "id-token-algorithm": (again(3, after=lambda scene: scene.tokens()), ("signed ES256 with key '", "3 s later")),
    "userinfo-missing": (silent(31, after=lambda scene: scene.tokens()),
                         ("at 09:00:00 UTC", "openid identite_pivot email", "in the 30 s")),
    "state-reused": (twice(nonce="m" * 32), ("26 characters", "9 s before")),
    "nonce-reused": (twice(state="another-state-0123456789"), ("32 characters", "9 s before")),
    "email-as-identity": (reading_email, ("openid email",)),
    "provider-silent": (silent(300, after=departing), ("impots at 09:00:00 UTC",)),
}
