"""Regenerates the pictures in docs/: the window by the tour, the pay page by a browser, the documents of the tests.

With the argument `documents`, only the documents.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from PySide6.QtGui import QImage

from promeister_mpay.adapters.training import CustomersPhone
from promeister_mpay.app.tour import play_tour
from promeister_mpay.domain.documents.content import document_of
from promeister_mpay.sandbox.application import serve
from promeister_mpay.ui.documents.images import image_of
from promeister_mpay.ui.documents.layout import lay_out_document
from promeister_mpay.ui.documents.pdf import pdf_of
from promeister_mpay.ui.startup.application import make_application

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DOCUMENT_WIDTH = 900
HELP = ROOT / "resources" / "help" / "pictures"
IN_HELP = (
    "open-order",
    "locked-order",
    "paid-order",
    "training-phone",
    "order-list",
    "column-chooser",
    "settings",
    "guide",
)
HELP_WIDTH = "640x>"
FROM_TOUR = {
    "order": "open-order",
    "locked-order": "locked-order",
    "paid-order": "paid-order",
    "phone": "training-phone",
    "payments": "payments",
    "history": "history",
    "paid-back": "paid-back",
    "order-list": "order-list",
    "columns": "column-chooser",
    "posted": "posted-order",
    "preview": "preview",
    "settings": "settings",
    "settings-payment": "settings-payment",
    "guide": "guide",
    "credit": "crediting",
    "help": "help",
}


def main() -> int:
    """Play the tour and save the pictures; returns the exit code."""
    DOCS.mkdir(exist_ok=True)
    _documents()
    if "documents" in sys.argv:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        code = play_tour(Path(folder), keep=Path(folder) / "data")
        for name, shown in FROM_TOUR.items():
            (picture,) = Path(folder).glob(f"[0-9][0-9]-{name}.png")
            shutil.copyfile(picture, DOCS / f"{shown}.png")
        _pay_page(Path(folder) / "data" / "sandbox")
    _help()
    return code


def _documents() -> None:
    """An invoice, its credit, and one of several pages, each as PDF and as pictures of its pages."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.append(str(ROOT / "tests"))
    from support.printed_documents import ZONE, its_credit, of_many_pages, paid_by_mobile

    make_application()
    for name, invoice in (
        ("invoice", paid_by_mobile()),
        ("credit-invoice", its_credit()),
        ("long-invoice", of_many_pages()),
    ):
        made = lay_out_document(document_of(invoice, ZONE))
        (DOCS / f"{name}.pdf").write_bytes(pdf_of(made))
        for number, sheet in enumerate(made.sheets, 1):
            page = f"-{number}" if len(made.sheets) > 1 else ""
            image_of(sheet, DOCUMENT_WIDTH).convertToFormat(QImage.Format.Format_Grayscale8).save(
                str(DOCS / f"{name}{page}.png")
            )


def _pay_page(ledger: Path) -> None:
    with serve(ledger) as (url, secret), sync_playwright() as playwright:
        phone = CustomersPhone(url, secret)
        token = phone.messages()[0].link.rpartition("/")[2]
        phone.close()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5, locale="sv-SE")
        page.goto(f"{url}/pay/{token}")
        page.screenshot(path=DOCS / "pay-page.png")
        browser.close()
    subprocess.run(["mogrify", "-strip", *map(str, sorted(DOCS.glob("*.png")))], check=True)


def _help() -> None:
    """Make the pictures of the help, as wide as its page."""
    HELP.mkdir(exist_ok=True)
    for name in IN_HELP:
        small = ["-resize", HELP_WIDTH, "+dither", "-strip", "-colors", "128", str(HELP / f"{name}.png")]
        subprocess.run(["convert", str(DOCS / f"{name}.png"), *small], check=True)


if __name__ == "__main__":
    sys.exit(main())
