"""Make the pictures in docs/ anew: the window from the tour, the pay page from a real browser on a phone's width."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from promeister_mpay.adapters.training import CustomersPhone
from promeister_mpay.app import tour
from promeister_mpay.sandbox.serving import serve

DOCS = Path(__file__).parent.parent / "docs"
HELP = Path(__file__).parent.parent / "src" / "promeister_mpay" / "resources" / "help" / "pictures"
IN_HELP = ("open-order", "locked-order", "paid-order", "training-phone", "order-list", "column-chooser")
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
}


def main() -> int:
    """Play the tour and take what the documents show; gives the exit code."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        code = tour(Path(folder), keep=Path(folder) / "data")
        for name, shown in FROM_TOUR.items():
            (picture,) = Path(folder).glob(f"[0-9][0-9]-{name}.png")
            shutil.copyfile(picture, DOCS / f"{shown}.png")
        _pay_page(Path(folder) / "data" / "sandbox")
    _help()
    return code


def _pay_page(ledger: Path) -> None:
    with serve(ledger) as url, sync_playwright() as playwright:
        phone = CustomersPhone(url)
        token = phone.messages()[0].link.rpartition("/")[2]
        phone.close()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=1.5, locale="sv-SE")
        page.goto(f"{url}/pay/{token}")
        page.screenshot(path=DOCS / "pay-page.png")
        browser.close()
    subprocess.run(["mogrify", "-strip", *map(str, sorted(DOCS.glob("*.png")))], check=True)


def _help() -> None:
    """The pictures that the help shows, as wide as its page."""
    HELP.mkdir(exist_ok=True)
    for name in IN_HELP:
        small = ["-resize", HELP_WIDTH, "+dither", "-strip", "-colors", "128", str(HELP / f"{name}.png")]
        subprocess.run(["convert", str(DOCS / f"{name}.png"), *small], check=True)


if __name__ == "__main__":
    sys.exit(main())
