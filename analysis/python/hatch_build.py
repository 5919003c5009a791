"""Puts the program into the wheel, where one is built for a platform.

`python -m build --wheel` makes a wheel without the program, for those who build it
themselves. With WHEEL_PROGRAM, the path of a built program, and WHEEL_PLATFORM, such as
macosx_11_0_arm64, the wheel carries that program and installs it among the scripts of
the environment: on the PATH as `rapport`, and found by this package.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface):  # type: ignore[type-arg] # it has no types
    """The hook of hatchling, by its name "custom"."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the program to what is built."""
        program, platform = os.environ.get("WHEEL_PROGRAM"), os.environ.get("WHEEL_PLATFORM")
        if self.target_name != "wheel" or version == "editable" or not (program or platform):
            return
        if not (program and platform and Path(program).is_file()):
            raise SystemExit("WHEEL_PROGRAM and WHEEL_PLATFORM: want a program and its platform")
        name = "rapport.exe" if platform.startswith("win") else "rapport"
        build_data["shared_scripts"] = {program: name}
        build_data["tag"] = f"py3-none-{platform}"
        build_data["pure_python"] = False
