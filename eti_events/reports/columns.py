"""The columns of the list of participants and of its exports: which there are."""

import enum


class Column(enum.StrEnum):
    """What can be told of a participant, in the order in which columns stand."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    CIVILITY = "civility"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    FIRST_DEPARTURE = "first_departure"
    POSTING = "posting"
    HALF_DAYS = "half_days"
    STATE = "state"
    CHANGED = "changed"
    REASON = "reason"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    TAGS = "tags"
    BADGE_LINE = "badge_line"
    COMMISSIONER = "commissioner"
    STATUS = "status"
    THEME = "theme"
    REGION = "region"
    COUNTRY = "country"
    CITY = "city"
    HOST = "host"
    TITLE = "title"
    DESK_OFFICER = "desk_officer"
    START = "start"
    END = "end"
    DIET = "diet"
    ALLERGY = "allergy"
    ACCESS = "access"


C = Column

# The list always names people; their phone and needs are on their own page only.
USUAL = (C.ORGANISATION, C.CATEGORY, C.POSTING, C.HALF_DAYS, C.STATE, C.CHANGED)
FURTHER = (
    *(C.EMAIL, C.LANGUAGE, C.SUBMITTED, C.CONFIRMED, C.TAGS, C.BADGE_LINE),
    *(C.COMMISSIONER, C.STATUS, C.THEME, C.REGION, C.DESK_OFFICER, C.START, C.END),
)
LISTED = USUAL + FURTHER

NEEDS = (C.DIET, C.ALLERGY, C.ACCESS)
SENSITIVE = (C.PHONE, C.COUNTRY, C.CITY, *NEEDS)
EXPORTED = tuple(column for column in Column if column is not C.POSTING)
TICKED = tuple(column for column in EXPORTED if column not in SENSITIVE)
# Any of these would tell where a protected person is.
TELLING = frozenset(
    {C.REGION, C.COUNTRY, C.CITY, C.HOST, C.TITLE, C.DESK_OFFICER, C.BADGE_LINE}
)
