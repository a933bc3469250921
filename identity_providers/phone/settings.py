"""What a person may set for the simulated phone: `config/telephone.toml`, whose one table is `[telephone]`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from doublure.settings import Settings, load

__all__ = ["ANSWERS", "DELAYS", "SPEEDS", "Answers", "Speed", "TelephoneSettings", "load_telephone"]

Speed = Literal["fast", "realistic", "slow", "never"]
Answers = Literal["by hand", "accepts", "refuses"]
SPEEDS: tuple[Speed, ...] = ("fast", "realistic", "slow", "never")
ANSWERS: tuple[Answers, ...] = ("by hand", "accepts", "refuses")

#: Seconds until a request reaches the phone, and as many again until a phone that answers by itself has answered.
DELAYS: Mapping[Speed, int | None] = MappingProxyType({"fast": 0, "realistic": 3, "slow": 30, "never": None})


class TelephoneSettings(Settings):
    """Every phone, unless the person sets one otherwise. Times in seconds.

    `speed` and `answers` are a phone's behaviour; `pin` and `code` are public, printed on the phone (GR-09): the SIM card asks
    the one, applications the other. After `tries` wrong ones the phone is blocked for `lock`, or until somebody unlocks it.
    """

    speed: Speed = "fast"
    answers: Answers = "by hand"
    request_lifetime: int = Field(120, ge=10, le=600)
    pin: str = Field("1234", pattern=r"^\d{4}$")
    code: str = Field("123456", pattern=r"^\d{6}$")
    tries: int = Field(3, ge=1, le=10)
    lock: int = Field(900, ge=1)


def load_telephone(config: Path) -> TelephoneSettings:
    """The table `[telephone]` of *config*, or what holds without it. Raises `SettingsError`."""
    path = config / "telephone.toml"
    return load(TelephoneSettings, path, table="telephone") if path.exists() else TelephoneSettings()
