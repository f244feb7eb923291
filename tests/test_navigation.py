"""The organiser's menu: every page once, in groups that are quick to scan."""

from eti_events.navigation import EVENT_MENU, NETWORK_MENU

LONGEST_GROUP = 6


def test_each_page_stands_in_one_short_group() -> None:
    groups = [entries for _heading, entries in EVENT_MENU] + [NETWORK_MENU]
    pages = [endpoint for entries in groups for endpoint, _name in entries]

    assert len(pages) == len(set(pages))
    assert max(len(entries) for entries in groups) <= LONGEST_GROUP


def test_the_menu_begins_with_the_board_and_the_people() -> None:
    first = [endpoint for endpoint, _name in EVENT_MENU[0][1]]

    assert first[:2] == ["reports.dashboard", "reports.participants"]
    assert EVENT_MENU[1][1][0][0] == "registration.invitations"
