"""What each package hands on to a new event, in the order in which it is written.

A package that wants to hand on something more adds its part here, and knows of no
other: a later part may refer to what an earlier one has written (``Carry.new``).
"""

from eti_events.documents.carrying import CONVOCATIONS
from eti_events.events.carrying.own import DAYS, PLACES, SETTINGS
from eti_events.events.carrying.parts import Register
from eti_events.formalities.carrying import SECOND_FORM
from eti_events.messages.texts.carrying import TEXTS
from eti_events.registration.carrying.questions import QUESTIONS
from eti_events.registration.carrying.rules import QUOTA_PART, RULES, TAGS
from eti_events.registration.invitations.queries import has_begun
from eti_events.reports.carrying import VIEWS

CARRIED = Register(
    parts=(
        *(SETTINGS, DAYS, PLACES),
        TEXTS,
        *(RULES, QUOTA_PART, QUESTIONS, TAGS),
        SECOND_FORM,
        CONVOCATIONS,
        VIEWS,
    ),
    begun=(has_begun,),
)
