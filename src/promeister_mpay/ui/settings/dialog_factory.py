"""The settings dialog made whole: which pages there are, and where each keeps what is typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.documents.printers import SystemPrinters
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.field_specs import ACCOUNTS, PAYMENT, VAT_AND_SERIES
from promeister_mpay.ui.settings.form_session import FormSession
from promeister_mpay.ui.settings.import_page import ImportPage
from promeister_mpay.ui.settings.page import SettingsPage
from promeister_mpay.ui.settings.printing_page import PrintingPage
from promeister_mpay.ui.settings.resurs_page import ResursPage
from promeister_mpay.ui.settings.startup_page import StartupPage
from promeister_mpay.ui.settings.workshop_page import WorkshopPage

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.startup import StartService

ABOUT_ACCOUNTS = "Vart pengarna bokförs. En ändring gäller det som bokförs från nu, aldrig det som redan är bokfört."
ABOUT_VAT = "Momssatser med sina konton, verifikationsserier och räkenskapsår. Det som är bokfört ändras aldrig."
ABOUT_PAYMENT = "Öresavrundning rundar beloppet att betala till hela kronor, olika för varje betalningssätt."


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the pages are made over; without a counter the store is not open, and only what is this computer's shows."""

    start: "StartService"
    workstation: Workstation
    background: Background
    who: Callable[[], str]
    counter: "CounterServices | None" = None

    def session(self, pages: "list[SettingsPage]", parent: QWidget) -> FormSession:
        """What the pages show comes from here, and goes back there."""
        service = self.counter.settings if self.counter else None
        return FormSession(pages, self.background, parent, service=service, who=self.who)


def build_dialog(workplace: Workplace, parent: QWidget) -> SettingsDialog:
    """The dialog with all its pages, over the settings as they are now."""
    pages = build_pages(workplace)
    dialog = SettingsDialog(pages, parent)
    for page in pages:
        if isinstance(page, ImportPage):
            page.wanted.connect(dialog.import_wanted)
    service = workplace.counter.settings if workplace.counter else None
    dialog.begin(workplace.session(pages, dialog), service, workplace.background)
    return dialog


def build_pages(workplace: Workplace) -> "list[SettingsPage]":
    """The pages in their order."""
    background = workplace.background
    pages: list[SettingsPage] = [StartupPage(workplace.start, background)]
    if workplace.counter is not None:
        pages += [
            WorkshopPage(background),
            ResursPage(workplace.counter.connection, background),
            SettingsPage("Konton", background, about=ABOUT_ACCOUNTS, specs=ACCOUNTS),
            SettingsPage("Moms och serier", background, about=ABOUT_VAT, specs=VAT_AND_SERIES),
            SettingsPage("Betalning", background, about=ABOUT_PAYMENT, specs=PAYMENT),
        ]
    pages.append(PrintingPage(workplace.workstation, SystemPrinters(), background))
    if workplace.counter is not None:
        pages.append(ImportPage(background))
    return pages
