"""The licence texts of the program and of everything that it brings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """One text: the package's name and version, the text's file, and the text."""

    package: str
    version: str
    file: str
    text: str
