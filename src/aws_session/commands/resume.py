"""The command `resume`: load the stored session, or a role in it, silently, if there is one."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.commands import PROFILE, REGION, EnvironmentCommand, argument
from aws_session.environment import EnvironmentChange, Outcome, stack
from aws_session.errors import SessionError
from aws_session.model import validation
from aws_session.model.regions import check_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, StackEntry
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs


NOTHING = Outcome(EnvironmentChange())


class Resume(EnvironmentCommand):
    """The stored session, or a role that it may assume, if there is one."""

    target: str | None = argument(
        "[TARGET]", help="Account or profile whose role to assume.", completes="targets"
    )
    role: str | None = argument(
        "[ROLE]", help="Role, with its path (default: from settings or profile).", completes="roles"
    )
    profile: str | None = PROFILE
    region: str | None = REGION

    summary = "Load the stored session, if any, without asking; for rc files and direnv."

    def validate(self) -> None:
        for value, named in ((self.target, "TARGET"), (self.role, "ROLE")):
            validation.no_blank(value, named)
        validation.no_blank(self.profile, "--profile")
        check_typed(self.region)

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        if self.target is not None:
            return self._with_role(snapshot, ports)
        if not (has_room(snapshot) and ports.has_stored_sessions()):
            return NOTHING
        from aws_session.session.perform_request import known

        try:
            return take(self, known(snapshot, ports), ports)
        except SessionError:
            # Opening a terminal is not a request; `aws-session` will say what is wrong.
            return NOTHING

    def _with_role(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        """Return the change to a role; errors in the target are reported."""
        is_foreign = not snapshot.state.levels and env.holds_session(snapshot.environ)
        outcome = None
        if not (snapshot.damage is not None or snapshot.mismatched or is_foreign):
            from aws_session.session import without_asking
            from aws_session.session.request import RoleRequest

            outcome = without_asking.role(self.convert(RoleRequest), snapshot, ports)
        if outcome is None and self._finds_another(snapshot, ports):
            named = " ".join(word for word in (self.target, self.role) if word)
            raise SessionError(
                f"this shell has another session, and {named} needs a code or a sign-in",
                hint=f"aws-session pose {named}",
            )
        return outcome or NOTHING

    def _finds_another(self, snapshot: EnvironmentSnapshot, ports: Ports) -> bool:
        """Tell whether there is a session that is not the role's, with which commands would run."""
        if not env.holds_session(snapshot.environ):
            return False
        top = None if snapshot.mismatched else snapshot.state.top
        if top is None:
            return True
        return not (top.expired(snapshot.now) or self._is_wanted(top, snapshot, ports))

    def _is_wanted(self, top: StackEntry, snapshot: EnvironmentSnapshot, ports: Ports) -> bool:
        """Tell whether a session is in the role that the words mean."""
        from aws_session.model.account import Account
        from aws_session.model.role import role_calls
        from aws_session.session import target as targets
        from aws_session.session.perform_request import known

        if top.kind != "pose":
            return False
        word = self.target or ""
        role = role_calls(top.request_params)[-1]
        if word == role.label:
            return True
        inputs = known(snapshot, ports)
        wanted = targets.known_target(word, self.role, inputs.settings, inputs.profiles)
        name = role.label.rpartition("/")[0]
        if wanted is None and word.casefold() == name.casefold():
            # A name in the organization, which the session's label shows.
            account = Account(role.account, name)
            wanted = targets.of_account(account, self.role, inputs.settings, "", in_full=True)
        return wanted is not None and (wanted.account, wanted.role) == (role.account, role.role)


def has_room(snapshot: EnvironmentSnapshot) -> bool:
    """Tell whether a shell has no active session, ours or another tool's."""
    if snapshot.damage is not None:
        return False
    top = snapshot.state.top
    if top is not None and not snapshot.mismatched:
        return top.expired(snapshot.now)
    return not env.holds_session(snapshot.environ)


def take(command: Resume, inputs: Inputs, ports: Ports) -> Outcome:
    """Return the change to the stored session; a profile with a role has none of its own."""
    from aws_session.config.profile import ROLE
    from aws_session.environment import State
    from aws_session.session import mfa_session
    from aws_session.session.request import MfaRequest
    from aws_session.session.stored import SharedSession

    wish = command.convert(MfaRequest)
    chosen = mfa_session.choose(wish, inputs)
    if chosen.profile is not None and chosen.key is None and chosen.profile.kind == ROLE:
        return NOTHING
    plan = mfa_session.prepare(wish, inputs, chosen)
    kept = SharedSession(plan, inputs, ports).kept(quickly=True) if plan.session else None
    if kept is None:
        return NOTHING
    change = stack.arrive(
        inputs.snapshot,
        (kept,),
        State(provenance=plan.provenance),
        asked=stack.BEGINNING,
        label_variables=inputs.settings.label_variables,
    )
    return Outcome(change, arrived=kept)
