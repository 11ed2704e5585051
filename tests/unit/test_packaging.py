"""What the packages say of the program is what the program is; that they work is shown by `make packages-test`."""

import ast
import re
import sys
from pathlib import Path

import pytest

from promeister_mpay import __version__
from promeister_mpay.__main__ import main
from promeister_mpay.adapters.foreign_files.process import OWN_COMMAND, ForeignFiles

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
