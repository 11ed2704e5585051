"""The programs of a life: each a process that is forked, told what to do over a pipe, killed and started again."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from support.lives import program as child
from support.lives.program import Command, Reply, Start

PATIENCE = 120.0
"""Seconds that a program may take for one act before it counts as hanging."""


class LifeFailed(AssertionError):
    """Something is wrong in the workshop; the message says what."""


def forks() -> ForkServerContext:
    """A server that has loaded the program once, and forks it in a moment."""
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([child.__name__])
    return context


@dataclass
class _Running:
    process: ForkServerProcess
    commands: Connection


class Programs:
    """The programs of one life, numbered from 1; one that is not running is started when it is needed."""

    def __init__(self, context: ForkServerContext, starts: Sequence[Start], folder: Path) -> None:
        self._context = context
        self._starts = dict(enumerate(starts, 1))
        self._running: dict[int, _Running] = {}
        self._folder = folder
        self._files = count(1)
        self.kills = 0

    @property
    def all(self) -> list[int]:
        return list(self._starts)

    def carry_out(self, program: int, command: Command) -> Reply | None:
        """The program's reply; None when it was killed."""
        running = self._running.get(program) or self._start(program)
        try:
            running.commands.send(command)
            if not running.commands.poll(PATIENCE):
                raise LifeFailed(f"Kassa {program} hangs in {command.act}")
            reply: Reply = running.commands.recv()
        except (EOFError, ConnectionError):
            self._ended(program)
            self.kills += 1
            return None
        return reply

    def _start(self, program: int) -> _Running:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=child.main, args=(self._starts[program], theirs), daemon=True)
        process.start()
        theirs.close()
        self._running[program] = _Running(process, ours)
        return self._running[program]

    def kill(self, program: int) -> None:
        """As `kill -9`."""
        if program in self._running:
            self._running[program].process.kill()

    def _ended(self, program: int) -> None:
        running = self._running.pop(program)
        running.commands.close()
        running.process.join()

    def file(self, content: bytes) -> Path:
        """A file as a clerk has it on disk."""
        path = self._folder / f"avräkning-{next(self._files)}.csv"
        path.write_bytes(content)
        return path

    def close(self) -> None:
        """End every program."""
        for program in list(self._running):
            with suppress(OSError):
                self._running[program].commands.close()
            self._running[program].process.kill()
            self._running.pop(program).process.join()
