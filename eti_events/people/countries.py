"""Countries and territories: the closed list, their names, and how a file writes them.

ISO 3166-1 alpha-2 codes that are assigned, and XK for Kosovo, which has no other.
"""

import re
from functools import cache

from babel import Locale

from eti_events.names import fold

KOSOVO = "XK"
ASSIGNED = frozenset(
    re.findall(
        "[A-Z]+",
        """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN
    BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ
    DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
    GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
    JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
    SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """,
    )
)
CODES = ASSIGNED | {KOSOVO}
FURTHER_NAMES = {
    "Birmanie": "MM",
    "Cabo Verde": "CV",
    "Cap Vert": "CV",
    "Congo (République démocratique)": "CD",
    "Côte d’Ivoire": "CI",
    "États-Unis d’Amérique": "US",
    "Ivory Coast": "CI",
    "Macédoine": "MK",
    "Palestine": "PS",
    "RDC": "CD",
    "République centrafricaine": "CF",
    "République de Moldova": "MD",
    "République démocratique du Congo": "CD",
    "République du Congo": "CG",
    "République tchèque": "CZ",
    "Timor-Leste": "TL",
    "Timor oriental": "TL",
    "Türkiye": "TR",
    "Viêt Nam": "VN",
}


def find_country(text: str) -> str | None:
    """Return the code that ``text`` means: a code, or a French or English name."""
    if "?" in text:  # a question, not an answer
        return None
    code = text.strip().upper()
    return code if code in CODES else _codes_by_name().get(fold(text))


def country_name(code: str, language: str) -> str:
    """Return the name of a country in ``language`` (``fr``, ``en``…)."""
    return _territories(language).get(code, code)


def country_choices(language: str) -> list[tuple[str, str]]:
    """Return every code with its name, in the order in which people look for it."""
    names = [(code, country_name(code, language)) for code in CODES]
    return sorted(names, key=lambda choice: fold(choice[1]))


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


@cache
def _codes_by_name() -> dict[str, str]:
    names = {
        fold(_territories(language)[code]): code
        for language in ("en", "fr")
        for code in CODES
    }
    return names | {fold(name): code for name, code in FURTHER_NAMES.items()}
