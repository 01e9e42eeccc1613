"""How long a role's session lasts, in seconds: AWS's limits and the default."""

from __future__ import annotations

ROLE_SECONDS = (900, 43_200)
"""What AssumeRole accepts (STS API reference, DurationSeconds)."""

DEFAULT_ROLE_SECONDS = 3_600
"""The duration that AWS gives a role if none is sent (STS API reference).

None is sent unless the command line or the profile names one: `session/role_session.py`.
"""

CHAINED_ROLE_SECONDS = 3_600
"""The longest duration of a role that is assumed from a session (STS API reference)."""
