"""Declares every function of the window as data: name, text, shortcut and description; menus are lists of names."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShortcut


class ActionName(StrEnum):
    """The functions; the value is the object name of the QAction."""

    NEW = "new"
    DELETE = "delete"
    REGISTERS_CUSTOMERS = "registers_customers"
    REGISTERS_VEHICLES = "registers_vehicles"
    REGISTERS_ARTICLES = "registers_articles"
    IMPORT = "import"
    EXTRACT = "extract"
    ERASE = "erase"
    SETTINGS = "settings"
    GUIDE = "guide"
    WORKSTATION = "workstation"
    RESTORE = "restore"
    QUIT = "quit"
    LIST = "list"
    LIST_WAITING = "list_waiting"
    LIST_PAID = "list_paid"
    LIST_DEVIATIONS = "list_deviations"
    LOOK_UP = "look_up"
    COPY_PREVIOUS = "copy_previous"
    ZOOM = "zoom"
    OPEN = "open"
    FIRST = "first"
    PREVIOUS = "previous"
    NEXT = "next"
    LAST = "last"
    ROW_INSERT = "row_insert"
    ROW_DELETE = "row_delete"
    ROW_UP = "row_up"
    ROW_DOWN = "row_down"
    SEND = "send"
    VOID = "void"
    CHECK = "check"
    READ_AGAIN = "read_again"
    SEARCH_PAYMENT = "search_payment"
    SEND_TO = "send_to"
    SHOW_LINK = "show_link"
    POST = "post"
    POST_AND_PRINT = "post_and_print"
    TRIAL = "trial"
    CREDIT = "credit"
    SHOW_INVOICE = "show_invoice"
    PRINT = "print"
    INVOICES = "invoices"
    CREDITS = "credits"
    VOUCHERS = "vouchers"
    LEDGER = "ledger"
    CORRECT = "correct"
    CLOSE_PERIOD = "close_period"
    CHECK_BOOKS = "check_books"
    EXPORT_SIE = "export_sie"
    SIE_FILES = "sie_files"
    SETTLEMENT = "settlement"
    SETTLEMENT_BY_HAND = "settlement_by_hand"
    CLEARING = "clearing"
    PAYOUTS = "payouts"
    PHONE = "phone"
    TO_TREE = "to_tree"
    TO_CARD = "to_card"
    HELP = "help"
    MANUAL = "manual"
    SHORTCUTS = "shortcuts"
    SUPPORT = "support"
    ABOUT = "about"


class ActionSpec(NamedTuple):
    """How a function is shown: text with mnemonic, key, what it does, and its short name in the status line."""

    text: str
    key: str = ""
    tip: str = ""
    foot: str = ""


A = ActionName
ACTIONS: Mapping[ActionName, ActionSpec] = {
    A.NEW: ActionSpec("&Ny order", "F3", "Börja på en ny order", "Ny"),
    A.DELETE: ActionSpec("&Radera…", "F4", "Radera raden, om markören står bland raderna, annars hela ordern"),
    A.REGISTERS_CUSTOMERS: ActionSpec("&Kunder…", "", "Sök, lägg upp och ändra kunder"),
    A.REGISTERS_VEHICLES: ActionSpec("&Fordon…", "", "Sök, lägg upp och ändra fordon"),
    A.REGISTERS_ARTICLES: ActionSpec("A&rtiklar…", "", "Sök, lägg upp och ändra artiklar och arbeten"),
    A.IMPORT: ActionSpec("&Importera…", "", "Läs in kunder, fordon, artiklar och order från fil"),
    A.EXTRACT: ActionSpec("Registerut&drag…", "", "Allt som finns om en kund, som text och JSON"),
    A.ERASE: ActionSpec("Rad&era kund…", "", "Ta bort en kunds uppgifter, utom det som bokföringslagen kräver"),
    A.SETTINGS: ActionSpec("I&nställningar…", "Ctrl+,", "Verkstaden, Resurs, konton, betalning, utskrift och databas"),
    A.GUIDE: ActionSpec("Kom &igång…", "", "Steg för steg från ny installation till första SMS:et"),
    A.WORKSTATION: ActionSpec("&Signatur och kassa…", "", "Vem som sitter vid den här kassan"),
    A.RESTORE: ActionSpec("&Återställ…", "", "Säkerhetskopiorna, vad som finns i dem, och vägen tillbaka"),
    A.QUIT: ActionSpec("&Avsluta", "Ctrl+Q", "Spara och avsluta"),
    A.LIST: ActionSpec("&Lista…", "F5", "Sök bland alla order, eller i registret för fältet", "Lista"),
    A.LIST_WAITING: ActionSpec("&Väntar på betalning…", "", "Order vars betalnings-SMS inte är betalt"),
    A.LIST_PAID: ActionSpec("&Betalda ej bokförda…", "", "Order som är betalda med mobilen men inte bokförda"),
    A.LIST_DEVIATIONS: ActionSpec("&Avvikelser…", "", "Order vars betalning inte är som den ska"),
    A.LOOK_UP: ActionSpec("&Slå upp", "F6", "Slå upp i registret för fältet", "Slå upp"),
    A.COPY_PREVIOUS: ActionSpec(
        "&Kopiera föregående", "F8", "Fyll fältet från föregående order eller rad", "Kopiera föregående"
    ),
    A.ZOOM: ActionSpec("&Zooma", "Ctrl+F8", "Visa fältets hela text"),
    A.OPEN: ActionSpec("&Öppna order…", "Ctrl+O", "Gå till en order med dess nummer"),
    A.FIRST: ActionSpec("&Första", "Ctrl+Home", "Gå till första ordern"),
    A.PREVIOUS: ActionSpec("Före&gående", "PgUp", "Gå till föregående order"),
    A.NEXT: ActionSpec("Näs&ta", "PgDown", "Gå till nästa order"),
    A.LAST: ActionSpec("&Sista", "Ctrl+End", "Gå till sista ordern"),
    A.ROW_INSERT: ActionSpec("&Infoga rad", "Ctrl+Insert", "Infoga en tom rad ovanför"),
    A.ROW_DELETE: ActionSpec("Radera ra&d", "Ctrl+Delete", "Radera raden som markören står på"),
    A.ROW_UP: ActionSpec("Flytta rad &upp", "Alt+Up", "Byt plats med raden ovanför"),
    A.ROW_DOWN: ActionSpec("Flytta rad n&ed", "Alt+Down", "Byt plats med raden nedanför"),
    A.SEND: ActionSpec(
        "&Skicka mobilbetalning (SMS)", "Ctrl+S", "Skicka en betallänk till kundens mobil", "Skicka mobilbetalning"
    ),
    A.VOID: ActionSpec(
        "&Annullera betalnings-SMS / Öppna order", "", "Ta tillbaka länken, eller betala tillbaka pengarna"
    ),
    A.CHECK: ActionSpec(
        "&Kontrollera mobilbetalning", "Ctrl+L", "Fråga Resurs nu om kunden har betalat", "Kontrollera"
    ),
    A.READ_AGAIN: ActionSpec(
        "&Läs om betalningen", "", "Fråga Resurs om en betalning står kvar, till exempel när något hänt i Resurs portal"
    ),
    A.SEARCH_PAYMENT: ActionSpec(
        "Sök &betalning hos Resurs…", "", "Fråga Resurs om en betalning med dess id, referens eller ordernummer"
    ),
    A.SEND_TO: ActionSpec("Skicka ny länk till annat &nummer…", "", "Ta tillbaka länken och skicka en ny"),
    A.SHOW_LINK: ActionSpec("&Visa betallänk / QR-kod", "", "Visa länken, så att kunden kan betala vid disken"),
    A.POST: ActionSpec("&Bokför", "F11", "Bokför ordern med nästa fakturanummer", "Bokför"),
    A.POST_AND_PRINT: ActionSpec("Bokför och &skriv ut", "Shift+F11", "Bokför ordern och skriv ut fakturan"),
    A.TRIAL: ActionSpec("&Provbokför…", "", "Visa hur ordern skulle bokföras, utan att bokföra den"),
    A.CREDIT: ActionSpec("&Kreditera faktura…", "", "Kreditera hela orderns faktura eller en del av den"),
    A.SHOW_INVOICE: ActionSpec("&Visa faktura…", "", "Visa orderns faktura som den skrivs ut"),
    A.SETTLEMENT: ActionSpec("Avräk&ning Resurs (1931)…", "", "Läs in och bokför det som Resurs har betalat ut"),
    A.SETTLEMENT_BY_HAND: ActionSpec("Avräkning för han&d…", "", "Bokför en utbetalning från Resurs utan fil"),
    A.CLEARING: ActionSpec("S&aldo 1931 per order…", "", "Vad saldot på avräkningskontot består av, order för order"),
    A.PRINT: ActionSpec("Skriv &ut…", "Ctrl+P", "Skriv ut fakturan, eller en arbetsorder om ordern inte är bokförd"),
    A.PAYOUTS: ActionSpec("Utbetalnin&gar…", "", "Sök bland Resurs utbetalningar som är bokförda"),
    A.INVOICES: ActionSpec("Bokförda &fakturor…", "", "Sök bland fakturor och kreditfakturor"),
    A.CREDITS: ActionSpec("Krediteringar…", "", "Sök bland kreditfakturor"),
    A.VOUCHERS: ActionSpec("V&erifikationer…", "", "Sök bland allt som är bokfört"),
    A.LEDGER: ActionSpec("&Huvudbok…", "", "Ett kontos rader och saldo i en period"),
    A.CORRECT: ActionSpec("&Rätta verifikation…", "", "Ta tillbaka en verifikation med en ny"),
    A.CLOSE_PERIOD: ActionSpec("S&täng period…", "", "Ingenting mer bokförs till och med en dag"),
    A.CHECK_BOOKS: ActionSpec("Kontr&ollera böckerna…", "", "Se att ingenting som är bokfört har ändrats eller saknas"),
    A.EXPORT_SIE: ActionSpec("Exportera S&IE…", "", "Skriv filer till bokföringsprogrammet"),
    A.SIE_FILES: ActionSpec("SIE-fi&ler…", "", "Filer som är skrivna, att spara igen"),
    A.PHONE: ActionSpec("&Övningstelefon", "Ctrl+T", "Visa de SMS som kunden skulle ha fått"),
    A.TO_TREE: ActionSpec("Till &navigeringen", "Ctrl+1", "Flytta markören till trädet till vänster"),
    A.TO_CARD: ActionSpec("Till &ordern", "Ctrl+2", "Flytta markören till ordern"),
    A.HELP: ActionSpec("&Hjälp", "F1", "Hjälp om det som markören står i", "Hjälp"),
    A.MANUAL: ActionSpec("&Mobilbetalning (M-Pay)", "", "Hela förloppet, från betalnings-SMS till bokföring"),
    A.SHORTCUTS: ActionSpec("&Kortkommandon", "Ctrl+F1", "Alla tangenter"),
    A.SUPPORT: ActionSpec("&Felsökningspaket…", "", "Det supporten behöver se, utan personuppgifter och hemligheter"),
    A.ABOUT: ActionSpec("&Om programmet", "", "Version och licens"),
}

Menu = tuple[ActionName | None, ...]
FILE: Menu = (
    A.IMPORT,
    None,
    A.REGISTERS_CUSTOMERS,
    A.REGISTERS_VEHICLES,
    A.REGISTERS_ARTICLES,
    None,
    A.EXTRACT,
    A.ERASE,
    None,
    A.SETTINGS,
    A.WORKSTATION,
    None,
    A.RESTORE,
    None,
    A.QUIT,
)
EDIT: Menu = (A.LOOK_UP, A.COPY_PREVIOUS, A.ZOOM)
VIEW: Menu = (A.TO_TREE, A.TO_CARD, None, A.LIST_WAITING, A.LIST_PAID, A.LIST_DEVIATIONS, None, A.PHONE)
ORDER: Menu = (A.NEW, A.OPEN, A.LIST, A.DELETE, None, A.FIRST, A.PREVIOUS, A.NEXT, A.LAST)
ROW: Menu = (A.ROW_INSERT, A.ROW_DELETE, None, A.ROW_UP, A.ROW_DOWN)
FUNCTION: Menu = (A.SEND, A.VOID, A.CHECK, None, A.SEND_TO, A.SHOW_LINK, None, A.READ_AGAIN, A.SEARCH_PAYMENT)
BOOKKEEPING: Menu = (A.POST, A.POST_AND_PRINT, A.TRIAL, None, A.CREDIT, None, A.SHOW_INVOICE, A.PRINT)
BOOKS: Menu = (
    A.INVOICES,
    A.CREDITS,
    A.VOUCHERS,
    A.PAYOUTS,
    A.LEDGER,
    None,
    A.CORRECT,
    A.CLOSE_PERIOD,
    A.CHECK_BOOKS,
    None,
    A.EXPORT_SIE,
    A.SIE_FILES,
)
SETTLING: Menu = (A.SETTLEMENT, A.SETTLEMENT_BY_HAND, A.CLEARING)
HELP: Menu = (A.HELP, A.MANUAL, A.SHORTCUTS, A.GUIDE, None, A.SUPPORT, A.ABOUT)

MENU_BAR: tuple[tuple[str, Menu], ...] = (
    ("&Arkiv", FILE),
    ("&Redigera", EDIT),
    ("&Visa", VIEW),
    ("Verkstads&order", (*ORDER, None, *ROW)),
    ("&Funktion", FUNCTION),
    ("&Bokföring", (*BOOKKEEPING, None, *SETTLING, None, *BOOKS)),
    ("&Hjälp", HELP),
)
BUTTONS: tuple[tuple[str, Menu], ...] = (
    ("Order", ORDER),
    ("Rad", ROW),
    ("Funktion", FUNCTION),
    ("Bokföring", (*BOOKKEEPING, None, *SETTLING, None, *BOOKS)),
    ("Skriv ut…", (A.PRINT,)),
    ("Hjälp", HELP),
)
FOOT: Menu = (A.NEW, A.LIST, A.LOOK_UP, A.COPY_PREVIOUS, A.SEND, A.CHECK, A.POST, A.HELP)


WITHOUT_STORE = {
    A.SETTINGS,
    A.WORKSTATION,
    A.RESTORE,
    A.QUIT,
    A.ZOOM,
    A.ROW_INSERT,
    A.ROW_DELETE,
    A.ROW_UP,
    A.ROW_DOWN,
    A.TO_TREE,
    A.TO_CARD,
    A.HELP,
    A.MANUAL,
    A.SHORTCUTS,
    A.SUPPORT,
    A.ABOUT,
}
"""The functions that work also when the store cannot be opened."""


class KeyAction(QAction):
    """Knows while it is triggered whether a key did it, and not a menu, a button or the tree."""

    is_by_key = False

    def event(self, event: QEvent) -> bool:
        """Note that the action's key was pressed."""
        self.is_by_key = event.type() == QEvent.Type.Shortcut
        try:
            return super().event(event)
        finally:
            self.is_by_key = False


class Actions(QObject):
    """The QActions of a window, made from the table.

    A function that is chosen before its part of the program exists is queued, and carried out when the part is made.
    """

    refused = Signal(str)
    """A disabled function was chosen, and why it is disabled."""
    queued = Signal()
    """A function was chosen that is carried out later, when the program has started."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._refusals: dict[ActionName, QShortcut] = {}
        self._slots: dict[ActionName, Callable[[], object]] = {}
        self._queue: list[tuple[ActionName | None, Callable[[], object]]] = []
        self._withdrawn: set[ActionName] = set()
        self._has_store = False
        self._actions: dict[ActionName, KeyAction] = {}

    def make(self) -> None:
        """Create the QActions. Called after the first paint, because they are not visible and take time to create."""
        if not self._actions:
            self._actions = {name: self._made(name, spec, self._window) for name, spec in ACTIONS.items()}

    def _made(self, name: ActionName, spec: ActionSpec, window: QWidget) -> KeyAction:
        action = KeyAction(spec.text, window)
        action.setObjectName(name.value)
        action.setStatusTip(spec.tip)
        if spec.key:
            action.setShortcut(spec.key)
        window.addAction(action)
        action.triggered.connect(lambda _checked=False: self._carry_out(name))
        return action

    def _carry_out(self, name: ActionName) -> None:
        if name in self._slots:
            self._slots[name]()
        else:
            self._wait(name, lambda: self.choose(name))

    def choose(self, name: ActionName) -> None:
        """Carry out a function; a disabled one says why."""
        if self[name].isEnabled():
            self[name].trigger()
        else:
            self.refused.emit(self[name].statusTip())

    # -- before the parts of the program exist

    def when_store_is_open(self, then: Callable[[], object]) -> None:
        """Call `then` after the functions that were chosen before, when those that need the store are there."""
        self._wait(None, then)

    def _wait(self, name: ActionName | None, then: Callable[[], object]) -> None:
        self._queue.append((name, then))
        self.queued.emit()

    def _run_queued(self) -> None:
        """Carry out, in order, the queued functions whose parts exist by now."""
        ready = [entry for entry in self._queue if self._is_there(entry[0])]
        self._queue = [entry for entry in self._queue if entry not in ready]
        for _name, then in ready:
            then()

    def _is_there(self, name: ActionName | None) -> bool:
        return name in self._slots if name else self._has_store

    def accept_store_functions(self) -> None:
        """The store is open: enable the functions that need it, and carry out those chosen before."""
        self._has_store = True
        self._allow_store_functions()
        QTimer.singleShot(0, self, self._run_queued)

    def refuse_store_functions(self, why_not: str) -> None:
        """The store cannot be opened: disable the functions that need it, and drop those that are queued."""
        self._queue = [(name, then) for name, then in self._queue if name in WITHOUT_STORE]
        self._allow_store_functions(why_not)

    def _allow_store_functions(self, why_not: str = "") -> None:
        for name in ActionName:
            if name not in WITHOUT_STORE:
                self.allow(name, why_not)

    # -- the functions

    def __getitem__(self, name: ActionName) -> KeyAction:
        self.make()
        return self._actions[name]

    def on(self, name: ActionName, slot: Callable[[], object]) -> None:
        """Call `slot` when the function is chosen, instead of an earlier one; and soon, if it was chosen before."""
        self._slots[name] = slot
        if any(waits_for is name for waits_for, _then in self._queue):
            QTimer.singleShot(0, self, self._run_queued)

    def withdraw(self, name: ActionName) -> None:
        """Hide a function that this program does not have."""
        self._withdrawn.add(name)
        self[name].setVisible(False)
        self[name].setEnabled(False)

    def allow(self, name: ActionName, why_not: str = "") -> None:
        """Enable a function, or disable it with the reason in its status tip; one that is withdrawn stays away."""
        if name in self._withdrawn:
            return
        self[name].setEnabled(not why_not)
        self._listen_for_key(name, listen=bool(why_not))
        self[name].setStatusTip(why_not or ACTIONS[name].tip)

    def _listen_for_key(self, name: ActionName, *, listen: bool) -> None:
        """Catch the shortcut of a disabled action, so that the key shows why the action is disabled."""
        key = ACTIONS[name].key
        if name not in self._refusals and key and listen:
            refusal = QtGui.QShortcut(QtGui.QKeySequence(key), self._window)
            refusal.activated.connect(lambda: self.refused.emit(self[name].statusTip()))
            self._refusals[name] = refusal
        if name in self._refusals:
            self._refusals[name].setEnabled(listen)

    def fill(self, menu: QMenu, names: Menu) -> None:
        """Add functions to a menu; None is a separator."""
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self[name])
