"""One round of the watch: some requests are looked at together, so that no sick one holds up another (design §17)."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.errors import GatewayError, GatewayLogin, GatewayUnavailable, OutcomeUnknown
from promeister_mpay.services.payments.loop import LoopResult

TOGETHER = 4
"""Requests that are looked at together at most; when as many in a row get no answer, it is the gateway that is sick."""

Look = Callable[[PaymentRequest], LoopResult]


class WatchRound:
    """Looks at each request once; those that got no answer the last time come last. Blocking.

    Stops when the other calls would fail as well: the login is refused, or `TOGETHER` in a row got no answer, or the
    gateway wants to be left alone (`is_resting`).
    """

    def __init__(self, look: Look, is_resting: Callable[[], bool], *, together: int = TOGETHER) -> None:
        self._together = together
        self._look = look
        self._is_resting = is_resting
        self._waiting: deque[PaymentRequest] = deque()
        self._results: dict[int, LoopResult] = {}
        self._unanswered = 0
        self.is_stopped = False
        """Whether the other calls would fail as well."""
        self._lock = threading.Lock()

    def run(self, due: Sequence[PaymentRequest]) -> Sequence[tuple[PaymentRequest, LoopResult]]:
        """Look at the requests; gives each that was looked at as it was before, and the result. Raises `StoreError`."""
        self._waiting.extend(sorted(due, key=lambda request: request.failures > 0))
        if len(due) > 1:
            with ThreadPoolExecutor(min(self._together, len(due)), thread_name_prefix="watch") as threads:
                for work in [threads.submit(self._work) for _ in range(min(self._together, len(due)))]:
                    work.result()
        else:
            self._work()
        return [(request, self._results[request.id]) for request in due if request.id in self._results]

    @property
    def is_answered(self) -> bool:
        """Whether the gateway has answered about any request."""
        return any(result.trouble is None and not result.is_under_way for result in self._results.values())

    def _work(self) -> None:
        while (request := self._next()) is not None:
            result = self._look(request)
            with self._lock:
                self._results[request.id] = result
                self._note(result.trouble)

    def _next(self) -> PaymentRequest | None:
        with self._lock:
            return None if self.is_stopped or not self._waiting else self._waiting.popleft()

    def _note(self, trouble: GatewayError | None) -> None:
        is_unanswered = isinstance(trouble, GatewayUnavailable | OutcomeUnknown)
        self._unanswered = self._unanswered + 1 if is_unanswered else 0
        if isinstance(trouble, GatewayLogin) or self._unanswered >= TOGETHER or self._is_resting():
            self.is_stopped = True
