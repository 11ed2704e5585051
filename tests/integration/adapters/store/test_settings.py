"""Settings in the store, on both databases."""

from promeister_mpay.adapters.store import SqlStore


def test_a_setting_is_kept_and_replaced(store: SqlStore) -> None:
    with store.writing() as work:
        assert work.settings.all() == {}
        work.settings.put("link_life", "1440")
        work.settings.put("workshop", '{"namn": "Åkes bil"}')
        work.settings.put("link_life", "60")
        work.commit()
    with store.reading() as work:
        assert work.settings.all() == {"link_life": "60", "workshop": '{"namn": "Åkes bil"}'}
