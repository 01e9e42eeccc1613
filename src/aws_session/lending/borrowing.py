"""A session for somebody other than this shell: what that one finds in its environment."""

from __future__ import annotations

from aws_session import environment as env
from aws_session import run, session_signers, signer, situation, stack, state
from aws_session.intent import Region
from aws_session.intent.borrower import Borrower
from aws_session.lending import identities
from aws_session.roles import BELOW
from aws_session.situation import Situation
from aws_session.state import Level, State
from aws_session.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.stories.outside import Outside

_SESSION = frozenset({*env.SESSION, env.ACCOUNT, state.VARIABLE})


class Borrowed(Value):
    """A session on loan: the environment that holds it, and what there is to say.

    `level` is None where the session is another tool's, of which nothing is known.
    """

    environ: dict[str, str]
    level: Level | None
    said: tuple[str, ...] = ()

    HIDDEN = ("environ",)


def borrow(intent: Borrower, outside: Outside) -> Borrowed:
    """Return the shell's session if it will do, else one that is asked for.

    Nothing else goes along: no level below, no long-term key, nothing to put back.
    """
    here = situation.survey(outside.environ, int(outside.now()))
    said: tuple[str, ...] = ()
    after = outside.environ
    if intent.is_particular or not _will_do(intent, here):
        outcome = run.run(intent.mode, outside)
        after, said = env.applied(after, outcome.change), outcome.said
    else:
        for line in signer.passed_over(here):
            outside.tell(line)
        if intent.region is not None:
            outcome = run.run(Region(name=intent.region), outside)
            after, said = env.applied(after, outcome.change), outcome.said
    found = situation.survey(after, here.now)
    levels = stack.levels(found)
    if not levels:
        signer.key_in(after)
        bare = {n: v for n, v in after.items() if n != state.VARIABLE}
        return Borrowed(identities.without(bare), None, said)
    level = _alone(levels)
    assert level.credentials is not None  # noqa: S101 - `stack.levels` has them all
    session_signers.check(level.credentials)
    return Borrowed(_environ(found, level), level, said)


def _will_do(intent: Borrower, here: Situation) -> bool:
    """Tell whether the session that the shell holds is of use."""
    top = here.state.top
    if top is None or here.stale:
        return env.holds_session(here.environ)
    return not top.over(here.now) and (is_role(top) or not intent.needs_role)


def is_role(level: Level) -> bool:
    return ":assumed-role/" in (level.principal or "")


def _alone(levels: tuple[Level, ...]) -> Level:
    """Return the top of a stack as one that has nothing below."""
    top = levels[-1]
    if len(levels) == 1:
        return top
    return top.but(asked=(*top.asked, (BELOW, levels[0].kind)))


def _environ(found: Situation, level: Level) -> dict[str, str]:
    changed = {name: found.environ[name] for name in found.left.foreign if name in found.environ}
    kept = identities.without(changed)
    bare = {n: v for n, v in {**found.base, **kept}.items() if n not in _SESSION}
    bare = identities.without(bare)
    change = stack.arrive(
        situation.survey(bare, found.now),
        (level,),
        State(places=found.state.places),
        label_variables=stack.labelled(found),
    )
    return {**env.applied(bare, change), **kept}
