"""Who plays which second step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from identity_providers.realistic import Approval, MailCode, NewPassword, Pairing, Step
from identity_providers.steps.approval import ApprovalStep
from identity_providers.steps.mail_code import MailCodeStep
from identity_providers.steps.new_password import NewPasswordStep
from identity_providers.steps.pairing import PairingStep
from identity_providers.steps.visit import Kind

__all__ = ["kind_of"]

_KINDS: Mapping[type, Kind] = MappingProxyType({
    MailCode: MailCodeStep(), Approval: ApprovalStep(), Pairing: PairingStep(), NewPassword: NewPasswordStep(),
})


def kind_of(step: Step) -> Kind:
    """Who plays *step*."""
    return _KINDS[type(step)]
