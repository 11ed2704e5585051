"""Builds the settings dialog: its pages, and the services that each page loads from and saves to."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.documents.printers import SystemPrinters
from promeister_mpay.ui.settings.code_page import CodePage
from promeister_mpay.ui.settings.context import LocalContext, SettingsContext
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.field_specs import ACCOUNTS, BACKUPS, PAYMENT, VAT_AND_SERIES
from promeister_mpay.ui.settings.form_session import FormSession, NoStoredSettings
from promeister_mpay.ui.settings.history_dialog import HistoryDialog
from promeister_mpay.ui.settings.import_page import ImportPage
from promeister_mpay.ui.settings.page import SettingsPage
from promeister_mpay.ui.settings.printing_page import PrintingPage
from promeister_mpay.ui.settings.resurs_page import ResursPage
from promeister_mpay.ui.settings.startup_page import StartupPage
from promeister_mpay.ui.settings.workshop_page import WorkshopPage

INTRODUCTION_ACCOUNTS = (
    "Vart pengarna bokförs. En ändring gäller det som bokförs från nu, aldrig det som redan är bokfört."
)
INTRODUCTION_VAT = "Momssatser med sina konton, verifikationsserier och räkenskapsår. Det som är bokfört ändras aldrig."
INTRODUCTION_BACKUPS = (
    "Ligger databasen på den här datorn kopieras den på morgonen, mitt på dagen och när programmet stängs. Går disken "
    "sönder är kopiorna på den också borta: ange en plats till."
)
INTRODUCTION_PAYMENT = "Öresavrundning rundar beloppet att betala till hela kronor, olika för varje betalningssätt."


def build_local_dialog(context: LocalContext, parent: QWidget) -> SettingsDialog:
    """Build the dialog with the pages about this computer, which needs no store."""

    def session(pages: Sequence[SettingsPage], dialog: QWidget) -> FormSession:
        return FormSession(pages, context.background, dialog, settings=NoStoredSettings(), who=context.who)

    return SettingsDialog([_startup_page(context), _printing_page(context)], parent, session=session)


def build_dialog(context: SettingsContext, parent: QWidget) -> SettingsDialog:
    """Build the dialog with all its pages and load the current settings."""
    pages = build_pages(context)
    dialog = SettingsDialog(pages, parent, session=session_of(context), history=_history_of(context))
    for page in pages:
        if isinstance(page, ImportPage):
            page.import_requested.connect(dialog.import_requested)
    return dialog


def session_of(context: SettingsContext) -> Callable[[Sequence[SettingsPage], QWidget], FormSession]:
    """A function that makes the session which loads and saves pages for a dialog."""
    local, settings = context.local, context.services.settings
    return lambda pages, dialog: FormSession(pages, local.background, dialog, settings=settings, who=local.who)


def _history_of(context: SettingsContext) -> Callable[[QWidget], HistoryDialog]:
    return lambda parent: HistoryDialog(context.services.settings, context.local.background, parent)


def build_pages(context: SettingsContext) -> list[SettingsPage]:
    """Build the pages in the order in which the dialog lists them."""
    background = context.local.background
    return [
        _startup_page(context.local),
        WorkshopPage(background, context.services.read_picture),
        ResursPage(context.services.connection, background),
        SettingsPage("Konton", background, about=INTRODUCTION_ACCOUNTS, specs=ACCOUNTS),
        SettingsPage("Moms och serier", background, about=INTRODUCTION_VAT, specs=VAT_AND_SERIES),
        SettingsPage("Betalning", background, about=INTRODUCTION_PAYMENT, specs=PAYMENT),
        SettingsPage("Säkerhetskopior", background, about=INTRODUCTION_BACKUPS, specs=BACKUPS),
        CodePage(context.services.settings.approvals, background),
        _printing_page(context.local),
        ImportPage(background),
    ]


def _startup_page(context: LocalContext) -> StartupPage:
    return StartupPage(context.start, context.background)


def _printing_page(context: LocalContext) -> PrintingPage:
    return PrintingPage(context.workstation, SystemPrinters(), context.background)
