"""Puts `resources/` into the package when a wheel is built."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface[Any]):
    """Adds the files to standard builds only; an editable install reads them where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder and its place in the wheel; `version` is 'standard' or 'editable'."""
        if version == "standard":
            build_data["force_include"]["resources"] = "promeister_mpay/resources"
