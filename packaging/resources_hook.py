"""Puts `resources/` into the package when a wheel is built."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface[Any]):
    """Adds the files to standard builds only; an editable install reads them from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder and its path in the wheel; `version` is 'standard' or 'editable'."""
        if version == "standard":
            build_data["force_include"]["resources"] = "promeister_mpay/resources"
