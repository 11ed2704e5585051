"""Resurs: test the account, then pick store and payment method from what it offers; options of payment links."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.errors import GatewayLogin, InputError, MpayError
from promeister_mpay.services.payments.connection import GatewayAccount
from promeister_mpay.services.settings.texts import ENVIRONMENT_WORDS
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import SecretField, TextField
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.settings.field_specs import LINKS
from promeister_mpay.ui.settings.page import Job, SettingsPage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from promeister_mpay.services.payments.connection import Choice, ConnectionService, Offer
    from promeister_mpay.services.ports.gateway import GatewayMethod
    from promeister_mpay.services.settings import Settings

INTRODUCTION = (
    "Verkstadens konto hos Resurs Bank. Klient-id och hemlighet får ni av Resurs, en uppsättning för test och en för "
    "skarp drift."
)
IN_TRAINING = "Övningsläget har sin egen betaltjänst på den här datorn, så kontot hos Resurs används inte."
KEPT_IN_KEYRING = "Sparas i datorns nyckelring och ingen annanstans. Tomt betyder den som redan är sparad."
WORKS = "Anslutningen fungerar. Välj butik och betalsätt och spara."
UNTRIED = "Testa anslutningen först, så att butik och betalsätt kan väljas."


class ResursPage(SettingsPage):
    """Stores the account only after it has answered. In training mode there is no account to choose."""

    def __init__(
        self, connection: "ConnectionService | None", background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__("Resurs", background, parent, about=INTRODUCTION if connection else IN_TRAINING)
        self._connection = connection
        self._kept = GatewayAccount("", "", "")
        self._choices: Sequence[Choice] = ()
        self.environment = ChoiceBox(self)
        self.client_id = TextField(self)
        self.secret = SecretField(self)
        self.try_button = QPushButton(self)
        self.choice = ChoiceBox(self)
        self.message_label = TextLabel(parent=self)
        self._add_rows()
        self._connect()

    def _add_rows(self) -> None:
        add = self.form.add_row
        add("resurs_environment", "Miljö", self.environment)
        add("client_id", "Klient-id", self.client_id)
        add("secret", "Hemlighet", self.secret, hint=KEPT_IN_KEYRING)
        add("try_account", "Testa anslutningen", self.try_button)
        add("resurs_store_id", "Butik och betalsätt", self.choice)
        add("told_account", "", self.message_label)
        self.form.add_specs(LINKS)

    def _connect(self) -> None:
        for value, words in ENVIRONMENT_WORDS.items():
            self.environment.addItem(words, value)
        self.message_label.setWordWrap(True)
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.try_button.clicked.connect(self.try_account)
        for field in (self.client_id, self.secret):
            field.textEdited.connect(self._forget)
        self.environment.activated.connect(self._forget)
        for widget in (self.environment, self.client_id, self.secret, self.try_button, self.choice):
            widget.setEnabled(self._connection is not None)

    def put(self, settings: "Settings", *, keep: "Collection[str]" = ()) -> None:
        """Show the account and the chosen store and method; never the secret."""
        super().put(settings, keep=keep)
        if self.is_edited:
            return
        self._kept = GatewayAccount(settings.resurs_environment, settings.resurs_client_id, "")
        self.environment.setCurrentIndex(max(self.environment.findData(settings.resurs_environment), 0))
        self.client_id.setText(settings.resurs_client_id)
        self._forget()
        if settings.resurs_store_id:
            self.choice.addItem(_words(settings.resurs_store_name, settings.resurs_method_name))

    @property
    def _account(self) -> GatewayAccount:
        return GatewayAccount(self.environment.currentData(), self.client_id.text().strip(), self.secret.secret)

    @property
    def is_edited(self) -> bool:
        """Whether another account, store or method than the stored one is entered."""
        return bool(self._kept.environment) and (self._account != self._kept or bool(self._choices))

    def _forget(self) -> None:
        """Drop the stores and methods found: they belong to another account than the one now typed."""
        self._choices = ()
        self.choice.clear()
        self.message_label.setText("")

    # -- trying and saving

    def try_account(self) -> None:
        """Ask Resurs which stores and methods the account has."""
        if self._connection is None:
            return
        connection, account = self._connection, self._account
        self.form.clear_errors()
        self.message_label.setText("Frågar Resurs …")
        self.try_button.setEnabled(False)
        self.background.run(
            lambda: connection.offer(account),
            lambda offer: self._on_found(account, offer),
            refused=self._on_refused,
            on_error=self._on_answered,
            lane=Lane.GATEWAY,
        )

    def _on_found(self, account: GatewayAccount, offer: "Offer") -> None:
        self.try_button.setEnabled(True)
        if account != self._account:
            self.message_label.setText("Uppgifterna ändrades under testet. Testa igen.")
            return
        picked = self.choice.currentText()
        found = self._choices = offer.choices
        self.choice.clear()
        for each in found:
            self.choice.addItem(f"{_words(each.store.name, each.method.name)} ({_terms(each.method)})")
        at = next((at for at, each in enumerate(found) if _words(each.store.name, each.method.name) == picked), 0)
        self.choice.setCurrentIndex(at)
        self.message_label.setText(f"{WORKS} {offer.left_out}".strip())
        self.choice.setFocus()

    def _on_answered(self) -> None:
        self.try_button.setEnabled(True)
        self.message_label.setText("")

    def _on_refused(self, error: MpayError) -> None:
        if isinstance(error, InputError):
            self.refused.emit(error)
        else:
            field = "client_id" if isinstance(error, GatewayLogin) else "try_account"
            self.refused.emit(InputError(str(error), field))

    def job(self, who: str) -> Job | None:
        """Connect to the account and store it, if it was changed."""
        if self._connection is None or not self.is_edited:
            return None
        if not self._choices:
            raise InputError(UNTRIED, "try_account")
        connection, account, picked = self._connection, self._account, self._choices[self.choice.currentIndex()]
        return lambda: connection.save(account, picked, who=who)

    def mark_saved(self) -> None:
        """Note that the shown account is stored."""
        self._kept = GatewayAccount(self._account.environment, self._account.client_id, "")
        self._choices = ()
        self.secret.clear()


def _terms(method: "GatewayMethod") -> str:
    """The method's limits, and the kind of customers that it is not for."""
    limits = f"{format_kronor(method.least)} – {format_kronor(method.most)}"
    if method.for_persons and method.for_companies:
        return limits
    return f"{limits}, {'bara företag' if method.for_companies else 'bara privatpersoner'}"


def _words(store: str, method: str) -> str:
    return f"{store}: {method}"
