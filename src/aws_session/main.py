"""From argv to an exit status: it owns stdout, the signals and the last-resort failure."""

# Only what Python has already loaded, not even `__future__`: PYTHONPATH still comes first here.
import gc
import os
import sys

from aws_session import last_resort, signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from aws_session.run import Run


def main(*, installed: bool = True) -> "NoReturn":
    """Run this process's command line and exit with its status.

    `installed` is the command that an installer made; `python -m` searches as Python does.
    """
    # A run ends before there is garbage worth collecting, and looking for it takes 2 % of its time.
    gc.disable()
    if sys.warnoptions or sys.flags.warn_default_encoding:
        # PYTHONWARNINGS=error is meant for the caller's own programs: it must not stop boto3.
        import warnings

        warnings.simplefilter("ignore")
    run: Run | None = None
    try:
        signals.catch_signals()
        if installed and os.environ.get("PYTHONPATH"):
            from aws_session import search_path

            search_path.put_foreign_last()
        from aws_session import run as runs

        run = runs.Run(dict(os.environ))
        status = run.go(tuple(sys.argv[1:]))
    except BaseException as error:  # noqa: BLE001 - whatever it is, a shell waits for an answer
        status = give_up(error, run)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError, KeyboardInterrupt, signals.StopSignal):
            continue
    if status < 0 and os.name == "posix":
        if run is None or not run.is_substituted:
            # A shell leaves its loop at Ctrl-C only if the signal ended the program.
            signals.die_by(-status)
        status = 128 - status
    # Shutting down an interpreter with boto3 loaded takes longer than the work.
    os._exit(status)


def give_up(error: BaseException, run: "Run | None") -> int:
    """Fail without any other module: one of them may be broken."""
    signals.ignore_signals()
    if isinstance(error, KeyboardInterrupt | signals.StopSignal):
        status = getattr(error, "status", signals.INTERRUPTED)
    else:
        status = 1
        place = last_resort.place(error)
        cause = last_resort.shortage(error) or last_resort.not_loaded(error)
        last_resort.say(
            f"aws-session: error: {cause[0]}\n  {cause[1]}"
            if cause
            else f"aws-session: error: cannot run: {type(error).__name__} {place}"
        )
    if run is None or run.prints_code:
        asking = run.asking if run else os.environ.get("AWS_SESSION_SHELL")
        powershell = asking == "powershell" or (asking is None and os.name == "nt")
        text = last_resort.LAST_RESORT_POWERSHELL if powershell else last_resort.LAST_RESORT
        last_resort.write(_surest_descriptor(run), text.replace("{status}", str(status)))
    return status


def _surest_descriptor(run: "Run | None") -> int:
    if run is None:
        return 1
    try:
        return run.code_descriptor()
    except BaseException:  # noqa: BLE001 - it uses modules that may be broken
        return 1 if run.output is None else run.output.code
