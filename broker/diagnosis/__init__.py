"""Why it went wrong: each refusal, and each failure that only silence shows, in one or two sentences for whoever integrates.

A literal catalogue of entries; `explain` finds the one that fits a refusal, `diagnose` those that fit a journey as the journal
has it. Pure: nothing is computed until somebody looks or something is refused. An explanation never shows more of a secret, code
or token than its length and the kind of mistake.
"""

from __future__ import annotations

from broker.diagnosis.attempts import Attempts
from broker.diagnosis.entry import Entry, Explanation, Matter
from broker.diagnosis.explaining import CATALOGUE, explain
from broker.diagnosis.journeys import diagnose
from broker.diagnosis.refused import matter_of

__all__ = ["CATALOGUE", "Attempts", "Entry", "Explanation", "Matter", "diagnose", "explain", "matter_of"]
