"""The sandbox's switches: failures to inject, and choices where the real gateway's behaviour is unknown."""

from typing import Annotated, Literal

import msgspec

LONGEST_DELAY = 600
MOST_SECONDS = 86_400 * 365
Kind = Literal[
    "delay", "lose_before", "lose_after", "late", "error_before", "error_after", "error_late", "twice", "busy",
    "unauthorized", "html", "wrong_shape", "cut", "wrong_amount",
]  # fmt: skip
Status = Annotated[int, msgspec.Meta(ge=200, le=599)]


class Trouble(msgspec.Struct, forbid_unknown_fields=True):
    """A failure to inject for one operation (as `Exchange` names it, or `*`), so many `times` (0: until it is removed).

    Kinds: `delay` (answer after `seconds`), `lose_before` (never processed), `lose_after` (processed, no answer),
    `late` (processed `seconds` after the caller was cut off), `error_before`, `error_after` (answered with `status`),
    `error_late` (answered with `status`, and processed `seconds` later), `twice` (processed twice, the second answer
    counts), `busy` (429), `unauthorized` (401), `html`, `wrong_shape`, `cut` (half an answer), `wrong_amount` (create
    only, in öre).
    """

    kind: Kind
    operation: Annotated[str, msgspec.Meta(max_length=50)] = "*"
    times: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 1
    seconds: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_DELAY)] = 0
    amount: Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)] = 0
    status: Status = 500


class Switches(msgspec.Struct, forbid_unknown_fields=True):
    """All switches; by default no failures, no cancelling of waiting links (U6), and partial actions by any lines (U8).

    The payments in `gone` cannot be searched for, and are answered with `gone_status`. `error_shape` is the form of
    validation details (gateway.md §13); the newest SDK reads `array`.
    """

    troubles: Annotated[list[Trouble], msgspec.Meta(max_length=100)] = []
    cancels_waiting: bool = False
    refuses_duplicates: bool = False
    known_lines_only: bool = False
    error_shape: Literal["array", "map", "parameters"] = "array"
    search_delay: Annotated[int, msgspec.Meta(ge=0, le=MOST_SECONDS)] = 0
    gone: Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=1_000)] = []
    gone_status: Status = 404

    def meet(self, operation: str) -> Trouble | None:
        """The failure to inject into this call, or None; removed when its `times` are used up."""
        for trouble in self.troubles:
            if trouble.operation in ("*", operation):
                if trouble.times == 1:
                    self.troubles.remove(trouble)
                trouble.times = max(trouble.times - 1, 0)
                return trouble
        return None
