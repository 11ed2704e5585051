"""Drift: training or production, and where the orders are stored.

Local to this computer, in effect from the next start.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QWidget

from promeister_mpay.errors import InputError, MpayError, StoreError, StoreLogin
from promeister_mpay.start_choice import StartChoice
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import SecretField, TextField
from promeister_mpay.ui.settings.page import Job, SettingsPage

if TYPE_CHECKING:
    from promeister_mpay.services.startup import StartService, StoreSummary

INTRODUCTION = "Valen här hör till den här datorn och gäller från nästa start."
BOUND = "Programmet är startat med {bound}, som går före valen här."
REAL = "Skarp drift: riktiga order, betalningar och pengar"
TRAINING = "Övningsläge: en påhittad verkstad med egen data, inga riktiga SMS eller betalningar"
HERE = "I en fil på den här datorn"
SHARED = "I en gemensam databas på en server (PostgreSQL), för flera kassor"
MOVED = "Order och register som ligger i filen på den här datorn följer inte med dit."


class StartupPage(SettingsPage):
    """Stores its values with the start service, not in the workshop's settings."""

    def __init__(self, start: "StartService", background: Background, parent: QWidget | None = None) -> None:
        about = f"{BOUND.format(bound=start.bound)} {INTRODUCTION}" if start.bound else INTRODUCTION
        super().__init__("Drift", background, parent, about=about)
        self._start = start
        self._kept = StartChoice()
        self.real = QRadioButton(self)
        self.training = QRadioButton(self)
        self.here = QRadioButton(self)
        self.shared = QRadioButton(self)
        self.store_url = TextField(self)
        self.password = SecretField(self)
        self.try_button = QPushButton(self)
        self.message_label = TextLabel(parent=self)
        self._add_rows()
        self._connect()
        self._show(self._kept)
        background.run(start.load, self._on_loaded)

    def _add_rows(self) -> None:
        add = self.form.add_row
        add("training", REAL, self.real, caption="Programmet")
        add("training_on", TRAINING, self.training)
        add("store_here", HERE, self.here, hint=f"Mappen {self._start.folder}", caption="Order och register")
        add("store_shared", SHARED, self.shared, hint=MOVED)
        add("store_url", "Databasens adress", self.store_url, hint="Till exempel postgresql://verkstad@server/mpay")
        add("store_password", "Lösenord", self.password, hint="Sparas i datorns nyckelring, aldrig i en fil.")
        add("try_store", "Testa databasen", self.try_button)
        add("told_store", "", self.message_label)

    def _connect(self) -> None:
        for pair in ((self.real, self.training), (self.here, self.shared)):
            group = QButtonGroup(self)
            for button in pair:
                group.addButton(button)
        self.message_label.setWordWrap(True)
        self.shared.toggled.connect(self._allow)
        self.try_button.clicked.connect(self.try_store)
        self._allow()

    def _allow(self) -> None:
        for widget in (self.store_url, self.password, self.try_button):
            widget.setEnabled(self.shared.isChecked())

    def _on_loaded(self, choice: StartChoice) -> None:
        if not self.is_edited:
            self._kept = choice
            self._show(choice)

    def _show(self, choice: StartChoice) -> None:
        (self.training if choice.training else self.real).setChecked(True)
        (self.shared if choice.store_url else self.here).setChecked(True)
        self.store_url.setText(choice.store_url)

    @property
    def _choice(self) -> StartChoice:
        url = self.store_url.text().strip() if self.shared.isChecked() else ""
        return StartChoice(training=self.training.isChecked(), store_url=url)

    @property
    def is_edited(self) -> bool:
        """Whether the shown choice differs from the stored one."""
        lacks_address = self.shared.isChecked() and not self._choice.store_url
        return self._choice != self._kept or lacks_address or bool(self.password.secret)

    # -- trying and saving

    def try_store(self) -> None:
        """Test the connection to the database without changing it."""
        self.form.clear_errors()
        self.message_label.setText("Frågar databasservern …")
        self.try_button.setEnabled(False)
        url, password = self.store_url.text(), self.password.secret
        self.background.run(
            lambda: self._start.look_at(url, password),
            self._on_looked,
            refused=lambda error: self.refused.emit(_at_field(error)),
            on_error=self._end_trial,
            lane=Lane.GATEWAY,
        )

    def _on_looked(self, look: "StoreSummary") -> None:
        self._allow()
        found = (
            "Databasen svarar. Den är tom och görs i ordning vid nästa start."
            if look.is_new
            else f"Databasen svarar. Den har {look.order_count} order."
        )
        self.message_label.setText("\n\n".join((found, *look.cautions)))

    def _end_trial(self) -> None:
        self._allow()
        self.message_label.setText("")

    def job(self, who: str) -> Job | None:
        """Test a newly chosen database before storing it, so that the next start does not fail on it."""
        del who
        if not self.is_edited:
            return None
        choice, password, kept = self._choice, self.password.secret, self._kept
        if self.shared.isChecked() and not choice.store_url:
            raise InputError("Fyll i databasens adress, eller välj filen på den här datorn.", "store_url")

        def save() -> str:
            if choice.store_url and (choice.store_url != kept.store_url or password):
                try:
                    self._start.look_at(choice.store_url, password)
                except StoreError as error:
                    raise _at_field(error) from error
            return self._start.save(choice, password)

        return save

    def mark_saved(self) -> None:
        """Note that the shown choice is stored."""
        self._kept = self._choice
        self.password.clear()

    @property
    def needs_restart(self) -> bool:
        """Whether the stored choice differs from how the program runs now."""
        return self._start.needs_restart(self._kept)


def _at_field(error: MpayError) -> InputError:
    """Attach the error to the field where it can be corrected."""
    return InputError(str(error), "store_password" if isinstance(error, StoreLogin) else "store_url")
