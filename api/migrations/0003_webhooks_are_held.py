"""What is told holds its webhook until the commit, so that deleting a webhook waits for whoever is about to tell it something,
and those who come later see that it is gone. Without that the row of what is told found no webhook when its transaction was
committed, and somebody was not let in because a webhook was deleted.

Held FOR KEY SHARE, as a foreign key does: only a deletion waits for it, no switch and no note of what became of a try."""

from django.db import migrations

HELD = " FOR KEY SHARE OF hook"

TELLING = """
CREATE OR REPLACE FUNCTION api_tell_of_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$
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
        AND hook.state = 'on' AND told.event = ANY (hook.events)%(held)s;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION api_tell_of_mentorships() RETURNS trigger LANGUAGE plpgsql AS $$
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
        AND hook.state = 'on' AND told.event = ANY (hook.events)%(held)s;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("api", "0002_told_by_the_database")]

    operations = [migrations.RunSQL(TELLING % {"held": HELD}, TELLING % {"held": ""})]
