"""Every known error, each with a Swedish sentence for the clerk; anything else that is raised is a bug.

MpayError                       a sentence for the user: what happened, what to do
├── InputError(field)           what was typed cannot be used; names the field
│   ├── SettingChanged          somebody else changed the same setting first
│   └── UnusualDay              what is to be booked today is unlikely: ask, and book when the clerk says so
├── NeedsApproval           the manager's code must be typed first; nothing was done
├── OrderLocked                 the order is held by a payment request or is booked
├── OrderChanged                somebody else saved the order first
├── NotFoundError               the order, customer, vehicle or article does not exist
├── StoreError                  the store cannot be read or written
│   ├── StoreBusy               another program holds it; try again
│   ├── StoreLost               it is missing, another one, or older than what was saved in it; restore a copy
│   ├── NotWrittenDown          a payment's call was made, or is stored to be made, and what came after was not stored
│   ├── StoreLogin              the database server wants a password, or another one
│   └── StoreTooNew             made by a newer version of this program
├── SecretError                 the keyring does not answer
├── FileError                   a file cannot be read or written
│   └── ReadingStopped          somebody cancelled the reading; nothing was read
├── PrinterError                a printer is missing or refuses the document
└── GatewayError(status, trace_id)
    ├── GatewayUnavailable      the call never left, or it only reads: nothing was done
    ├── GatewayRefused(fields)  the gateway said no in its own form: nothing was done, as far as it says
    │   └── GatewayNotFound     the gateway does not know the payment, store or method that was asked about
    ├── PaymentUnreadable       one payment cannot be read, while the gateway answers other questions
    ├── GatewayLogin            client id or secret is wrong, or access is missing: nothing was done
    │   └── NotConnected        no account has been chosen yet
    └── OutcomeUnknown          it may or may not have been done: ask, never resend

Any other exception is a bug and ends in the crash box.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime


class MpayError(Exception):
    """A known error; `str(error)` is a Swedish sentence that may be shown as it is."""


class InputError(MpayError):
    """What was typed cannot be used; `field` names the field (a name from the domain dataclass)."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


class SettingChanged(InputError):
    """Somebody else changed the same setting since it was read; nothing was written."""


class UnusualDay(InputError):
    """It is unlikely that something is to be booked on this day; the sentence says why. Nothing was booked."""


class NeedsApproval(MpayError):
    """The manager's code must be typed first; nothing was done. After `grant` the same call is made again.

    `grant` takes the code and who typed it, blocks, and raises `InputError` for a wrong one.
    """

    def __init__(self, sentence: str, *, grant: Callable[[str, str], None]) -> None:
        super().__init__(sentence)
        self.grant = grant


class OrderLocked(MpayError):
    """The order may not be changed: a payment request holds it, or it is booked (design §3)."""


class OrderChanged(MpayError):
    """Somebody else saved the order since it was read; nothing was written."""

    def __init__(self, sentence: str, *, changed_by: str, changed_at: datetime) -> None:
        super().__init__(sentence)
        self.changed_by = changed_by
        self.changed_at = changed_at


class NotFoundError(MpayError):
    """What was asked for is not in the store."""


class StoreError(MpayError):
    """The store cannot be read or written."""


class StoreBusy(StoreError):
    """Another program holds the store or the row; nothing was written and it may be tried again."""


class StoreLost(StoreError):
    """The embedded store is missing, another one, or older than what was saved in it; a copy can be restored."""


class NotWrittenDown(StoreError):
    """The store failed in the middle of a payment's run: what is stored before is carried on by the watch."""


class StoreLogin(StoreError):
    """The database server wants a password, or another one than it was given."""


class StoreTooNew(StoreError):
    """The store was made by a newer version of this program."""


class SecretError(MpayError):
    """The keyring of the operating system is missing or does not answer."""


class FileError(MpayError):
    """A file cannot be read or written."""


class ReadingStopped(FileError):
    """Somebody cancelled the reading of a file; nothing was read."""


class PrinterError(MpayError):
    """A printer is missing or refuses the document; bookkeeping does not depend on printing."""


class GatewayError(MpayError):
    """A call to Resurs failed; carries the HTTP status and the gateway's trace id where there is one.

    `retry_after` is the number of seconds that the gateway asks to be left alone; None when it does not ask.
    """

    def __init__(
        self, sentence: str, *, status: int | None = None, trace_id: str = "", retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.trace_id = trace_id
        self.retry_after = retry_after


class GatewayUnavailable(GatewayError):
    """Nothing was done: the call never left this computer, or it only reads and got no answer that can be used."""


class GatewayRefused(GatewayError):
    """The gateway refused in its own form (400), which says that nothing was done; `fields` maps names to messages.

    A network may have sent the call twice, so a refused create is searched for before it counts as not done.
    """

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        trace_id: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence, status=status, trace_id=trace_id)
        self.fields = dict(fields or {})


class GatewayNotFound(GatewayRefused):
    """A question about a payment, store or method that the gateway does not know (404)."""


class PaymentUnreadable(GatewayError):
    """The gateway refuses to show one payment (403, 404, 410), and answers a search (design §14 rule 10)."""


class GatewayLogin(GatewayError):
    """Nothing was done: client id or secret is wrong, or access is missing (no token; a question answered 401, 403)."""


class NotConnected(GatewayLogin):
    """Nothing was done: the workshop has not been connected to an account yet."""


class OutcomeUnknown(GatewayError):
    """The answer to a change was lost, unreadable or no clear refusal: it may have been done. Ask, never resend."""


@contextmanager
def foreign_code(refusal: MpayError) -> Iterator[None]:
    """Run code of others that may fail in ways that nobody has written down; whatever it raises becomes `refusal`.

    Known errors pass, and so does what ends the program.
    """
    try:
        yield
    except MpayError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception):
            raise
        raise refusal from error
