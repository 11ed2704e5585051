"""Reads the licence texts of what the program is made of, from what is installed: nobody keeps a list by hand.

A packaged program has them in a folder that `packaging/payload.py` wrote with these same functions.
"""

import platform
import re
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from promeister_mpay.paths import RESOURCES
from promeister_mpay.services.maintenance.licences import Licence

ROOT = "promeister-mpay"
PYTHON = "Python"
FOLDER = "licences"
_IS_LICENCE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
_REQUIREMENT = re.compile(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)")
_OF_LGPL_3 = ("LGPL-3.0-only", "GPL-3.0-only")
"""The LGPL 3 is a supplement to the GPL 3, so both texts go with it."""


def shipped_licences(packed: Path | None = None) -> Sequence[Licence]:
    """The texts of the program, of Python and of each package, by package. Blocking; run it off the UI thread.

    `packed` is the folder of a packaged program; without it the program's own, if it is packaged.
    """
    own = getattr(sys, "_MEIPASS", None)
    packed = packed or (Path(own) if own else None)
    found = _in_folder(packed / FOLDER) if packed else installed_licences(distributions())
    return sorted(found, key=lambda each: (each.package != ROOT, each.package.casefold(), each.file))


def installed_licences(packages: Sequence[metadata.Distribution]) -> Iterator[Licence]:
    """The texts of Python and of these packages. Raises `LookupError` for a package that has none."""
    yield from _of_python()
    for each in packages:
        texts = [*_own_texts(each), *_general_texts(each)]
        if not texts:
            raise LookupError(each.name)
        yield from (Licence(each.name, each.version, file, text) for file, text in texts)


def distributions(root: str = ROOT) -> Sequence[metadata.Distribution]:
    """The program and the packages that it needs here, with what those need; by name."""
    found: dict[str, tuple[metadata.Distribution, frozenset[str]]] = {}
    waiting = [(root, frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        known, having = found.get(_key(name), (None, frozenset[str]()))
        if known is not None and extras <= having:
            continue
        try:
            found[_key(name)] = (metadata.distribution(name), extras | having)
        except metadata.PackageNotFoundError:
            # Another system or another Python needs it.
            continue
        waiting += _needed(found[_key(name)][0], extras)
    return [found[key][0] for key in sorted(found)]


def named_licence(distribution: metadata.Distribution) -> str:
    """The licence as the package names it, by its SPDX expression if it can; empty when it does not."""
    said = distribution.metadata.json
    named = str(said.get("license_expression") or said.get("license") or "")
    return named.splitlines()[0] if named else ""


def _needed(distribution: metadata.Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in distribution.requires or ():
        needed, _, marker = line.partition(";")
        extra, named = _EXTRA.search(marker), _REQUIREMENT.match(needed)
        if named and (extra is None or extra[1] in extras):
            yield named[1], frozenset(part.strip() for part in (named[2] or "").split(",") if part.strip())


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _own_texts(distribution: metadata.Distribution) -> Iterator[tuple[str, str]]:
    for file in distribution.files or ():
        if ".dist-info" in file.parts[0] and _IS_LICENCE.search(file.name):
            yield file.name, Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")


def _general_texts(distribution: metadata.Distribution) -> Iterator[tuple[str, str]]:
    """The general texts of the LGPL, which Qt's packages name and do not bring."""
    if _OF_LGPL_3[0] in named_licence(distribution):
        for name in _OF_LGPL_3:
            file = RESOURCES / FOLDER / f"{name}.txt"
            yield file.name, file.read_text(encoding="utf-8")


def _of_python() -> Iterator[Licence]:
    for folder in (sysconfig.get_path("stdlib"), sys.base_prefix):
        file = Path(folder) / "LICENSE.txt"
        if file.is_file():
            yield Licence(PYTHON, platform.python_version(), file.name, file.read_text(encoding="utf-8"))
            return


def _in_folder(folder: Path) -> Iterator[Licence]:
    """The texts in a folder as `packaging/payload.py` writes it: `PACKAGE VERSION/FILE`."""
    for file in folder.glob("*/*"):
        package, _, version = file.parent.name.rpartition(" ")
        yield Licence(package, version, file.name, file.read_text(encoding="utf-8", errors="replace"))
