"""The licence texts are found by themselves: of the program, of Python, and of each package that it needs."""

from importlib import metadata
from pathlib import Path

import pytest

from promeister_mpay.adapters.licences import PYTHON, ROOT, distributions, installed_licences, shipped_licences


def test_each_package_has_its_text_and_the_program_comes_first() -> None:
    found = shipped_licences()
    assert found[0].package == ROOT
    assert {each.name for each in distributions()} | {PYTHON} == {each.package for each in found}
    assert all(each.version and len(each.text) > 100 for each in found)


@pytest.mark.parametrize("package", ["PySide6_Essentials", "shiboken6", "psycopg", "psycopg-binary"])
def test_what_is_under_the_lgpl_3_has_both_its_texts(package: str) -> None:
    texts = [each.text for each in installed_licences(distributions()) if each.package == package]
    assert any("GNU LESSER GENERAL PUBLIC LICENSE" in text for text in texts)
    assert any("                    GNU GENERAL PUBLIC LICENSE" in text for text in texts)


def test_the_packages_of_a_package_belong_to_it() -> None:
    names = {each.name.casefold() for each in distributions()}
    # Of psycopg by an extra, of keyring and of httpx.
    assert {"psycopg-binary", "jaraco.classes", "httpcore", "h11"} <= names
    assert not {"pytest", "mypy", "hypothesis"} & names


class Bare(metadata.Distribution):
    """A package without any licence text."""

    def read_text(self, filename: str) -> str | None:
        return "Name: bare\nVersion: 1\n" if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


def test_a_package_without_a_text_stops_the_build() -> None:
    with pytest.raises(LookupError, match="bare"):
        list(installed_licences([Bare()]))


def test_a_packaged_program_reads_the_folder_that_was_packed(tmp_path: Path) -> None:
    for package in ("zipp 4.1", f"{ROOT} 0.1", "Python 3.11.7"):
        (tmp_path / "licences" / package).mkdir(parents=True)
        (tmp_path / "licences" / package / "LICENSE").write_text(f"of {package}", encoding="utf-8")

    assert [(each.package, each.version, each.text) for each in shipped_licences(tmp_path)] == [
        (ROOT, "0.1", f"of {ROOT} 0.1"),
        ("Python", "3.11.7", "of Python 3.11.7"),
        ("zipp", "4.1", "of zipp 4.1"),
    ]
