"""What the packages say of the program is what the program is; that they work is shown by `make packages-test`."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from payload import BILL, LOCK, bill_of_materials, locked_hashes, write_payload

from promeister_mpay import __version__
from promeister_mpay.__main__ import main
from promeister_mpay.adapters.foreign_files.process import OWN_COMMAND, ForeignFiles
from promeister_mpay.adapters.licences import FOLDER, distributions

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"


def text(name: str) -> str:
    return (PACKAGING / name).read_text(encoding="utf-8")


def test_each_package_carries_the_programs_version() -> None:
    assert text("debian/changelog").startswith(f"promeister-mpay ({__version__}-1) ")
    assert re.findall(r'<release version="([^"]+)"', text("linux/se.promeister.mpay.metainfo.xml"))[0] == __version__


def test_the_packages_bring_what_the_tests_ran_with() -> None:
    run, packages = (pins((ROOT / "requirements" / name).read_text()) for name in ("run.txt", "packages.txt"))
    assert run <= packages


def pins(lock: str) -> set[str]:
    return {line for line in lock.splitlines() if "==" in line}


@pytest.mark.parametrize("page", ["linux/promeister-mpay.1", "linux/promeister-mpay.sv.1"])
def test_the_manual_page_names_every_option(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    assert set(re.findall(r"--[a-z][a-z-]+", text(page).replace("\\", ""))) == known


def test_what_is_left_out_of_the_program_nobody_imports() -> None:
    listed = re.search(r"^LEFT_OUT = (\[.*?\])$", text("promeister-mpay.spec"), re.MULTILINE | re.DOTALL)
    assert listed is not None
    names = [name.rpartition(".")[2] for name in ast.literal_eval(listed[1])]
    imports = re.compile(rf"^\s*(from|import) .*\b({'|'.join(names)})\b", re.MULTILINE)
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    assert [found[0] for source in sources for found in imports.finditer(source)] == []


def test_the_packaged_program_reads_a_foreign_file_as_the_sources_do(tmp_path: Path) -> None:
    taken: list[object] = []
    file = tmp_path / "kunder.csv"
    file.write_text("Nr;Namn\n1;Åsa\n", encoding="utf-8")
    packaged = (sys.executable, str(PACKAGING / "start.py"), *OWN_COMMAND[1:])
    ForeignFiles(command=packaged).read("sheet", file, taken.append)
    assert taken == [[1, "Nr", "Namn"], [2, "1", "Åsa"]]


def test_the_bill_of_materials_names_what_is_installed_with_the_hashes_of_the_lock() -> None:
    bill = bill_of_materials()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None

    said = json.loads(bill)
    program = said["metadata"]["component"]
    assert (program["name"], program["version"]) == ("promeister-mpay", __version__)
    listed = {(part["name"], part["version"]): part for part in said["components"]}
    packages = {(part["name"], part["version"]) for part in said["components"] if "purl" in part}
    pinned = locked_hashes(LOCK.read_text(encoding="utf-8"))
    assert {"httpx", "pyside6-essentials", "psycopg-binary", "sqlalchemy"} <= {name for name, _ in packages}
    assert packages <= set(pinned)
    assert all({each["content"] for each in listed[key]["hashes"]} == set(pinned[key]) for key in packages)
    assert {"python", "libcom_err"} <= {name for name, _ in listed}


def test_each_package_has_the_licence_texts_and_the_bill(tmp_path: Path) -> None:
    files = {file.relative_to(tmp_path).as_posix() for file in write_payload(tmp_path)}
    assert files == {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert BILL in files
    assert {f"{each.name} {each.version}" for each in distributions()} <= {
        file.split("/")[1] for file in files if file.startswith(f"{FOLDER}/")
    }
    # The Debian package and the Windows installer pack what this recipe makes.
    assert "*payload()" in text("promeister-mpay.spec")


AUDITS = {
    "echo 'No known vulnerabilities found' >&2": 0,
    "echo 'Found 2 known vulnerabilities in 1 package' >&2; exit 1": 1,
    "echo 'could not be audited' >&2; exit 1": 2,
}


@pytest.mark.parametrize(("database", "code"), AUDITS.items())
def test_an_audit_without_its_database_is_no_good_news(database: str, code: int, tmp_path: Path) -> None:
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/sh\n{database}\n")
    tool.chmod(0o755)
    audited = subprocess.run([ROOT / "scripts" / "audit", tool], capture_output=True, text=True, check=False)
    assert audited.returncode == code
    assert ("did not answer" in audited.stderr) is (code == 2)
