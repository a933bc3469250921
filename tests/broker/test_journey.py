"""What a journey holds comes back from the store as it was, whatever is absent."""

from __future__ import annotations

from dataclasses import fields
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from broker import journey


@pytest.mark.parametrize("kept", [journey.Asked, journey.Departure, journey.Sent, journey.Returned, journey.Identified,
                                  journey.Consented])
def test_what_may_be_absent_is_absent_by_default(kept: Any) -> None:
    """The shelf leaves nulls out, so reading must put them back."""
    hints = get_type_hints(kept)
    assert [field.name for field in fields(kept) if NoneType in get_args(hints[field.name]) and field.default is not None] == []
