"""Jobs off the UI thread of which only the latest counts: results ignored, queries queued and dropped."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.jobs import LatestResult, OneAtATime


@pytest.fixture
def background(qapp: QObject) -> Iterator[Background]:
    made = Background(qapp)
    yield made
    made.close()


@pytest.fixture
def gate() -> Iterator[Event]:
    """Holds the jobs made by `held`; open at the end, so that no thread waits for ever."""
    event = Event()
    yield event
    event.set()


def held(gate: Event, result: object) -> Callable[[], object]:
    """Work that ends, with this result or error, when the gate opens."""

    def work() -> object:
        gate.wait()
        if isinstance(result, Exception):
            raise result
        return result

    return work


def wait_for_all(qtbot: QtBot, background: Background) -> None:
    """Until every job has delivered its result."""
    qtbot.waitUntil(lambda: background.is_idle)


def test_only_the_latest_result_is_delivered(qtbot: QtBot, background: Background, gate: Event) -> None:
    job, results = LatestResult(background, background), list[object]()

    job.run(held(gate, 1), results.append)
    job.run(lambda: 2, results.append)
    qtbot.waitUntil(lambda: results == [2])
    gate.set()
    wait_for_all(qtbot, background)

    assert results == [2]


@pytest.mark.parametrize(("error", "order"), [(MpayError("nej"), ["ends", "refused"]), (KeyError("bug"), ["ends"])])
def test_what_waits_for_a_result_ends_before_any_error_is_shown(
    qtbot: QtBot, background: Background, gate: Event, error: Exception, order: list[str]
) -> None:
    job, calls, shown = LatestResult(background, background), list[str](), list[object]()
    background.failed.connect(lambda failed: shown.append((failed, *calls)))
    job.run(
        held(gate, error),
        lambda _: calls.append("done"),
        refused=lambda _: calls.append("refused"),
        on_error=lambda: calls.append("ends"),
    )
    gate.set()
    wait_for_all(qtbot, background)
    assert calls == order
    assert shown == ([] if isinstance(error, MpayError) else [(error, "ends")])


def test_an_abandoned_job_ends_nothing_that_waits_for_a_newer_one(
    qtbot: QtBot, background: Background, gate: Event
) -> None:
    job, calls = LatestResult(background, background), list[object]()
    job.run(held(gate, MpayError("nej")), calls.append, refused=calls.append, on_error=lambda: calls.append("ends"))
    job.run(lambda: 2, calls.append)
    qtbot.waitUntil(lambda: calls == [2])
    gate.set()
    wait_for_all(qtbot, background)
    assert calls == [2]


def test_an_abandoned_job_is_refused_in_silence(qtbot: QtBot, background: Background, gate: Event) -> None:
    job, calls = LatestResult(background, background), list[object]()
    background.failed.connect(calls.append)

    job.run(held(gate, MpayError("Ingen kontakt.")), calls.append, refused=calls.append)
    job.give_up()
    gate.set()
    wait_for_all(qtbot, background)

    assert calls == []


@pytest.mark.parametrize("is_abandoned", [False, True])
def test_a_bug_is_shown_even_if_its_job_is_abandoned(
    qtbot: QtBot, background: Background, gate: Event, is_abandoned: bool
) -> None:
    job, refused, shown, bug = LatestResult(background, background), list[object](), list[object](), RuntimeError()
    background.failed.connect(shown.append)

    job.run(held(gate, bug), refused.append, refused=refused.append)
    if is_abandoned:
        job.give_up()
    gate.set()
    wait_for_all(qtbot, background)

    assert (refused, shown, job.is_busy) == ([], [bug], False)


def test_the_latest_job_tells_while_it_is_busy(qtbot: QtBot, background: Background, gate: Event) -> None:
    job, states = LatestResult(background, background), list[tuple[bool, bool]]()
    job.changed.connect(lambda: states.append((job.is_busy, job.is_firm)))

    job.run(held(gate, 1), lambda _: None, firm=True)
    gate.set()
    wait_for_all(qtbot, background)

    assert states == [(True, True), (False, False)]


def test_of_the_waiting_jobs_only_the_latest_runs(qtbot: QtBot, background: Background, gate: Event) -> None:
    queue, results = OneAtATime(background), list[object]()

    queue.ask(held(gate, 1), results.append)
    queue.ask(lambda: 2, results.append)
    queue.ask(lambda: 3, results.append)
    gate.set()
    wait_for_all(qtbot, background)

    assert results == [1, 3]
    assert not queue.is_running


def test_a_forgotten_job_does_not_run(qtbot: QtBot, background: Background, gate: Event) -> None:
    queue, results = OneAtATime(background), list[object]()

    queue.ask(held(gate, 1), results.append)
    queue.ask(lambda: 2, results.append)
    queue.forget()
    gate.set()
    wait_for_all(qtbot, background)

    assert results == [1]


def test_a_closed_queue_delivers_nothing(qtbot: QtBot, background: Background, gate: Event) -> None:
    queue, results = OneAtATime(background), list[object]()

    queue.ask(held(gate, 1), results.append)
    queue.ask(lambda: 2, results.append)
    queue.close()
    queue.ask(lambda: 3, results.append)
    gate.set()
    wait_for_all(qtbot, background)

    assert results == []


@pytest.mark.parametrize(("error", "is_refused"), [(MpayError("Ingen kontakt."), True), (RuntimeError(), False)])
def test_the_next_job_runs_after_an_error(
    qtbot: QtBot, background: Background, gate: Event, error: Exception, is_refused: bool
) -> None:
    queue, results, refused, shown = OneAtATime(background), list[object](), list[object](), list[object]()
    background.failed.connect(shown.append)

    queue.ask(held(gate, error), results.append, refused.append)
    queue.ask(lambda: 2, results.append)
    gate.set()
    wait_for_all(qtbot, background)

    assert (results, refused, shown) == ([2], [error] if is_refused else [], [] if is_refused else [error])
