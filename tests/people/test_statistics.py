"""The figures of the network on a day."""

from datetime import date

import pytest

from eti_events.database import transaction
from eti_events.people.models import Commissioner, Region
from eti_events.people.statistics import as_text, figures
from tests.factories import make_mission, make_person
from tests.people.files import roster, truth
from tests.people.test_importing import import_file

pytestmark = pytest.mark.usefixtures("app")


def test_the_roster_gives_exactly_the_figures_of_the_annual_report() -> None:
    import_file(roster("roster", "csv"))
    facts = truth("roster")

    found = figures(date(2024, 12, 31))

    assert found["at"] == "2024-12-31"
    assert found["stock"] == facts["stock_2024-12-31"] == 394
    for name in ("region", "theme", "commissioner", "status", "countries"):
        assert found[name] == facts[f"{name}_2024-12-31"]
    assert found["year"]["recruited"] == facts["recruited_2024"] == 145
    by_commissioner = found["year"]["recruited_by_commissioner"]
    assert by_commissioner["DG Trésor"] == facts["recruited_2024_dg_tresor"] == 11
    assert figures(date(2023, 12, 31))["stock"] == facts["stock_2023-12-31"] == 280
    assert found["region"]["Outre-mer"] == facts["overseas_afd_2024-12-31"] == 13
    later = figures(date(2025, 8, 28))
    assert later["region"]["Outre-mer"] == facts["overseas_afd_2025-08-28"] == 19


def test_a_mission_counts_from_its_first_day_to_its_last() -> None:
    mission = make_mission(make_person(), region=Region.OVERSEAS, country="RE")
    with transaction():
        mission.start_on, mission.end_on = date(2025, 9, 1), date(2026, 8, 31)

    days = ["2025-08-31", "2025-09-01", "2026-08-31", "2026-09-01"]
    assert [figures(date.fromisoformat(d))["stock"] for d in days] == [0, 1, 1, 0]
    assert figures(date(2026, 1, 1))["countries"] == 0


def test_a_renewal_is_no_recruitment() -> None:
    new, renewed = (
        make_mission(make_person(), commissioner=Commissioner.AFD) for _ in range(2)
    )
    with transaction():
        new.start_on = renewed.start_on = date(2025, 9, 1)
        renewed.renewal_no = 1

    assert figures(date(2025, 12, 31))["year"] == {
        "recruited": 1,
        "recruited_by_commissioner": {
            "MEAE": 0,
            "DG Trésor": 0,
            "AFD": 1,
            "MIOM": 0,
            "Autre": 0,
        },
    }


def test_the_figures_are_readable_by_people_too() -> None:
    lines = as_text(figures(date(2024, 12, 31))).splitlines()

    assert lines[:4] == ["at: 2024-12-31", "stock: 0", "region:", "  Afrique: 0"]
