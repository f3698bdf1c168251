"""What webhooks tell is written by the database, in the transaction that causes it: whichever way a row of history came (one
by one, in bulk, by COPY), it is told, and no operation has to think of it.

Of programmes for people under age nothing is told, as the API gives nothing of their people.

One look at api_webhook a statement where no webhook is on, however many rows the statement has. The events here are those of
api/events.py; a test drives every move of both tables through its operation and compares."""

from django.db import migrations

PUT_UP = """
CREATE FUNCTION api_tell_of_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM api_webhook WHERE state = 'on') THEN
        RETURN NULL;
    END IF;
    INSERT INTO api_delivery (id, webhook_id, event, object_id, became, at, state, not_before, attempts, fault)
    SELECT gen_random_uuid(), hook.id, told.event, told.object_id, told.became, told.at, 'queued', told.at, 0, ''
    FROM (
        SELECT enrolment.id AS object_id, programme.organisation_id, news.to_state AS became, news.at,
            CASE news.to_state
                WHEN 'applied' THEN 'enrolment.applied'
                WHEN 'waitlisted' THEN 'enrolment.waitlisted'
                WHEN 'approved' THEN 'enrolment.approved'
                WHEN 'declined' THEN 'enrolment.ended'
                WHEN 'withdrawn' THEN 'enrolment.ended'
            END AS event
        FROM news
        JOIN programmes_enrolment AS enrolment ON enrolment.id = news.enrolment_id
        JOIN programmes_programme AS programme ON programme.id = enrolment.programme_id
        WHERE news.from_state <> news.to_state AND NOT programme.for_minors
    ) AS told
    JOIN api_webhook AS hook ON hook.organisation_id = told.organisation_id
        AND hook.state = 'on' AND told.event = ANY (hook.events);
    RETURN NULL;
END
$$;

CREATE FUNCTION api_tell_of_mentorships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM api_webhook WHERE state = 'on') THEN
        RETURN NULL;
    END IF;
    INSERT INTO api_delivery (id, webhook_id, event, object_id, became, at, state, not_before, attempts, fault)
    SELECT gen_random_uuid(), hook.id, told.event, told.object_id, told.became, told.at, 'queued', told.at, 0, ''
    FROM (
        SELECT mentorship.id AS object_id, programme.organisation_id, news.to_state AS became, news.at,
            CASE
                WHEN news.to_state IN ('completed', 'ended') THEN 'mentorship.ended'
                WHEN news.from_state = '' THEN 'mentorship.begun'
                ELSE 'mentorship.changed'
            END AS event
        FROM news
        JOIN matching_mentorship AS mentorship ON mentorship.id = news.mentorship_id
        JOIN programmes_programme AS programme ON programme.id = mentorship.programme_id
        WHERE news.from_state <> news.to_state AND NOT programme.for_minors
    ) AS told
    JOIN api_webhook AS hook ON hook.organisation_id = told.organisation_id
        AND hook.state = 'on' AND told.event = ANY (hook.events);
    RETURN NULL;
END
$$;

CREATE TRIGGER api_tell AFTER INSERT ON programmes_enrolmentevent
    REFERENCING NEW TABLE AS news
    FOR EACH STATEMENT EXECUTE FUNCTION api_tell_of_enrolments();
CREATE TRIGGER api_tell AFTER INSERT ON matching_mentorshipevent
    REFERENCING NEW TABLE AS news
    FOR EACH STATEMENT EXECUTE FUNCTION api_tell_of_mentorships();
"""

TAKE_DOWN = """
DROP TRIGGER api_tell ON matching_mentorshipevent;
DROP TRIGGER api_tell ON programmes_enrolmentevent;
DROP FUNCTION api_tell_of_mentorships();
DROP FUNCTION api_tell_of_enrolments();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_initial"),
        ("matching", "0001_squashed_0005_together"),
        ("programmes", "0001_squashed_0007_readings_append_only"),
    ]

    operations = [migrations.RunSQL(PUT_UP, TAKE_DOWN)]
