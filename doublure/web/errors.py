"""The error page: what happened, what to do, a stable code, and the way back where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from doublure.exchange import Answer, Request

__all__ = ["Renders", "error_page"]


class Renders(Protocol):
    """Whatever renders a template: `Pages`, or a house's own view of it."""

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        """The page as an answer."""
        ...


def error_page(
    pages: Renders,
    request: Request,
    *,
    code: str,
    status: int,
    sentence: str,
    way_back: tuple[str, str] | None = None,
    help_page: str | None = None,
    diagnosis: Sequence[str] | str = (),
) -> Answer:
    """The page of one refusal.

    *sentence* is a French msgid for the person; *way_back* an address and the name of the service it leads to; *help_page* the
    address of a page that says what she can do; *diagnosis* a line or lines in English for the integrator, never holding a
    secret, code or token.
    """
    lines = [diagnosis] if isinstance(diagnosis, str) else list(diagnosis)
    return pages.html(
        "error.html", request, status=status, code=code, sentence=sentence, way_back=way_back, help_page=help_page,
        diagnosis=[line for line in lines if line],
    )
