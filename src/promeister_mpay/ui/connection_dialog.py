"""Arkiv → Anslut till Resurs: the account is tried, then store and method are picked from what it really has."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.background import Background, Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promeister_mpay.services.connecting import Account, Choice, ConnectionService
    from promeister_mpay.services.settings import Settings

ENVIRONMENTS = (("Test (integration)", "integration"), ("Skarp drift (production)", "production"))


class ConnectionDialog(QDialog):
    """Nothing is stored until the account has answered. `connected` carries a warning, or nothing."""

    connected = Signal(str)

    def __init__(
        self, service: "ConnectionService", background: Background, who: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Anslut till Resurs")
        self._service = service
        self._background = background
        self._who = who
        self._choices: Sequence[Choice] = ()
        self.environment = QComboBox(self)
        self.client_id = QLineEdit(self)
        self.secret = QLineEdit(self)
        self.choice = QComboBox(self)
        self.told = QLabel(self)
        self.try_button = QPushButton("&Testa anslutningen", self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        background.run(service.settings, self._show)

    def _lay_out(self) -> None:
        for text, value in ENVIRONMENTS:
            self.environment.addItem(text, value)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.told.setObjectName("complaint")
        self.told.setWordWrap(True)
        form = QFormLayout(self)
        for label, field in (
            ("&Miljö", self.environment),
            ("&Klient-id", self.client_id),
            ("&Hemlighet", self.secret),
            ("", self.try_button),
            ("&Butik och betalsätt", self.choice),
        ):
            form.addRow(label, field)
            field.setAccessibleName(label.replace("&", ""))
        form.addRow(self.told)
        form.addRow(self.buttons)
        self.setMinimumWidth(520)
        self._connect()

    def _connect(self) -> None:
        self.try_button.clicked.connect(self.try_account)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        for field in (self.client_id, self.secret):
            field.textEdited.connect(self._forget)
        self.environment.activated.connect(self._forget)
        self._forget()

    def _show(self, settings: "Settings") -> None:
        if not self.client_id.text():
            self.environment.setCurrentIndex(max(self.environment.findData(settings.resurs_environment), 0))
            self.client_id.setText(settings.resurs_client_id)

    def _forget(self) -> None:
        """What was found belongs to another account than the one that stands here now."""
        self._choices = ()
        self.choice.clear()
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(False)

    def _account(self) -> "Account":
        from promeister_mpay.services.connecting import Account

        return Account(self.environment.currentData(), self.client_id.text().strip(), self.secret.text().strip())

    def try_account(self) -> None:
        """Ask Resurs what the account has."""
        account = self._account()
        self._begin("Frågar Resurs …")
        self._background.run(
            lambda: self._service.choices(account),
            lambda found: self._on_found(account, found),
            failed=self._on_failed,
            lane=Lane.GATEWAY,
        )

    def _on_found(self, account: "Account", found: "Sequence[Choice]") -> None:
        self.try_button.setEnabled(True)
        if account != self._account():
            self.told.setText("Uppgifterna ändrades under testet. Testa igen.")
            return
        self._choices = found
        for choice in found:
            limits = f"{format_kronor(choice.method.least)} – {format_kronor(choice.method.most)}"
            self.choice.addItem(f"{choice.store.name}: {choice.method.name} ({limits})")
        self.told.setText("Anslutningen fungerar. Välj butik och betalsätt och spara.")
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(True)
        self.choice.setFocus()

    def save(self) -> None:
        """Connect for good."""
        account, choice, who = self._account(), self._choices[self.choice.currentIndex()], self._who()
        self._begin("Sparar …")
        self._background.run(
            lambda: self._service.save(account, choice, who=who),
            self._on_saved,
            failed=self._on_failed,
            lane=Lane.GATEWAY,
        )

    def _on_saved(self, warning: str) -> None:
        self.connected.emit(warning)
        self.accept()

    def _begin(self, told: str) -> None:
        self.told.setText(told)
        self.try_button.setEnabled(False)

    def _on_failed(self, error: Exception) -> None:
        self.try_button.setEnabled(True)
        if not isinstance(error, MpayError):
            self._background.failed.emit(error)
            return
        self.told.setText(str(error))
        field = {"client_id": self.client_id, "secret": self.secret}.get(getattr(error, "field", ""))
        if isinstance(error, InputError) and field is not None:
            field.setFocus()
