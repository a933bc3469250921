"""A notice of a provider, as it is registered (contract §8.2)."""

from __future__ import annotations

from pydantic import Field

from broker.parties.fields import Registered

__all__ = ["Modal"]


class Modal(Registered):
    """A notice shown between the choice of a provider and the departure."""

    active: bool = False
    title: str = ""
    body: str = ""
    continue_text: str = Field(default="", alias="continueText")
    more_info_label: str = Field(default="", alias="moreInfoLabel")
    more_info_url: str = Field(default="", alias="moreInfoUrl")
