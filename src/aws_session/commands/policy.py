"""The policies that make MFA mandatory: a list of them, or one as JSON, explained on stderr."""

from __future__ import annotations

import json
import time

from aws_session.aws import policies
from aws_session.model import durations, timestamps
from aws_session.terminal import tables
from aws_session.terminal.stderr import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Policy
    from aws_session.terminal.output import Output


def perform(intent: Policy, output: Output, _: dict[str, str]) -> int:
    max_age = durations.seconds(intent.max_age) if intent.max_age else None
    before = intent.before or timestamps.utc(int(time.time()))
    if intent.name is None:
        known = policies.every(max_age=max_age, before=before)
        if output.data_is_shown:
            rows = [(policy.name, policy.purpose) for policy in known]
            output.write_data(tables.table(("POLICY", "PURPOSE"), rows, output.for_child))
            return 0
        width = max(len(policy.name) for policy in known)
        lines = (f"{policy.name.ljust(width)}  {policy.purpose}\n" for policy in known)
        output.write_data("".join(lines))
        return 0
    policy = policies.named(intent.name, max_age=max_age, before=before)
    note(f"{policy.name}: {policy.purpose}")
    for number, (statement, meaning) in enumerate(policy.statements, 1):
        note(f"  statement {number} ({statement['Effect']}): {meaning}")
    note(f"  without a session, beside starting one: {policy.without}")
    for line in policy.attach:
        note(f"  - {line}")
    output.write_data(f"{json.dumps(policy.document(), indent=2)}\n")
    return 0
