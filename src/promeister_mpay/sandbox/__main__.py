"""`python -m promeister_mpay.sandbox --port … --data …`: runs the sandbox as its own process.

It prints one line of JSON: its address, and the secret of this start, which the calls of /sandbox/* must have in the
header `x-sandbox-secret`. If the variable PROMEISTER_MPAY_SANDBOX_SECRET is set, that is the secret. With --private the
account `training` has that secret too, so that no other user of the computer can read the payments through the API.
"""

import argparse
import json
import os
import sys
import threading
from pathlib import Path

from promeister_mpay.core_dumps import turn_off_core_dumps
from promeister_mpay.sandbox.access import secret_of_start
from promeister_mpay.sandbox.application import STORE_NAME, application
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.server import listening_socket, uvicorn_server


def main() -> int:
    """Serve until stopped; print address and secret as one line of JSON as soon as the sandbox answers."""
    turn_off_core_dumps()
    options = _options()
    try:
        listener = listening_socket(options.port)
    except OSError as error:
        sys.stderr.write(f"Port {options.port} kan inte användas: {error.strerror}.\n")
        return 1
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ledger = Ledger(options.data)
    secret = secret_of_start()
    gateway = SandboxGateway(ledger, options.store_name, url, account_secret=secret if options.private else "")
    server = uvicorn_server(application(gateway, secret))
    if options.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    listener.listen(100)
    sys.stdout.write(json.dumps({"url": url, "secret": secret}) + "\n")
    sys.stdout.flush()
    server.run(sockets=[listener])
    ledger.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m promeister_mpay.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 tar en ledig port")
    parser.add_argument("--data", type=Path, required=True, help="mapp för sandlådans minne")
    parser.add_argument("--store-name", default=STORE_NAME, help="butikens namn på betalsidan")
    parser.add_argument("--private", action="store_true", help="kontot training får startens hemlighet")
    parser.add_argument("--with-parent", action="store_true", help="sluta när den som startade den slutar")
    return parser.parse_args()


def _end_with_parent() -> None:
    """Stop when standard input closes: the parent holds it open, and it closes however the parent ends."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
