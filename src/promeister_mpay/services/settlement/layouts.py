"""How settlement files are read, remembered in the store for each layout, so that a column is pointed out once."""

from promeister_mpay.domain.settlement.layouts import Layout
from promeister_mpay.services.ports.settings import SettingValues

_KEY = "settlement_layouts"
_MOST = 50
"""Layouts that are remembered; Resurs has one for each merchant."""


def kept_layout(values: SettingValues, fingerprint: str) -> Layout | None:
    """The layout that was told for files with these titles, or None."""
    return _kept(values).get(fingerprint)


def keep_layout(values: SettingValues, fingerprint: str, layout: Layout) -> None:
    """Remember it; the one told the longest ago is forgotten for it."""
    import msgspec

    layouts = {key: kept for key, kept in _kept(values).items() if key != fingerprint} | {fingerprint: layout}
    newest = dict(list(layouts.items())[-_MOST:])
    values.put(_KEY, msgspec.json.encode(newest).decode())


def _kept(values: SettingValues) -> dict[str, Layout]:
    """What is there; what another version has written and this one cannot read is told anew."""
    import msgspec

    text = values.all().get(_KEY)
    if text is None:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, Layout])
    except msgspec.DecodeError:
        return {}
