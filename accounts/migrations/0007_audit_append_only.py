"""The audit log is only ever added to, and the database sees to it: whatever the program does, or somebody does by hand.

The reasons lie in a table of their own, and may be erased. A superuser of the database, or the owner of the table, can still
take the triggers off; that is a deed of its own (docs/security.md)."""

from django.db import migrations

PUT_UP = """
CREATE FUNCTION accounts_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is only ever added to: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'A reason is erased in accounts_auditreason; the event stays.';
END
$$;

CREATE TRIGGER accounts_auditevent_only_added_to
    BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_only_added_to();
"""

TAKE_DOWN = """
DROP TRIGGER accounts_auditevent_only_added_to ON accounts_auditevent;
DROP FUNCTION accounts_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_trust"),
    ]

    operations = [migrations.RunSQL(PUT_UP, TAKE_DOWN)]
