"""A recording of all that the program emits, to be compared after each step of a reorganisation.

    python -m tests.recording record FOLDER         run every case, write what came of each
    python -m tests.recording compare FOLDER        run them again, print what differs, exit 1

`--only PREFIX` takes some cases (`--only help --only mode/bash`), `--mask REGEX` leaves out of a
comparison what a step changes on purpose (`--mask 'AWS_SESSION_STATE=\\S+'`), `--lines N` prints
more of each difference, `--list` prints the names of the cases. Two recordings are compared by
`diff -r` or `git diff --no-index`, too: they are a text file a topic.

The program is run as a process, `aws-session` of the environment that this Python is of; nothing
of it is imported, so that it may be turned inside out. Every run has a home of its own, a shell
above it, and AWS is `aws-session sandbox`, at a fixed port. What would differ from one time to the
next is pinned: the clock by `pinned/clock.c` (it stands at 2026-12-01 12:00 UTC, and a sleep takes
no time), the imitation's keys and seeds by `pinned/sitecustomize.py`, the program's own path by a
link. What cannot be pinned is written as `<RANDOM>`, `<PORT>`, `<PID>`; `transcript.py` has the
list. A C compiler is needed, Linux, and what `tests/prepare` installs. Where the system lets it,
a recording has a network and a /tmp/aws-session-runs of its own, so that several may run at
once; else one waits for the other.

The cases are in `cases/`, a module a topic. They are run in two lanes at once; which one is a
case's own follows from its name, for its port and its home stand in what is recorded.
"""
