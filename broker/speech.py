"""The language of a page: the person's own choice, else what the relying party would like, else her browser's (Core §3.1.2.1)."""

from __future__ import annotations

from dataclasses import replace

from broker.journey import Asked
from broker.ports import Ports
from doublure.exchange import Request
from doublure.web.language import cookie_name

__all__ = ["spoken"]


def spoken(ports: Ports, request: Request, asked: Asked) -> Request:
    """*request* as the pages of the journey of *asked* are to be written."""
    if asked.language is None or cookie_name(ports.platform.application) in request.cookies:
        return request
    return replace(request, language=asked.language)
