"""A pgbouncer in front of a test's server, as many run it: each transaction gets any connection of the server."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support.gateways import until

SETTINGS = """
[databases]
{name} = host={server} dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
{more}
"""


@contextmanager
def pooled(url: str, more: str = "") -> Iterator[str]:
    """The URL of a store through a pooler, as long as the block runs; `more` are lines of its settings."""
    parts = urlsplit(url)
    server, name = parse_qs(parts.query)["host"][0], parts.path.removeprefix("/")
    folder, port = Path(tempfile.mkdtemp(prefix="mpay-pooler-")), _free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(SETTINGS.format(name=name, server=server, port=port, more=more), encoding="utf-8")
    owner = Path(server).stat().st_uid
    if os.getuid() == 0:
        # It does not run as root.
        for path in (folder, settings):
            os.chown(path, owner, -1)
    program = subprocess.Popen(
        ["/usr/sbin/pgbouncer", str(settings)],
        user=owner if os.getuid() == 0 else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _listens(port))
        yield f"postgresql://postgres@127.0.0.1:{port}/{name}"
    finally:
        program.kill()
        program.wait()
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
