"""The time of day on Windows, in the time zone that is set there."""

from __future__ import annotations

import os
import time


def clock(moment: float | None = None) -> time.struct_time:
    """Return a moment in local time, or the present.

    Not by TZ: Cygwin and MSYS put a name into it that the C library reads as another zone.
    """
    if moment is None:
        moment = time.time()
    if "TZ" not in os.environ:
        return time.localtime(moment)
    import calendar
    import ctypes

    then = time.gmtime(moment)
    # SYSTEMTIME: year, month, day of the week, day, hour, minute, second, milliseconds.
    utc = (ctypes.c_uint16 * 8)(then.tm_year, then.tm_mon, 0, *then[2:6], 0)
    local = (ctypes.c_uint16 * 8)()
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only
    if not kernel.SystemTimeToTzSpecificLocalTime(None, ctypes.byref(utc), ctypes.byref(local)):
        return then
    year, month, _, *rest = local[:7]
    return time.gmtime(calendar.timegm((year, month, *rest)))
