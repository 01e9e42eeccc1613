def _aws_session(args, **_):
    """What stands in the place of a typed `@NAME@`: run after the change, if there is one."""
    import os
    import shlex
    import subprocess
    import sys

    def status(number):
        return ["sh", "-c", f"exit {number}"]

    frame = sys._getframe()
    while frame and frame.f_code.co_name != "resolve_alias":
        frame = frame.f_back
    if not frame:
        # Somebody completes it or asks what it is.
        return [@PROGRAM@, *args]
    if not os.access(@PROGRAM@, os.X_OK):
        print(@GONE@, file=sys.stderr)
        return status(127)
    # An alias that returns a command has no stdout, so what else the program would print it asks
    # to run in this place.
    asked = {"AWS_SESSION_SHELL": "xonsh", "AWS_SESSION_EMIT_FD": "1"}
    run = subprocess.run(
        [@PROGRAM@, *args], env=__xonsh__.env.detype() | asked, stdout=subprocess.PIPE
    )
    answer = {}
    try:
        exec(run.stdout.decode(), {"__xonsh__": __xonsh__}, answer)
    except subprocess.CalledProcessError as error:
        return status(error.returncode)
    words = answer.get("run") or status(run.returncode)
    if any("$" in word or word.startswith("~") for word in words):
        # xonsh would expand them.
        text = "".join(f"\\0{octet:03o}" for octet in os.fsencode(f"exec {shlex.join(words)}"))
        words = ["sh", "-c", f"""eval "`printf %b '{text}'`" """]
    return words


if hasattr(aliases, "return_command"):
    aliases["@NAME@"] = aliases["aws_session"] = aliases.return_command(_aws_session)
else:
    print("aws-session: this xonsh is too old for that; type: execx($(aws-session))")
@WARN@
def _aws_session_warn(warned={}, **_):
    import sys
    import time

    expires = str(__xonsh__.env.get("AWS_SESSION_EXPIRES", ""))
    is_moment = expires.isascii() and expires.isdigit() and len(expires) < 12
    if not is_moment or warned.get("at") == expires:
        return
    left = int(expires) - time.time()
    if left <= 600:
        warned["at"] = expires
        print(@ENDED@ if left <= 0 else @ENDS@, file=sys.stderr)


for _aws_session_other in list(events.on_pre_prompt):
    if getattr(_aws_session_other, "__name__", "") == "_aws_session_warn":
        events.on_pre_prompt.discard(_aws_session_other)
    del _aws_session_other
events.on_pre_prompt(_aws_session_warn)
