"""The tables that are large where many people are: what is done to them while the site is open must keep nobody waiting.

A table belongs here whose rows are written by what happens, and not by who is there: it grows as long as the site runs."""

LARGE = {
    "account_emailaddress": "everybody; each sign-in reads it",
    "accounts_affiliation": "several rows a person",
    "accounts_auditevent": "a row for everything that anybody decides, for years",
    "accounts_consent": "several rows a person, none of which is ever changed",
    "accounts_person": "everybody",
    "accounts_user": "everybody; each request reads it",
    "api_delivery": "a row for everything that is told to another system",
    "django_session": "a row for each sign-in of two weeks; each request reads it",
    "journeys_checkin": "a row for each pair and each week or two",
    "journeys_checkinevent": "the history of every check-in",
    "journeys_meeting": "several rows a pair",
    "journeys_meetingevent": "the history of every meeting",
    "journeys_message": "what pairs write to each other",
    "matching_mentorship": "every pair there ever was; most pages read it",
    "matching_mentorshipevent": "the history of every pair",
    "matching_request": "every request that was ever made",
    "matching_requestevent": "the history of every request",
    "matching_showing": "a row for each list that anybody looked at",
    "matching_shownmentor": "twenty rows for each list that anybody looked at",
    "matching_textvector": "a row for each goal and biography, with a thousand numbers in it",
    "notifications_notification": "a row for every letter",
    "programmes_answer": "a row for each question and person",
    "programmes_enrolment": "everybody, in each programme; most pages read it",
    "programmes_enrolmentevent": "the history of every enrolment",
    "programmes_goal": "everybody, in each programme",
    "programmes_offeredskill": "a dozen rows a mentor",
    "programmes_wantedskill": "several rows a mentee",
}
