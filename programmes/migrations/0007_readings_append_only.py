"""That somebody opened what is private cannot be taken back. The words of the reason can be erased, and an account or a report
that is gone leaves its line; who, whose, what and when stay as they were written."""

from django.db import migrations

PUT_UP = """
CREATE FUNCTION programmes_reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.programme_id, NEW.person_id, NEW.what, NEW.opened_at, NEW.closes_at)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.programme_id, OLD.person_id, OLD.what, OLD.opened_at, OLD.closes_at)
        AND (NEW.reader_id IS NULL OR NEW.reader_id IS NOT DISTINCT FROM OLD.reader_id)
        AND (NEW.report_id IS NULL OR NEW.report_id IS NOT DISTINCT FROM OLD.report_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was opened stays written down: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'The words of a reason may be erased.';
END
$$;

CREATE TRIGGER programmes_privatereading_stays
    BEFORE UPDATE OR DELETE ON programmes_privatereading
    FOR EACH ROW EXECUTE FUNCTION programmes_reading_stays();
CREATE TRIGGER programmes_privatereading_not_emptied
    BEFORE TRUNCATE ON programmes_privatereading
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_reading_stays();
"""

TAKE_DOWN = """
DROP TRIGGER programmes_privatereading_not_emptied ON programmes_privatereading;
DROP TRIGGER programmes_privatereading_stays ON programmes_privatereading;
DROP FUNCTION programmes_reading_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_trust"),
    ]

    operations = [migrations.RunSQL(PUT_UP, TAKE_DOWN)]
