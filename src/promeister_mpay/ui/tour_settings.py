"""The tour's part about the settings: their pages, and the guide of the first start."""

from collections.abc import Iterator

from promeister_mpay.ui.actions import ActionName
from promeister_mpay.ui.guide import GuideDialog
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.tour_hands import Hands, Until

PAGES = {"Verkstaden": "settings", "Konton": "settings-accounts", "Betalning": "settings-payment"}


class SettingScenes(Hands):
    """Scenes that change nothing."""

    def _look_at_settings(self) -> Iterator[Until]:
        """What a workshop chooses."""
        self._choose(ActionName.SETTINGS)
        yield Until("the settings", lambda: isinstance(self._dialog(), SettingsDialog))
        dialog = self._dialog()
        if isinstance(dialog, SettingsDialog):
            yield Until("their values", lambda: self._window.background.is_idle)
            for title, name in PAGES.items():
                dialog.show_page(title)
                yield self._quiet()
                self._picture(name, dialog)
            dialog.reject()
        yield self._in_front()

    def _look_at_guide(self) -> Iterator[Until]:
        """What a new workshop is led through."""
        self._window.settings.open_guide()
        yield Until("the guide", lambda: isinstance(self._dialog(), GuideDialog))
        dialog = self._dialog()
        if isinstance(dialog, GuideDialog):
            yield Until("its values", lambda: self._window.background.is_idle)
            self._picture("guide", dialog)
            dialog.reject()
        yield self._in_front()
