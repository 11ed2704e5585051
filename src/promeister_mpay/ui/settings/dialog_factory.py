"""Builds the settings dialog: its pages, and the services that each page loads from and saves to."""

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

INTRODUCTION_ACCOUNTS = (
    "Vart pengarna bokförs. En ändring gäller det som bokförs från nu, aldrig det som redan är bokfört."
)
INTRODUCTION_VAT = "Momssatser med sina konton, verifikationsserier och räkenskapsår. Det som är bokfört ändras aldrig."
INTRODUCTION_PAYMENT = "Öresavrundning rundar beloppet att betala till hela kronor, olika för varje betalningssätt."


@dataclass(frozen=True, slots=True)
class SettingsContext:
    """The services that the pages need; without `counter` the store is not open and only local pages are built."""

    start: "StartService"
    workstation: Workstation
    background: Background
    who: Callable[[], str]
    counter: "CounterServices | None" = None

    def session(self, pages: "list[SettingsPage]", parent: QWidget) -> FormSession:
        """Create the session that loads and saves these pages."""
        service = self.counter.settings if self.counter else None
        return FormSession(pages, self.background, parent, service=service, who=self.who)


def build_dialog(context: SettingsContext, parent: QWidget) -> SettingsDialog:
    """Build the dialog with all its pages and load the current settings."""
    pages = build_pages(context)
    dialog = SettingsDialog(pages, parent)
    for page in pages:
        if isinstance(page, ImportPage):
            page.wanted.connect(dialog.import_wanted)
    service = context.counter.settings if context.counter else None
    dialog.begin(context.session(pages, dialog), service, context.background)
    return dialog


def build_pages(context: SettingsContext) -> "list[SettingsPage]":
    """Build the pages in the order in which the dialog lists them."""
    background = context.background
    pages: list[SettingsPage] = [StartupPage(context.start, background)]
    if context.counter is not None:
        pages += [
            WorkshopPage(background),
            ResursPage(context.counter.connection, background),
            SettingsPage("Konton", background, about=INTRODUCTION_ACCOUNTS, specs=ACCOUNTS),
            SettingsPage("Moms och serier", background, about=INTRODUCTION_VAT, specs=VAT_AND_SERIES),
            SettingsPage("Betalning", background, about=INTRODUCTION_PAYMENT, specs=PAYMENT),
        ]
    pages.append(PrintingPage(context.workstation, SystemPrinters(), background))
    if context.counter is not None:
        pages.append(ImportPage(background))
    return pages
