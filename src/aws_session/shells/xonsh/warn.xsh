# Prints the warning of `aws-session init xonsh --warn` before a prompt, once.
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
        print('aws-session: the session in this shell has ended' if left <= 0 else 'aws-session: the session in this shell ends within ten minutes', file=sys.stderr)


for _aws_session_other in list(events.on_pre_prompt):
    if getattr(_aws_session_other, "__name__", "") == "_aws_session_warn":
        events.on_pre_prompt.discard(_aws_session_other)
    del _aws_session_other
events.on_pre_prompt(_aws_session_warn)
