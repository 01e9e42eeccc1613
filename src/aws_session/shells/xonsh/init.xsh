# The function `aws-session` for xonsh. The line that `aws-session init xonsh` prints
# runs this file in a namespace of its own, which has these:
#   program  the program
#   name     the name of the function
#   options  `warn` or nothing
#   folder   this folder

def _aws_session_ask(args, stdin, stderr):
    """Make the change that the program asks for; return its status, or what is run afterwards."""
    import signal
    import subprocess
    import threading

    # An alias that returns a command has no stdout, so for other output the program asks to be run
    # in its place.
    asked = {"AWS_SESSION_SHELL": "xonsh", "AWS_SESSION_EMIT_FD": "1"}
    # Ctrl-\ is meant for the program, which starts with the system's own handling of it.
    quit = getattr(signal, "SIGQUIT", None)
    # An alias of the caller's may run this in a thread, which cannot handle signals.
    if threading.current_thread() is not threading.main_thread():
        quit = None
    handler = signal.signal(quit, lambda *_: None) if quit else None
    try:
        run = subprocess.run(
            [program, *args],
            env=__xonsh__.env.detype() | asked,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    finally:
        if quit:
            signal.signal(quit, handler)
    answer = {}
    try:
        exec(run.stdout.decode(), {"__xonsh__": __xonsh__}, answer)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return answer.get("run") or run.returncode


def _aws_session(args, **_):
    """What stands in the place of a typed command: run after the change, if there is one."""
    import os
    import shlex
    import subprocess
    import sys

    # Windows has no sh.
    has_sh = os.name != "nt"

    def status(number):
        if has_sh:
            return ["sh", "-c", f"exit {number}"]
        return [sys.executable, "-c", f"raise SystemExit({number})"]

    frame = sys._getframe()
    while frame and frame.f_code.co_name != "resolve_alias":
        frame = frame.f_back
    if not frame:
        # The alias is being completed or inspected.
        return [program, *args]
    if not os.access(program, os.X_OK):
        print(f"aws-session: error: {program} is missing; reinstall it and reload this function", file=sys.stderr)
        return status(127)
    spec = frame.f_locals["self"]
    stdin, stderr = spec.stdin, spec.stdout if spec.stderr == subprocess.STDOUT else spec.stderr
    # Only a file can take the messages, because what goes to stdout is evaluated.
    stderr = stderr if hasattr(stderr, "fileno") else None
    # What is before a pipe starts only after this, so `--code -` would wait for it in vain. The
    # frames are those of what builds a program, and of what builds its pipeline.
    own = args[: args.index("--")] if "--" in args else args
    reads = frame.f_back.f_back.f_locals.get("specs") and any(word.endswith("-") for word in own)
    if reads:
        stdin = stderr = subprocess.DEVNULL
    words = _aws_session_ask(args, stdin, stderr)
    if isinstance(words, int):
        if reads and words:
            print("aws-session: error: in xonsh, the function cannot read a code from a pipe", file=sys.stderr)
            print("  type instead, for example: aws-session --code @$(pass otp aws)", file=sys.stderr)
        words = status(words)
    if any("$" in word or word.startswith("~") for word in words):
        # xonsh would expand them.
        if has_sh:
            text = "".join(f"\\0{octet:03o}" for octet in os.fsencode(f"exec {shlex.join(words)}"))
            words = ["sh", "-c", f"""eval "`printf %b '{text}'`" """]
        else:
            text = "\0".join(words).encode("utf-8", "surrogatepass").hex()
            line = f"bytes.fromhex('{text}').decode('utf-8', 'surrogatepass').split(chr(0))"
            code = f"import subprocess as s; raise SystemExit(s.run({line}).returncode)"
            words = [sys.executable, "-c", code]
    return words


if hasattr(aliases, "return_command"):
    aliases[name] = aliases["aws_session"] = aliases.return_command(_aws_session)
else:
    print("aws-session: error: this xonsh is too old for that; type: execx($(aws-session))")
if options == "warn":
    with open(f"{folder}/warn.xsh", encoding="utf-8") as _file:
        exec(compile(_file.read(), _file.name, "exec"))
