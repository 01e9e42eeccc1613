"""Python imports this when it starts with this folder on its path: the clock stands still."""

import os
import time

_NOW = float(os.environ["PINNED_TIME"])
time.time = lambda: _NOW
