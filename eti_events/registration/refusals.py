"""Why a rule of invitations and registrations says no, told to the person who asked."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class EventNotOpen(Refusal):
    """Drafts are nobody's business yet, and closed events are over."""

    message = _l("This event does not take registrations.")


class NotYetOpen(Refusal):
    """Organisers choose when registration opens."""

    message = _l("Registration has not opened yet.")


class RegistrationClosed(Refusal):
    """Badges and rooms are prepared once registration has closed."""

    message = _l("Registration has closed. Write to the organisers.")


class NotInvited(Refusal):
    """Events of the network are by invitation."""

    message = _l("You are not on the list of this event. Write to the organisers.")


class RecordMerged(Refusal):
    """What was of this record is now of another one of the same person."""

    message = _l(
        "This record was merged with another one of the same person: open that one."
    )


class NoHalfDay(Refusal):
    """Somebody who comes, comes at some time."""

    message = _l("Choose at least one half-day.")


class ForeignHalfDay(Refusal):
    """A half-day of another event gives no right here."""

    message = _l("One of these half-days belongs to another event.")


class Full(Refusal):
    """Rooms and the rules of the place limit how many people come."""

    message = _l(
        "All places are taken. What you typed is kept as a draft: the organisers can"
        " see it, and you can send it again as soon as a place is free."
    )


class CourseFull(Refusal):
    """The course has places of its own, fewer than the event."""

    message = _l(
        "The pre-departure course is full. What you typed is kept as a draft: tick"
        " “I cannot attend the course” to register for the event alone."
    )


class NeedsWithoutConsent(Refusal):
    """Health data are kept by explicit consent only (GDPR, article 9.2.a)."""

    message = _l("Tick your agreement, or leave diet and access needs empty.")


class NoStepThere(Refusal):
    """A registration moves along the steps that the rules know."""

    message = _l("This registration cannot go from its present state to that one.")


class ChangedElsewhere(Refusal):
    """Nothing is overwritten unseen."""

    message = _l(
        "Your registration was changed elsewhere meanwhile. What you typed is kept"
        " below: compare, then save again."
    )


class Over(Refusal):
    """What is over stays as it was."""

    message = _l("This event is over.")


class NoAddress(Refusal):
    """An invitation travels by mail."""

    message = _l("This person has no usable e-mail address.")


class AlreadyAnswered(Refusal):
    """Nobody is asked again what they have answered."""

    message = _l("This person has already answered.")


class TicketRevoked(Refusal):
    """Only the issue that stands can be replaced."""

    message = _l("This code has already been replaced.")


class NoTicket(Refusal):
    """Only confirmed people have a code."""

    message = _l("This person has no code yet: confirm the registration first.")


class FirstDeparturesOnly(Refusal):
    """The course prepares for a first posting."""

    message = _l("The pre-departure course is for first departures only.")


class NotAccepted(Refusal):
    """What an organiser refused, the person does not undo by sending it again."""

    message = _l(
        "The organisers could not accept your registration. Write to them if you have"
        " a question."
    )


class NoReason(Refusal):
    """A refusal says why."""

    message = _l("Give the reason: the person reads it.")


class OfferOver(Refusal):
    """A place that was not taken in time went to the next person."""

    message = _l("This offer is over: the place went to the next person in the list.")


class NotWaiting(Refusal):
    """Only those who wait are moved in the list."""

    message = _l("This person is not on the waiting list.")


class QuotaBelowTaken(Refusal):
    """Nobody who has a place loses it by a number."""

    message = _l("More people than that have a place already.")


class RulesChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed these rules while you were writing. What you chose is"
        " kept below: compare, then save again."
    )


class RepresentsThemselves(Refusal):
    """Somebody is represented by somebody else."""

    message = _l("Name another person.")


class SitsOnSeat(Refusal):
    """Seats are passed on where the delegation answers."""

    message = _l("This place is a delegation’s seat: answer on the delegation’s page.")


class NotTheAuthor(Refusal):
    """A note is its author's: nobody else makes it disappear."""

    message = _l("Only the author of a note deletes it.")


class NoTagName(Refusal):
    """A tag is a word."""

    message = _l("Write the tag with letters or digits.")


class AnsweredAlready(Refusal):
    """A request has one answer."""

    message = _l("This request was answered or withdrawn meanwhile.")


class NothingAsked(Refusal):
    """A request says what it is about."""

    message = _l("Write what you ask for.")


class NoAnswer(Refusal):
    """Who is refused something reads why; a question gets an answer."""

    message = _l("Write an answer: the person reads it.")


class NoAccessNeed(Refusal):
    """What the person took back needs no answer."""

    message = _l("There is no access need any more.")


class AnsweredByColleague(Refusal):
    """Nothing that a colleague answered is overwritten unseen."""

    message = _l(
        "A colleague answered meanwhile. What you typed is kept below: show the need"
        " again in another window, compare, then save."
    )


class QuestionsChanged(Refusal):
    """An answer belongs to the question as it was read."""

    message = _l(
        "The questions of this form were changed meanwhile. What you typed is kept:"
        " read them again, then send."
    )


class AnswerMissing(Refusal):
    """What organisers need to know of everybody, everybody says."""

    message = _l("A question that needs an answer has none.")


class OptionFull(Refusal):
    """Places of an option are given to whoever came first."""

    message = _l("No place is left for an answer that you chose: choose another one.")


class QuestionChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed this question while you were writing. What you typed is"
        " kept below: compare, then save again."
    )


class DependsOnItself(Refusal):
    """A question that waits for itself is never asked."""

    message = _l(
        "This question would depend on itself, by way of the one that you chose."
    )


class DependsOnLater(Refusal):
    """People answer from top to bottom."""

    message = _l("A question can only depend on one that stands before it.")


class DecidesNothing(Refusal):
    """Only what can be chosen from a few answers decides what else is asked."""

    message = _l(
        "Only a question with answers to choose, not a sensitive one, can decide"
        " whether another is asked."
    )


class UnknownCondition(Refusal):
    """A condition that nobody can meet hides the question for good."""

    message = _l("Choose answers of one question that it has.")


class OthersDepend(Refusal):
    """What decides whether something else is asked stays."""

    message = _l(
        "Other questions depend on this one, or on an answer of it: change those first."
    )


class TooFewOptions(Refusal):
    """A choice is between two things at least."""

    message = _l("Give two answers to choose from at least.")


class TwiceTheSameOption(Refusal):
    """Whoever chooses must see the difference."""

    message = _l("Two of the answers are called the same.")


class SecretWithPlaces(Refusal):
    """The list of those who hold a place would tell what was to be kept secret."""

    message = _l("Answers of a sensitive question cannot have a number of places.")


class StaysSensitive(Refusal):
    """What people told under seal is not opened afterwards."""

    message = _l("People answered this as a sensitive question: it stays one.")


class Answered(Refusal):
    """Answers are not thrown away with their question."""

    message = _l(
        "People have answered this question: it can only be asked no longer, and its"
        " answers stay."
    )


class OutermostQuestion(Refusal):
    """Nothing stands before the first or after the last."""

    message = _l("This question cannot move further.")
