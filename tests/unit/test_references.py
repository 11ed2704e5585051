"""What the code names of the documents is there: sections, open questions, steps of the manual, paragraphs of law."""

import fnmatch
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("src", "tests", "benchmarks", "scripts", "packaging", "README.md", "CONTRIBUTING.md", "docs")
WRITTEN = {".py", ".md", ".toml", ".yaml", ".yml", ".spec", ".nsi", ".css", ".qss"}
ELSEWHERE = ("merchant-api" + ".md", "swedish-accounting" + ".md", "second-wave" + ".md", "../" + "shared")
"""What these documents were called, and where they lay, before they stood here."""


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def sections(name: str) -> set[str]:
    """The numbers of a document's headings: '5', '3.1'."""
    return set(re.findall(r"^#+ (\d+(?:\.\d+)?)[. ]", document(name), re.MULTILINE))


def numbered(name: str) -> Callable[[str], bool]:
    known = sections(name)
    return lambda number: number in known


def found(name: str, form: str) -> Callable[[str], bool]:
    """Whether a document has a line of this form, with what is named put in."""
    text = document(name)
    return lambda what: re.search(form.format(re.escape(what)), text, re.MULTILINE) is not None


REFERENCES = {
    r"gateway\.md §(\d+(?:\.\d+)?)": numbered("gateway.md"),
    r"bookkeeping\.md §(\d+(?:\.\d+)?)": numbered("bookkeeping.md"),
    r"\bdesign(?:\.md`?)? §(\d+)": numbered("design.md"),
    r"\bU(\d{1,2})\b": found("gateway.md", r"^### U{} "),
    r"\((?:design )?S(\d{1,2})\)": found("design.md", r"^\| S{} \|"),
    r"\bdesign I(\d)\b": found("design.md", r"\bI{} "),
    r"\b((?:ML|BFL) \d+:\d+)": found("bookkeeping.md", r"^### {}$"),
}
SAMPLES = {
    r"gateway\.md §(\d+(?:\.\d+)?)": "gateway.md §" + "99",
    r"bookkeeping\.md §(\d+(?:\.\d+)?)": "bookkeeping.md §" + "3.9",
    r"\bdesign(?:\.md`?)? §(\d+)": "design §" + "99",
    r"\bU(\d{1,2})\b": "U" + "99",
    r"\((?:design )?S(\d{1,2})\)": "(S" + "99)",
    r"\bdesign I(\d)\b": "design I" + "9",
    r"\b((?:ML|BFL) \d+:\d+)": "ML " + "17:99",
}


def texts() -> Iterator[tuple[Path, str]]:
    for place in PLACES:
        top = ROOT / place
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in WRITTEN and path.is_file():
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def unresolved(text: str) -> list[str]:
    return [
        match[0] for form, is_known in REFERENCES.items() for match in re.finditer(form, text) if not is_known(match[1])
    ]


def test_every_reference_leads_to_a_heading() -> None:
    lost = [f"{path}: {reference}" for path, text in texts() for reference in unresolved(text)]
    assert lost == []


@pytest.mark.parametrize("form", REFERENCES)
def test_a_reference_that_leads_nowhere_is_found(form: str) -> None:
    assert len(unresolved(f"as {SAMPLES[form]} says")) == 1


def test_no_document_is_named_that_stands_elsewhere() -> None:
    assert [f"{path}: {name}" for path, text in texts() for name in ELSEWHERE if name in text] == []


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts()
        if path.suffix == ".md" and "resources" not in path.parts
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text)
        if not (ROOT / path.parent / target).exists()
    ]
    assert broken == []


def files_and_folders() -> list[str]:
    tops = [ROOT / place for place in ("src", "tests", "docs", "resources", "scripts", "packaging", "benchmarks")]
    return [f"/{path.relative_to(ROOT).as_posix()}" for top in tops for path in [top, *top.rglob("*")]]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_the_guides_name_is_there(name: str) -> None:
    named = set(re.findall(r"`([\w./*-]+(?:\.py|/[\w./*-]*))`", (ROOT / name).read_text(encoding="utf-8")))
    there = [*files_and_folders(), "/.ci/run"]
    assert len(named) > 10
    assert [path for path in sorted(named) if not fnmatch.filter(there, f"*/{path.rstrip('/')}")] == []


def test_what_shows_a_rule_of_security_is_a_test() -> None:
    named = set(re.findall(r"`(test_\w+)`", document("security.md")))
    known = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert named - known == set()
