"""What was committed is there after the program was killed, and what was not is not."""

import signal
import subprocess
import sys
from contextlib import closing

from promeister_mpay.adapters.store import open_store
from promeister_mpay.services.ports.orders import Move

PROGRAM = """
import sys
from support.stores import an_order
from promeister_mpay.adapters.store import open_store
store = open_store(sys.argv[1])
with store.writing() as work:
    work.orders.add(an_order(14001))
    work.commit()
with store.writing() as work:
    work.orders.add(an_order(14002))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_killed_program_loses_nothing_that_was_committed_and_leaves_nothing_half(store_url: str) -> None:
    environment = {"PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, store_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "written\n"
        program.kill()
        assert program.wait(timeout=30) == -signal.SIGKILL
    with closing(open_store(store_url)) as store:
        with store.reading() as work:
            assert len(work.orders.get(14001).lines) == 3
            assert work.orders.go(None, Move.LAST) == 14001
        with store.writing() as work:
            assert work.orders.next_number() == 14002
