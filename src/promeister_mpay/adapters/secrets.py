"""Keeps secrets in the operating system's keyring, never in a file of the program (design §11)."""

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from promeister_mpay.errors import SecretError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

PATIENCE = 15.0
"""Seconds that the keyring has to answer: somebody may have to type the password that unlocks it."""
_NO_KEYRING = "Datorn har ingen nyckelring som är upplåst. Hemligheten sparas inte, utan behöver anges vid varje start."
_SILENT = "Datorns nyckelring svarar inte. Hemligheten sparas inte, utan behöver anges vid varje start."
_SAFE = ("keyring.backends.SecretService", "keyring.backends.libsecret", "keyring.backends.kwallet",
         "keyring.backends.Windows", "keyring.backends.macOS")  # fmt: skip


def system_keyring() -> "KeyringBackend":
    """The operating system's keyring: searches a chain of backends, and refuses backends that store plain text."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    choices = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    for choice in choices:
        if type(choice).__module__.startswith(_SAFE):
            return choice
    raise SecretError(_NO_KEYRING)


class KeyringSecrets:
    """The OS keyring. Each call may raise `SecretError`: when there is none, when it stays locked or does not answer.

    The keyring is other programs' code, which may hang or raise anything: it is asked in a thread that the program
    does not wait for at its end, and for `patience` seconds at most.
    """

    def __init__(
        self,
        service: str,
        *,
        patience: float = PATIENCE,
        keyring: "Callable[[], KeyringBackend]" = system_keyring,
    ) -> None:
        self._service = service
        self._patience = patience
        self._keyring = keyring
        self._unanswered: Future[object] | None = None

    def get(self, name: str) -> str | None:
        """The secret, or None if it is not stored."""
        return self._ask(lambda keyring: keyring.get_password(self._service, name))

    def put(self, name: str, value: str) -> None:
        """Store the secret."""
        self._ask(lambda keyring: keyring.set_password(self._service, name, value))

    def delete(self, name: str) -> None:
        """Delete the secret; do nothing if it is not stored."""

        def delete(keyring: "KeyringBackend") -> None:
            from keyring.errors import PasswordDeleteError

            with contextlib.suppress(PasswordDeleteError):
                keyring.delete_password(self._service, name)

        self._ask(delete)

    def _ask(self, question: "Callable[[KeyringBackend], Result]") -> Result:
        """Ask the keyring, unless it still owes an answer."""
        if self._unanswered is not None and not self._unanswered.done():
            raise SecretError(_SILENT)
        answer: Future[Result] = Future()
        Thread(target=self._run, args=(question, answer), daemon=True, name="keyring").start()
        if not wait([answer], timeout=self._patience).done:
            self._unanswered = answer  # type: ignore[assignment]
            logger.warning("the keyring does not answer")
            raise SecretError(_SILENT)
        error = answer.exception()
        if error is not None:
            logger.info("no keyring: %s", type(error))
            raise SecretError(_NO_KEYRING) from error
        return answer.result()

    def _run(self, question: "Callable[[KeyringBackend], Result]", answer: Future[Result]) -> None:
        try:
            answer.set_result(question(self._keyring()))
        except BaseException as error:  # noqa: BLE001 – its backends raise what the systems below them raise
            answer.set_exception(error)
