"""Layouts of settlement files, saved in the store by the files' titles, so that a clerk assigns columns only once."""

from promeister_mpay.domain.settlement.layouts import Layout
from promeister_mpay.services.ports.settings import SettingValues

_KEY = "settlement_layouts"
_MOST = 50
"""Layouts that are saved at most; Resurs uses one for each merchant."""


def saved_layout(values: SettingValues, fingerprint: str) -> Layout | None:
    """The layout saved for files with these titles, or None."""
    return _saved_layouts(values).get(fingerprint)


def save_layout(values: SettingValues, fingerprint: str, layout: Layout) -> None:
    """Save a layout; the one saved the longest ago is deleted when there are too many."""
    import msgspec

    others = {key: saved for key, saved in _saved_layouts(values).items() if key != fingerprint}
    layouts = others | {fingerprint: layout}
    newest = dict(list(layouts.items())[-_MOST:])
    values.put(_KEY, msgspec.json.encode(newest).decode())


def _saved_layouts(values: SettingValues) -> dict[str, Layout]:
    """All saved layouts; none when another version saved them in a form that this one cannot read."""
    import msgspec

    text = values.all().get(_KEY)
    if text is None:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, Layout])
    except msgspec.DecodeError:
        return {}
