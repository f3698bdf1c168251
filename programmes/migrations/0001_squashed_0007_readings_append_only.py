"""All tables of this app as they stood in November 2026, in one step (docs/developers/migrations.md).

That somebody opened what is private cannot be taken back. The words of the reason can be erased, and an account or a report
that is gone leaves its line; who, whose, what and when stay as they were written."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models

from notifications.migrations._together import CreateModels

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
    replaces = [
        ("programmes", "0001_initial"),
        ("programmes", "0002_settings"),
        ("programmes", "0003_people"),
        ("programmes", "0004_reminders"),
        ("programmes", "0005_together"),
        ("programmes", "0006_trust"),
        ("programmes", "0007_readings_append_only"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0007_audit_append_only"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address")),
                        ("about", models.TextField(blank=True, verbose_name="about")),
                    ],
                    options={
                        "verbose_name": "organisation",
                        "verbose_name_plural": "organisations",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="OrganisationSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_skills",
                                to="programmes.organisation",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="organisations",
                                to="accounts.skill",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "organisation's skill",
                        "verbose_name_plural": "organisations' skills",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "skill"), name="programmes_organisationskill_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programmes",
                                to="programmes.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address")),
                        ("summary", models.CharField(max_length=240, verbose_name="in one sentence")),
                        ("about", models.TextField(blank=True, verbose_name="about")),
                        (
                            "audience",
                            models.CharField(blank=True, max_length=240, verbose_name="who it is for"),
                        ),
                        ("guidelines", models.TextField(blank=True, verbose_name="guidelines")),
                        (
                            "guidelines_version",
                            models.CharField(
                                default="1", max_length=20, verbose_name="version of the guidelines"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("enrolling", "Open for joining"),
                                    ("running", "Running"),
                                    ("closed", "Closed"),
                                    ("archived", "Archived"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("self", "People choose each other"),
                                    ("cohort", "The organiser matches a cohort"),
                                    ("both", "People choose, and the organiser matches the rest"),
                                ],
                                default="self",
                                max_length=8,
                                verbose_name="how people are matched",
                            ),
                        ),
                        (
                            "listed",
                            models.BooleanField(
                                default=True,
                                help_text="Otherwise only people with the link or code find it.",
                                verbose_name="listed for everybody",
                            ),
                        ),
                        ("join_code", models.CharField(max_length=16, unique=True, verbose_name="join code")),
                        (
                            "reviews_applications",
                            models.BooleanField(default=False, verbose_name="organisers review applications"),
                        ),
                        (
                            "enrolment_opens_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="joining opens"),
                        ),
                        (
                            "enrolment_closes_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="joining closes"),
                        ),
                        ("matching_on", models.DateField(blank=True, null=True, verbose_name="matching")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends")),
                        (
                            "zone",
                            models.CharField(
                                default="Europe/London", max_length=64, verbose_name="time zone of its dates"
                            ),
                        ),
                        (
                            "open_requests",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(20),
                                ],
                                verbose_name="open requests a mentee",
                            ),
                        ),
                        (
                            "request_days",
                            models.PositiveSmallIntegerField(
                                default=14,
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(90),
                                ],
                                verbose_name="days to answer a request",
                            ),
                        ),
                        (
                            "mentors_a_mentee",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(10),
                                ],
                                verbose_name="mentors a mentee",
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                choices=[
                                    ("weekly", "Every week"),
                                    ("fortnightly", "Every two weeks"),
                                    ("monthly", "Every month"),
                                ],
                                default="fortnightly",
                                max_length=12,
                                verbose_name="check-ins",
                            ),
                        ),
                        (
                            "manager_may_mentor",
                            models.BooleanField(
                                default=False, verbose_name="a line manager may be the mentor"
                            ),
                        ),
                        (
                            "mentee_places",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Whoever comes later stands on the waiting list. Empty: as many as come.",
                                null=True,
                                verbose_name="mentees at most",
                            ),
                        ),
                        (
                            "mentor_places",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Empty: as many as come.",
                                null=True,
                                verbose_name="mentors at most",
                            ),
                        ),
                        (
                            "messages",
                            models.BooleanField(
                                default=True,
                                help_text="Otherwise they use e-mail alone. What was written stays readable to the two.",
                                verbose_name="pairs can write to each other here",
                            ),
                        ),
                        (
                            "undo_hours",
                            models.PositiveSmallIntegerField(
                                default=72,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(336),
                                ],
                                verbose_name="hours in which published pairs can be taken back",
                            ),
                        ),
                        (
                            "join_domains",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=253),
                                blank=True,
                                default=list,
                                help_text="Such as example.org. Empty: every address may join.",
                                size=None,
                                verbose_name="only addresses at",
                            ),
                        ),
                        (
                            "safeguarding_contact",
                            models.ForeignKey(
                                blank=True,
                                help_text="Reads what people report. Empty: those who run the site do.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="safeguards",
                                to="accounts.person",
                                verbose_name="safeguarding contact",
                            ),
                        ),
                        (
                            "for_minors",
                            models.BooleanField(
                                default=False,
                                help_text="Guardians agree, mentors are screened, nobody sees an address, and the safeguarding contact may read messages.",
                                verbose_name="for people under age",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                    ],
                    options={
                        "verbose_name": "programme",
                        "verbose_name_plural": "programmes",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("enrolment_closes_at__isnull", True),
                                    ("enrolment_opens_at__isnull", True),
                                    ("enrolment_closes_at__gt", models.F("enrolment_opens_at")),
                                    _connector="OR",
                                ),
                                name="programmes_programme_window",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="programmes_programme_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("for_minors", False),
                                    ("safeguarding_contact__isnull", False),
                                    _connector="OR",
                                ),
                                name="programmes_programme_minors_safeguarded",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enquiries",
                                to="programmes.programme",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="your name")),
                        ("email", models.EmailField(max_length=254, verbose_name="your e-mail address")),
                        ("message", models.TextField(max_length=4000, verbose_name="your question")),
                        ("created_at", models.DateTimeField(verbose_name="received")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="answered by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enquiry",
                        "verbose_name_plural": "enquiries",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by__isnull", True),
                                    ("answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="programmes_enquiry_answered",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enrolments",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("mentee", "Mentee"), ("mentor", "Mentor")],
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("applied", "Applied"),
                                    ("approved", "Enrolled"),
                                    ("declined", "No room at the moment"),
                                    ("waitlisted", "On the waiting list"),
                                    ("withdrawn", "Left"),
                                ],
                                default="applied",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="joined")),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="answers finished"),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "steps_done",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="steps answered",
                            ),
                        ),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="capacity",
                            ),
                        ),
                        (
                            "active_mentorships",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="places taken"
                            ),
                        ),
                        ("accepting", models.BooleanField(default=True, verbose_name="taking requests")),
                        (
                            "not_accepting_until",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="not taking requests until"
                            ),
                        ),
                        ("headline", models.CharField(blank=True, max_length=160, verbose_name="headline")),
                        (
                            "biography",
                            models.TextField(blank=True, max_length=4000, verbose_name="biography"),
                        ),
                        (
                            "where_i_am",
                            models.TextField(blank=True, max_length=2000, verbose_name="where I am"),
                        ),
                        (
                            "where_i_want_to_be",
                            models.TextField(blank=True, max_length=2000, verbose_name="where I want to be"),
                        ),
                        (
                            "challenges",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what is hard at the moment"
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("change", "Changing career or field"),
                                        ("promotion", "The next step up"),
                                        ("leading", "Leading people for the first time"),
                                        ("craft", "Getting better at the craft"),
                                        ("confidence", "Confidence and being heard"),
                                        ("network", "Meeting the right people"),
                                        ("study", "Study and research"),
                                        ("balance", "Work, health and family"),
                                        ("return", "Coming back after a break"),
                                        ("venture", "Starting something of my own"),
                                        ("feedback", "Honest feedback on my work"),
                                        ("settling", "Settling in a new place or culture"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="areas for development",
                            ),
                        ),
                        (
                            "topics_note",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="more about these areas"
                            ),
                        ),
                        (
                            "qualities",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("listener", "Listens before advising"),
                                        ("challenger", "Asks hard questions"),
                                        ("practical", "Gives practical steps"),
                                        ("encouraging", "Encourages"),
                                        ("connector", "Knows many people"),
                                        ("structured", "Works to a plan"),
                                        ("spontaneous", "Goes with what comes up"),
                                        ("storyteller", "Shares own experience"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="qualities",
                            ),
                        ),
                        (
                            "qualities_note",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="more about these qualities"
                            ),
                        ),
                        (
                            "seniority",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "Student or trainee"),
                                    (2, "First years of work"),
                                    (3, "Practised"),
                                    (4, "Leading work or a small team"),
                                    (5, "Managing managers"),
                                    (6, "Executive or owner"),
                                ],
                                null=True,
                                verbose_name="seniority",
                            ),
                        ),
                        (
                            "line_manager_email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="line manager's e-mail address"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enrolment",
                        "verbose_name_plural": "enrolments",
                        "indexes": [
                            models.Index(
                                fields=["programme", "role", "state"], name="programmes_enrolment_list"
                            ),
                            models.Index(
                                fields=["programme", "state", "submitted_at"],
                                include=("role",),
                                name="programmes_enrolment_queue",
                            ),
                            models.Index(
                                condition=models.Q(("active_mentorships__gt", 0), ("state", "withdrawn")),
                                fields=["id"],
                                name="programmes_enrolment_gone",
                            ),
                            models.Index(
                                condition=models.Q(("state", "approved"), _negated=True),
                                fields=["id"],
                                name="programmes_enrolment_apart",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["headline"],
                                name="programmes_headline_trgm",
                                opclasses=["gin_trgm_ops"],
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "person", "role"), name="programmes_enrolment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("active_mentorships__lte", models.F("capacity"))),
                                name="programmes_enrolment_capacity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    ("decided_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="programmes_enrolment_decided",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="programmes.programme",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        ("about", models.TextField(blank=True, max_length=4000, verbose_name="about")),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("everybody", "Everybody in the programme"),
                                    ("mentees", "Mentees"),
                                    ("mentors", "Mentors"),
                                ],
                                default="everybody",
                                max_length=12,
                                verbose_name="for whom",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("cancelled", "Cancelled")],
                                default="open",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="starts")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="where")),
                        (
                            "private_place",
                            models.CharField(
                                blank=True,
                                help_text="Such as a link to a call.",
                                max_length=300,
                                verbose_name="where, for those who are going",
                            ),
                        ),
                        (
                            "places",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Whoever comes later stands on the waiting list. Empty: as many as come.",
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="places",
                            ),
                        ),
                        (
                            "taken",
                            models.PositiveIntegerField(default=0, editable=False, verbose_name="going"),
                        ),
                        (
                            "sequence",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="changes"
                            ),
                        ),
                        ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder")),
                        ("created_at", models.DateTimeField(verbose_name="added")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                        ),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "cancel_words",
                            models.CharField(
                                blank=True, max_length=400, verbose_name="why it does not take place"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event",
                        "verbose_name_plural": "events",
                        "ordering": ["starts_at"],
                        "indexes": [
                            models.Index(fields=["programme", "starts_at"], name="programmes_event_list"),
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False), ("state", "open")),
                                fields=["remind_at"],
                                name="programmes_event_remind",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="programmes_event_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places__isnull", True),
                                    ("taken__lte", models.F("places")),
                                    _connector="OR",
                                ),
                                name="programmes_event_places",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled_by__isnull", True),
                                    ("cancelled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="programmes_event_cancelled_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cancelled_at__isnull", False), ("state", "cancelled")),
                                    models.Q(("cancelled_at__isnull", True), ("state", "open")),
                                    _connector="OR",
                                ),
                                name="programmes_event_cancelled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="form_versions",
                                to="programmes.programme",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="published"),
                        ),
                    ],
                    options={
                        "verbose_name": "version of the application form",
                        "verbose_name_plural": "versions of the application form",
                        "ordering": ["programme", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "number"), name="programmes_formversion_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imported_people",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imports",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "written",
                            models.JSONField(blank=True, default=dict, verbose_name="written by the import"),
                        ),
                        ("imported_at", models.DateTimeField(verbose_name="imported")),
                    ],
                    options={
                        "verbose_name": "imported person",
                        "verbose_name_plural": "imported people",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "person"), name="programmes_importedperson_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("mentee", "Mentee"), ("mentor", "Mentor")],
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("join", "Invited to join"),
                                    ("enrolled", "Enrolled, and free to opt out"),
                                    ("profile", "Imported, and asked to finish the profile"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "message",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="words of the organiser"
                            ),
                        ),
                        ("invited_at", models.DateTimeField(verbose_name="invited")),
                        (
                            "invited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("closes_at", models.DateTimeField(verbose_name="to be answered by")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "verbose_name_plural": "invitations",
                        "ordering": ["-invited_at"],
                        "indexes": [
                            models.Index(fields=["programme", "state"], name="programmes_invitation_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("programme", "person", "role"),
                                name="programmes_invitation_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "withdrawn"]),
                                    ("answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="programmes_invitation_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organiser",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="organisers",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="organises",
                                to="accounts.person",
                            ),
                        ),
                        ("since", models.DateTimeField(verbose_name="since")),
                    ],
                    options={
                        "verbose_name": "organiser",
                        "verbose_name_plural": "organisers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "person"), name="programmes_organiser_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeopleImport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="people_imports",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("mentee", "Mentee"), ("mentor", "Mentor")],
                                max_length=8,
                                verbose_name="role",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200, verbose_name="file")),
                        (
                            "path",
                            models.CharField(blank=True, max_length=200, verbose_name="place of the file"),
                        ),
                        ("sheet", models.CharField(blank=True, max_length=120, verbose_name="sheet")),
                        ("lines", models.PositiveIntegerField(blank=True, null=True, verbose_name="lines")),
                        ("mapping", models.JSONField(blank=True, default=dict, verbose_name="mapping")),
                        ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "job",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="people_import",
                                to="accounts.job",
                            ),
                        ),
                        ("report", models.JSONField(blank=True, default=list, verbose_name="report")),
                    ],
                    options={
                        "verbose_name": "import of people",
                        "verbose_name_plural": "imports of people",
                        "ordering": ["-uploaded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="programmes.programme",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("draft", "Draft"),
                                    ("enrolling", "Open for joining"),
                                    ("running", "Running"),
                                    ("closed", "Closed"),
                                    ("archived", "Archived"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("enrolling", "Open for joining"),
                                    ("running", "Running"),
                                    ("closed", "Closed"),
                                    ("archived", "Archived"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "programme's history",
                        "verbose_name_plural": "programmes' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Resource",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        (
                            "about",
                            models.CharField(blank=True, max_length=400, verbose_name="what it is good for"),
                        ),
                        ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                        (
                            "file",
                            models.FileField(
                                blank=True, max_length=200, upload_to="shelf/", verbose_name="file"
                            ),
                        ),
                        (
                            "file_name",
                            models.CharField(blank=True, max_length=160, verbose_name="name of the file"),
                        ),
                        (
                            "file_type",
                            models.CharField(blank=True, max_length=100, verbose_name="type of the file"),
                        ),
                        (
                            "file_size",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="bytes"),
                        ),
                        (
                            "stages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("starting", "Getting started"),
                                        ("working", "Working on your goals"),
                                        ("half_way", "Half-way: look back, adjust"),
                                        ("closing", "Closing well"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="for which stage",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="added")),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="added by",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="resources",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("everybody", "Everybody in the programme"),
                                    ("mentees", "Mentees"),
                                    ("mentors", "Mentors"),
                                ],
                                default="everybody",
                                max_length=12,
                                verbose_name="for whom",
                            ),
                        ),
                        (
                            "skills",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="accounts.skill",
                                verbose_name="for which skills",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "resource",
                        "verbose_name_plural": "resources",
                        "ordering": ["title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(models.Q(("url", ""), _negated=True), ("file", "")),
                                    models.Q(("url", ""), models.Q(("file", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="programmes_resource_link_or_file",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafetyReport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="safety_reports",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="safety_reports_met",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="safety_reports_made",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("young_person", "I fear for a young person"),
                                    ("danger", "Somebody may come to harm"),
                                    ("sexual", "Sexual or unwanted personal advances"),
                                    ("harassment", "Bullying, threats or pressure"),
                                    ("discrimination", "Hatred or discrimination"),
                                    ("privacy", "Passes on private things, or asks for them"),
                                    ("money", "Asks for money, or sells something"),
                                    ("false", "Is not who they say they are"),
                                    ("other", "Another reason"),
                                ],
                                max_length=16,
                                verbose_name="why",
                            ),
                        ),
                        (
                            "words",
                            models.TextField(blank=True, max_length=4000, verbose_name="what happened"),
                        ),
                        (
                            "seen_on",
                            models.CharField(
                                choices=[
                                    ("profile", "On their profile"),
                                    ("request", "In a request"),
                                    ("message", "In a message"),
                                    ("mentorship", "In our mentorship"),
                                ],
                                max_length=12,
                                verbose_name="where",
                            ),
                        ),
                        ("subject_id", models.UUIDField(blank=True, null=True, verbose_name="on which")),
                        ("quoted", models.TextField(blank=True, verbose_name="what stood there")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("in_hand", "In hand"),
                                    ("closed", "Closed"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        ("answer_by", models.DateTimeField(verbose_name="to be taken in hand by")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                        (
                            "taken_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken in hand"),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nothing", "Nothing had to be done"),
                                    ("talked", "Talked with the person"),
                                    ("parted", "The two were parted"),
                                    ("removed", "The person left the programme"),
                                    ("passed_on", "Passed on to an authority"),
                                ],
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "told",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="answer to whoever reported it"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "safety report",
                        "verbose_name_plural": "safety reports",
                        "ordering": ["answer_by"],
                        "indexes": [
                            models.Index(
                                fields=["programme", "state", "answer_by"],
                                name="programmes_safetyreport_queue",
                            ),
                            models.Index(
                                condition=models.Q(("reminded_at__isnull", True), ("state", "received")),
                                fields=["answer_by"],
                                name="programmes_safetyreport_late",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("about", models.F("reported_by")), _negated=True),
                                name="programmes_safetyreport_not_self",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken_by__isnull", True), ("taken_at__isnull", False), _connector="OR"
                                ),
                                name="programmes_safetyreport_taken",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                                ),
                                name="programmes_safetyreport_closer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                                    models.Q(
                                        models.Q(("state", "closed"), _negated=True),
                                        ("closed_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="programmes_safetyreport_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnrolmentEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("applied", "Applied"),
                                    ("approved", "Enrolled"),
                                    ("declined", "No room at the moment"),
                                    ("waitlisted", "On the waiting list"),
                                    ("withdrawn", "Left"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("applied", "Applied"),
                                    ("approved", "Enrolled"),
                                    ("declined", "No room at the moment"),
                                    ("waitlisted", "On the waiting list"),
                                    ("withdrawn", "Left"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "message",
                            models.TextField(
                                blank=True,
                                help_text="They stand in the letter.",
                                max_length=2000,
                                verbose_name="words of the organiser",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enrolment's history",
                        "verbose_name_plural": "enrolments' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="goals",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        ("text", models.CharField(max_length=400, verbose_name="goal")),
                    ],
                    options={
                        "verbose_name": "goal",
                        "verbose_name_plural": "goals",
                        "ordering": ["enrolment", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("enrolment", "position"), name="programmes_goal_position"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 1), ("position__lte", 5)),
                                name="programmes_goal_five",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GuardianConsent",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "enrolment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="guardian_consent",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="guardian's name")),
                        (
                            "email",
                            models.EmailField(max_length=254, verbose_name="guardian's e-mail address"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("given", "Agreed"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "version",
                            models.CharField(max_length=20, verbose_name="version of the guidelines"),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "words",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="a word with the answer"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guardian's consent",
                        "verbose_name_plural": "guardians' consents",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "asked"), ("answered_at__isnull", False), _connector="OR"
                                ),
                                name="programmes_guardianconsent_answered",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MentorScreening",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "enrolment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="screening",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("checked_on", models.DateField(verbose_name="screened on")),
                        ("valid_until", models.DateField(verbose_name="valid until")),
                        (
                            "kind",
                            models.CharField(
                                help_text="Such as an enhanced DBS certificate.",
                                max_length=160,
                                verbose_name="kind of check",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "warned_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="told that it ends soon"
                            ),
                        ),
                        (
                            "lapsed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="seen to have ended"),
                        ),
                    ],
                    options={
                        "verbose_name": "mentor's screening",
                        "verbose_name_plural": "mentors' screenings",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lapsed_at__isnull", True)),
                                fields=["valid_until"],
                                name="programmes_mentorscreening_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("checked_on"))),
                                name="programmes_mentorscreening_dates",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfferedSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offered_skills",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offered",
                                to="accounts.skill",
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "New to me"),
                                    (1, "Basic"),
                                    (2, "Able"),
                                    (3, "Strong"),
                                    (4, "Expert"),
                                ],
                                default=3,
                                verbose_name="level",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skill offered",
                        "verbose_name_plural": "skills offered",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("enrolment", "skill"), name="programmes_offeredskill_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1)), name="programmes_offeredskill_some"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganiserNote",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="note")),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "organisers' note",
                        "verbose_name_plural": "organisers' notes",
                        "ordering": ["-written_at"],
                    },
                ),
                migrations.CreateModel(
                    name="WantedSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wanted_skills",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wanted",
                                to="accounts.skill",
                            ),
                        ),
                        (
                            "level_now",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "New to me"),
                                    (1, "Basic"),
                                    (2, "Able"),
                                    (3, "Strong"),
                                    (4, "Expert"),
                                ],
                                default=0,
                                verbose_name="today",
                            ),
                        ),
                        (
                            "level_aim",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "New to me"),
                                    (1, "Basic"),
                                    (2, "Able"),
                                    (3, "Strong"),
                                    (4, "Expert"),
                                ],
                                default=2,
                                verbose_name="aim",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Nice to have"), (2, "Important"), (3, "A must")],
                                default=2,
                                verbose_name="priority",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skill wanted",
                        "verbose_name_plural": "skills wanted",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("enrolment", "skill"), name="programmes_wantedskill_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level_aim__gt", models.F("level_now"))),
                                name="programmes_wantedskill_aim_above",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignUp",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_ups",
                                to="programmes.event",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_ups",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("going", "Going"),
                                    ("waiting", "On the waiting list"),
                                    ("off", "Signed off"),
                                ],
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="signed up")),
                    ],
                    options={
                        "verbose_name": "sign-up",
                        "verbose_name_plural": "sign-ups",
                        "ordering": ["asked_at"],
                        "indexes": [
                            models.Index(fields=["event", "state", "asked_at"], name="programmes_signup_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("event", "person"), name="programmes_signup_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="programmes.formversion",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("short_text", "Short text"),
                                    ("long_text", "Long text"),
                                    ("choice", "One choice"),
                                    ("choices", "Several choices"),
                                    ("ladder", "Ordered ladder"),
                                    ("number", "Number"),
                                    ("yes_no", "Yes or no"),
                                    ("date", "Date"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=240, verbose_name="question")),
                        (
                            "help_text",
                            models.CharField(blank=True, max_length=300, verbose_name="explanation"),
                        ),
                        (
                            "asked_of",
                            models.CharField(
                                choices=[
                                    ("mentee", "Mentees"),
                                    ("mentor", "Mentors"),
                                    ("both", "Mentees and mentors"),
                                ],
                                default="both",
                                max_length=8,
                                verbose_name="asked of",
                            ),
                        ),
                        ("required", models.BooleanField(default=False, verbose_name="required")),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("organisers", "Organisers only"),
                                    ("match", "Organisers, and the people you may be matched with"),
                                ],
                                default="organisers",
                                max_length=12,
                                verbose_name="who sees the answer",
                            ),
                        ),
                        (
                            "identity",
                            models.BooleanField(
                                default=False,
                                help_text="Such answers are inert until each person consents.",
                                verbose_name="about identity",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["version", "position", "key"],
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "key"), name="programmes_question_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrivateReading",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="private_readings",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="private_readings",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "reader",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("identity", "Answers about who they are"),
                                    ("messages", "Messages of the two"),
                                    ("reported", "What was reported"),
                                ],
                                max_length=10,
                                verbose_name="what",
                            ),
                        ),
                        ("reason", models.TextField(max_length=400, verbose_name="why")),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        ("closes_at", models.DateTimeField(verbose_name="open until")),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="readings",
                                to="programmes.safetyreport",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading of what is private",
                        "verbose_name_plural": "readings of what is private",
                        "ordering": ["-opened_at"],
                        "indexes": [
                            models.Index(
                                fields=["person", "-opened_at"], name="programmes_privatereading_seen"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opened_at"))),
                                name="programmes_privatereading_times",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafetyReportEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="programmes.safetyreport",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("received", "Received"),
                                    ("in_hand", "In hand"),
                                    ("closed", "Closed"),
                                ],
                                max_length=10,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("in_hand", "In hand"),
                                    ("closed", "Closed"),
                                ],
                                max_length=10,
                                verbose_name="to",
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "safety report's history",
                        "verbose_name_plural": "safety reports' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SignUpEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sign_up",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="programmes.signup",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("going", "Going"),
                                    ("waiting", "On the waiting list"),
                                    ("off", "Signed off"),
                                ],
                                max_length=8,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("going", "Going"),
                                    ("waiting", "On the waiting list"),
                                    ("off", "Signed off"),
                                ],
                                max_length=8,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sign-up's history",
                        "verbose_name_plural": "sign-ups' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="programmes.question",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key of the question")),
                        ("text", models.TextField(blank=True, verbose_name="words")),
                        (
                            "choices",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="choices",
                            ),
                        ),
                        (
                            "number",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=14, null=True, verbose_name="number"
                            ),
                        ),
                        ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                        ("yes", models.BooleanField(blank=True, null=True, verbose_name="yes or no")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("self", "Given here by the person"),
                                    ("import", "Imported by an organiser"),
                                ],
                                default="self",
                                max_length=8,
                                verbose_name="source",
                            ),
                        ),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                    ],
                    options={
                        "verbose_name": "answer",
                        "verbose_name_plural": "answers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("enrolment", "key"), name="programmes_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("key", ""), _negated=True), name="programmes_answer_key"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionOption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="options",
                                to="programmes.question",
                            ),
                        ),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("label", models.CharField(max_length=160, verbose_name="label")),
                        ("ordinal", models.SmallIntegerField(default=0, verbose_name="rung")),
                    ],
                    options={
                        "verbose_name": "choice",
                        "verbose_name_plural": "choices",
                        "ordering": ["question", "ordinal", "key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("question", "key"), name="programmes_questionoption_key"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(PUT_UP, TAKE_DOWN),
    ]
