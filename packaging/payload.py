"""What goes into each package beside the program: the licence texts, and a bill of materials (CycloneDX).

Both are made of what is installed where the package is built, which the lock pins: `payload.py FOLDER`.
"""

import json
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from promeister_mpay.adapters.licences import FOLDER, PYTHON, ROOT, distributions, installed_licences, named_licence

LOCK = Path(__file__).parent.parent / "requirements" / "run.txt"
BILL = "sbom.cdx.json"
_PIN = re.compile(r"^([\w.-]+)==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(r"[-_.]+")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def write_payload(folder: Path) -> Sequence[Path]:
    """Write the licence texts and the bill into a folder; gives the files.

    Raises `LookupError` if a text is missing.
    """
    texts = {
        folder / FOLDER / f"{each.package} {each.version}" / each.file: each.text
        for each in installed_licences(distributions())
    }
    if not any(file.parent.name.startswith(f"{PYTHON} ") for file in texts):
        raise LookupError(PYTHON)
    for file, text in (texts | {folder / BILL: bill_of_materials()}).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return [*texts, folder / BILL]


def bill_of_materials() -> str:
    """The program, Python, and each package with its version, licence, and the hashes that the lock allows."""
    hashes = locked_hashes(LOCK.read_text(encoding="utf-8"))
    # What is here and not in the lock is here for tests and tools.
    found = [each for each in distributions() if each.name == ROOT or _key(each) in hashes]
    parts = {each.name: _component(each, hashes) for each in found}
    program = parts.pop(ROOT)
    program.type = ComponentType.APPLICATION
    inside = [part for each in found for part in _bundled(each)]
    bill = Bom(components=[_python(), *parts.values(), *inside])
    bill.metadata.component = program
    bill.register_dependency(program, bill.components)
    return JsonV1Dot6(bill).output_as_string(indent=1) + "\n"


def locked_hashes(lock: str) -> Mapping[tuple[str, str], Sequence[str]]:
    """The SHA-256 sums of each name and version in a lock file."""
    return {(name, version): _HASH.findall(rest) for name, version, rest in _PIN.findall(lock)}


def _key(distribution: Distribution) -> tuple[str, str]:
    return _PLAIN.sub("-", distribution.name).lower(), distribution.version


def _component(distribution: Distribution, hashes: Mapping[tuple[str, str], Sequence[str]]) -> Component:
    name, version = _key(distribution)
    said = named_licence(distribution)
    sums = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes.get((name, version), ())]
    return Component(
        name=name,
        version=version,
        purl=PackageURL("pypi", name=name, version=version),
        bom_ref=name,
        hashes=sums,
        licenses=[LicenseFactory().make_from_string(said)] if said else (),
    )


def _bundled(distribution: Distribution) -> Iterator[Component]:
    """The libraries in a wheel, as its own bill names them (PEP 770)."""
    for file in distribution.files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            said = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
            for part in said.get("components", ()):
                name, version = str(part["name"]), str(part.get("version", ""))
                # The wheel names itself too.
                if _PLAIN.sub("-", name).lower() != _PLAIN.sub("-", distribution.name).lower():
                    yield Component(name=name, version=version, bom_ref=f"{distribution.name}/{name}@{version}")


def _python() -> Component:
    version = platform.python_version()
    licence = LicenseFactory().make_with_id("PSF-2.0")
    return Component(name="python", version=version, bom_ref="python", licenses=[licence], type=ComponentType.PLATFORM)


if __name__ == "__main__":
    write_payload(Path(sys.argv[1]))
