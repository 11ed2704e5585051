"""Training mode: starts the sandbox in its own process and acts as the customer's phone."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from promeister_mpay.errors import MpayError
from promeister_mpay.services.training import TextMessage

if TYPE_CHECKING:
    import httpx

CLIENT_ID = "training"
CLIENT_SECRET = "training"  # noqa: S105 – a sandbox account without real money
NOT_OPENED = (
    "Övningslägets betaltjänst visar inte SMS och övningsfil för det här programmet. "
    "Sätt variabeln PROMEISTER_MPAY_SANDBOX_SECRET till den hemlighet som den skrev ut när den startade."
)
TEST_CARD = "4111111111111111"
SECRET_HEADER = "x-sandbox-secret"  # noqa: S105 – the header's name
SECRET_VARIABLE = "PROMEISTER_MPAY_SANDBOX_SECRET"  # noqa: S105 – the variable's name
NOT_STARTED = "Övningslägets betaltjänst kunde inte starta. Starta om programmet; hjälper inte det, kontakta supporten."


class Sandbox:
    """The sandbox process, which ends with this program; `url` is its address, `secret` the secret of this start.

    Only who knows the secret reads the SMS, moves the clock or calls the API: no other user of the computer. The
    sandbox makes it and hands it over by a pipe, for a command line can be read by all. It uses the same port at every
    start, so that a link sent yesterday still opens. Raises `MpayError` when it cannot start.
    """

    def __init__(self, folder: Path, store_name: str) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            port = folder / "port"
            try:
                self._start(folder, store_name, known_port(port))
            except MpayError:
                # Another program uses the port now.
                self._start(folder, store_name, "0")
            port.write_text(self.url.rpartition(":")[2], encoding="ascii")
        except OSError as error:
            raise MpayError(NOT_STARTED) from error

    def _start(self, folder: Path, store_name: str, port: str) -> None:
        own = [sys.executable, "-P", "-m", "promeister_mpay.sandbox"]
        command = [*own, "--with-parent", "--private", "--port", port]
        # The sandbox ends when its standard input closes, so also when this program is killed.
        self._process = subprocess.Popen(  # noqa: S603 – starts this program itself
            [*command, "--data", str(folder), "--store-name", store_name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.url, self.secret = self._place()

    def _place(self) -> tuple[str, str]:
        said = self._process.stdout.readline() if self._process.stdout else b""
        try:
            place = json.loads(said)
            return str(place["url"]), str(place["secret"])
        except (ValueError, KeyError) as error:
            self.close()
            raise MpayError(NOT_STARTED) from error

    def close(self) -> None:
        """Stop the sandbox process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.terminate()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def known_port(file: Path) -> str:
    """The port of the last start; any free one when it is not known."""
    said = file.read_text(encoding="ascii", errors="replace").strip() if file.is_file() else ""
    return said if said.isascii() and said.isdecimal() and len(said) <= len("65535") else "0"


class CustomersPhone:
    """Reads the SMS messages of the sandbox, and opens or pays a link as a customer would.

    Without a `secret` it uses the one of the environment, for a sandbox that somebody else has started. The sandbox is
    on this computer: it is reached past every proxy. Raises `MpayError` for an address that is none.
    """

    def __init__(self, url: str, secret: str = "") -> None:
        import httpx

        try:
            # Nothing on this computer is signed by anybody: certificates need not be loaded.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._client = httpx.Client(base_url=url, timeout=5, trust_env=False, verify=context)
        except (httpx.InvalidURL, ValueError, OSError) as error:
            raise MpayError(NOT_STARTED) from error
        self._headers = {SECRET_HEADER: secret or os.environ.get(SECRET_VARIABLE, "")}

    def messages(self) -> Sequence[TextMessage]:
        """Every SMS, newest first. Raises `MpayError` when the sandbox does not answer."""
        import httpx

        try:
            found = self._opened("/sandbox/messages").json()
            return [TextMessage(said["to"], said["text"], said["link"]) for said in found]
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise MpayError(NOT_STARTED) from error

    def open_page(self) -> str:
        """The HTML of the newest link's pay page. Raises `MpayError` when no link has been sent."""
        return self._client.get(self._newest()).text

    def pay(self) -> None:
        """Fill in the newest link's form with a card and send it, as a browser would."""
        answer = self._client.post(self._newest(), data={"method": "card", "card": TEST_CARD, "pay": "1"})
        if answer.is_error:
            raise MpayError(f"Betalsidan svarade {answer.status_code}.")

    def fetch_settlement(self, into: Path) -> Path:
        """Write the settlement file of the sandbox's day into a folder. Raises `MpayError`."""
        import httpx

        try:
            answer = self._opened("/sandbox/settlement")
            file = into / "avrakning-ovning.csv"
            file.write_bytes(answer.content)
        except (httpx.HTTPError, OSError) as error:
            raise MpayError("Övningsfilen kan inte hämtas. Starta om övningsläget och försök igen.") from error
        return file

    def _opened(self, path: str) -> "httpx.Response":
        """The answer of a path that the secret opens. Raises `MpayError` without it, and what httpx raises."""
        import httpx

        answer = self._client.get(path, headers=self._headers)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise MpayError(NOT_OPENED)
        return answer.raise_for_status()

    def _newest(self) -> str:
        messages = self.messages()
        if not messages:
            raise MpayError("Kunden har inte fått något SMS.")
        return messages[0].link

    def close(self) -> None:
        """Close the HTTP connection."""
        self._client.close()
