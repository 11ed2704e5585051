"""The sandbox's switches: failures to inject, and choices where the real gateway's behaviour is unknown."""

import msgspec


class Trouble(msgspec.Struct):
    """A failure to inject for one operation (as `Exchange` names it, or `*`), so many `times` (0: until it is removed).

    Kinds: `delay` (answer after `seconds`), `lose_before` (never processed), `lose_after` (processed, no answer),
    `late` (processed `seconds` after the caller was cut off), `error_before`, `error_after` (answered with `status`),
    `error_late` (answered with `status`, and processed `seconds` later), `twice` (processed twice, the second answer
    counts), `busy` (429), `unauthorized` (401), `html`, `wrong_shape`, `cut` (half an answer), `wrong_amount` (create
    only).
    """

    kind: str
    operation: str = "*"
    times: int = 1
    seconds: int = 0
    amount: int = 0
    status: int = 500


class Switches(msgspec.Struct):
    """All switches; by default no failures, no cancelling of waiting links (U6), and refunds of any lines (U8).

    The payments in `gone` cannot be searched for, and are answered with `gone_status`.
    """

    troubles: list[Trouble] = []
    cancels_waiting: bool = False
    refuses_duplicates: bool = False
    known_lines_only: bool = False
    error_shape: str = "array"
    search_delay: int = 0
    gone: list[str] = []
    gone_status: int = 404

    def meet(self, operation: str) -> Trouble | None:
        """The failure to inject into this call, or None; removed when its `times` are used up."""
        for trouble in self.troubles:
            if trouble.operation in ("*", operation):
                if trouble.times == 1:
                    self.troubles.remove(trouble)
                trouble.times = max(trouble.times - 1, 0)
                return trouble
        return None
