"""Maps fields, tables and windows to their help topics."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.order.fields import HeaderChoiceField, HeaderTextField
from promeister_mpay.ui.order.line_model import COLUMNS
from promeister_mpay.ui.order.line_table import LineTable

FIELDS = "falt"
START = "valkommen"
TOPIC = "topic"
"""The property of a widget that says its topic itself."""
TOPICS: Mapping[str, str] = {
    "BillingTab": "mobilbetalning#På fliken Fakturering",
    "ByHandDialog": "avrakning#För hand",
    "CheckDialog": "huvudbok#Kontrollera böckerna",
    "ClearingDialog": "avrakning#Saldo 1931 per order",
    "ClosingDialog": "fel#Stänga programmet",
    "ColumnChooser": "listor#Visa kolumn",
    "CorrectionDialog": "huvudbok#Rätta en verifikation",
    "CreditDialog": "kreditering#Hela fakturan eller en del",
    "CrashDialog": "fel#Ett oväntat fel",
    "FilterDialog": "listor#Filter",
    "GuideDialog": "installningar#Kom igång",
    "HistoryDialog": "installningar#Ändringar",
    "ImportDialog": "import",
    "ImportLayoutDialog": "import#Kolumnerna",
    "LayoutDialog": "avrakning#Läsa filen",
    "LedgerHeader": "huvudbok#Huvudbok",
    "LineDialog": "order",
    "LinkDialog": "mobilbetalning#Visa länken eller skicka en ny",
    "ListExport": "listor#Exportera",
    "ListWindow": "listor",
    "MethodDialog": "bokforing#Vad som kan bokföras",
    "Navigation": "valkommen#Trädet till vänster",
    "PaymentSearchDialog": "mobilbetalning#Söka en betalning hos Resurs",
    "PeriodDialog": "huvudbok#Stänga en period",
    "PreviewDialog": "bokforing#Skriva ut",
    "PrintDialog": "bokforing#Skriva ut",
    "RegisterCard": "register",
    "RestoreDialog": "sakerhetskopior#Återställa",
    "RowZoom": "listor#Högerklicka",
    "SecretDialog": "installningar#Hemligheter och lösenord",
    "SettingsDialog": "installningar",
    "SettlementDialog": "avrakning",
    "ShortcutsDialog": "tangenter",
    "SieDialog": "sie#Exportera",
    "AboutDialog": "fel#Om programmet",
    "SupportBundleDialog": "fel#Felsökningspaket",
    "TrainingPhone": "ovning",
    "TrialPostingDialog": "bokforing#Provbokför",
    "VoucherDialog": "huvudbok#Verifikationer",
    "WindowFrame": "order",
    "WorkstationDialog": "installningar#Signatur och kassa",
    "ZoomDialog": "order",
}
"""By the name of a widget's class: a page, and after # the heading on it."""


def topic_of(widget: QWidget | None) -> str:
    """The help topic of a widget: its own, or that of its nearest parent that has one."""
    while widget is not None:
        if isinstance(widget, HeaderTextField | HeaderChoiceField):
            return f"{FIELDS}#{widget.spec.label}"
        if isinstance(widget, LineTable):
            return f"{FIELDS}#{COLUMNS[max(widget.currentIndex().column(), 0)].title}"
        topic = widget.property(TOPIC) or TOPICS.get(type(widget).__name__)
        if topic is not None:
            return str(topic)
        widget = widget.parentWidget()
    return START
