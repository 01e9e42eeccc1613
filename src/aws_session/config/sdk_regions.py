"""The regions in the data of the installed botocore, which is not imported."""

from __future__ import annotations

import os


def knows(region: str) -> bool:
    """Tell whether botocore's partitions have a region; False if its data cannot be found."""
    from importlib.machinery import PathFinder

    found = PathFinder.find_spec("botocore")
    for folder in (found and found.submodule_search_locations) or ():
        try:
            with open(os.path.join(folder, "data", "partitions.json"), encoding="utf-8") as file:
                # A region is a key: no other text in there has this form.
                return f'"{region}"' in file.read()
        except OSError:
            continue
    return False
