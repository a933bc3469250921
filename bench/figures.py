"""Figures and how they are shown: medians with their spread, a verdict against the targets, a table and JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

__all__ = ["Figure", "percentile", "ratio", "spread", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. `must` and `aim` are bounds in the direction of `better`; `detail` says how it scatters."""

    name: str
    value: float
    unit: str = ""
    must: float | None = None
    aim: float | None = None
    better: str = "lower"
    detail: str = ""

    @property
    def verdict(self) -> str:
        """`aim`, `must`, `missed`, or nothing where no target is set."""
        if self.must is None:
            return ""
        if self.aim is not None and self._reaches(self.aim):
            return "aim"
        return "must" if self._reaches(self.must) else "missed"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return {**asdict(self), "verdict": self.verdict}

    def _reaches(self, bound: float) -> bool:
        return self.value <= bound if self.better == "lower" else self.value >= bound


def spread(values: Sequence[float]) -> str:
    """First and third quartile, and how many rounds."""
    if len(values) < 4:
        return f"{min(values):.2f} to {max(values):.2f}, n={len(values)}"
    low, _, high = quantiles(values, n=4)
    return f"quartiles {low:.2f} to {high:.2f}, n={len(values)}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that *part* (0 to 1) of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def ratio(name: str, over: Sequence[float], under: Sequence[float], **bounds: Any) -> Figure:
    """The ratio of two medians; its spread is that of the ratios round by round, which drift together."""
    pairs = [one / other for one, other in zip(over, under, strict=True)]
    return Figure(name=name, value=median(over) / median(under), unit="×", detail=spread(pairs), **bounds)


def table(figures: Iterable[Figure]) -> str:
    """Markdown, for a terminal and for `docs/performance.md`."""
    lines = ["| figure | measured | must | aim | verdict | spread |", "| --- | --- | --- | --- | --- | --- |"]
    for figure in figures:
        sign = "≤" if figure.better == "lower" else "≥"
        must, aim = (f"{sign} {bound:g}" if bound is not None else "" for bound in (figure.must, figure.aim))
        measured = f"{figure.value:.2f} {figure.unit}".rstrip()
        lines.append(f"| {figure.name} | {measured} | {must} | {aim} | {figure.verdict} | {figure.detail} |")
    return "\n".join(lines)
