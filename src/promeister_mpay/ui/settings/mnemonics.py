"""Assigns Alt mnemonics: each label gets a letter that no other label on its page uses."""


class Mnemonics:
    """Assigns letters; those in `taken` are already in use."""

    def __init__(self, taken: str = "") -> None:
        self._used = set(taken.casefold())

    def marked(self, label: str) -> str:
        """Return the label with `&` before a free letter, preferring word starts; unchanged when none is free."""
        at = next((at for at in _places(label) if label[at].casefold() not in self._used), None)
        if at is None:
            return label
        self._used.add(label[at].casefold())
        return f"{label[:at]}&{label[at:]}"


def _places(label: str) -> list[int]:
    """The positions of letters, word starts first."""
    letters = [at for at, character in enumerate(label) if character.isalpha()]
    return sorted(letters, key=lambda at: at > 0 and label[at - 1].isalpha())
