"""`python -m promeister_mpay.sandbox --port … --data …`: runs the sandbox as its own process."""

import argparse
import os
import sys
import threading
from pathlib import Path

from promeister_mpay.core_dumps import turn_off_core_dumps
from promeister_mpay.sandbox.application import STORE_NAME, application
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.server import listening_socket, uvicorn_server


def main() -> int:
    """Serve until stopped; print the address as one line of JSON as soon as the sandbox answers."""
    turn_off_core_dumps()
    options = _options()
    try:
        listener = listening_socket(options.port)
    except OSError as error:
        sys.stderr.write(f"Port {options.port} kan inte användas: {error.strerror}.\n")
        return 1
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ledger = Ledger(options.data)
    server = uvicorn_server(application(SandboxGateway(ledger, options.store_name, url)))
    if options.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    listener.listen(100)
    sys.stdout.write(f'{{"url": "{url}"}}\n')
    sys.stdout.flush()
    server.run(sockets=[listener])
    ledger.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m promeister_mpay.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 tar en ledig port")
    parser.add_argument("--data", type=Path, required=True, help="mapp för sandlådans minne")
    parser.add_argument("--store-name", default=STORE_NAME, help="butikens namn på betalsidan")
    parser.add_argument("--with-parent", action="store_true", help="sluta när den som startade den slutar")
    return parser.parse_args()


def _end_with_parent() -> None:
    """Stop when standard input closes: the parent holds it open, and it closes however the parent ends."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
