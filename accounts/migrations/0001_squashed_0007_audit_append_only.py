"""All tables of this app as they stood in November 2026, in one step (docs/developers/migrations.md).

The audit log is only ever added to, and the database sees to it: whatever the program does, or somebody does by hand.
The reasons lie in a table of their own, and may be erased. A superuser of the database, or the owner of the table, can still
take the triggers off; that is a deed of its own (docs/security.md)."""

import accounts.models.user
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from notifications.migrations._together import CreateModels

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
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_job_kind_ranking"),
        ("accounts", "0003_organising"),
        ("accounts", "0004_names"),
        ("accounts", "0005_together"),
        ("accounts", "0006_trust"),
        ("accounts", "0007_audit_append_only"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Network",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("employer", "Employer"),
                                    ("school", "School or university"),
                                    ("community", "Community"),
                                    ("professional_body", "Professional body"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="name")),
                        (
                            "key",
                            models.CharField(
                                editable=False, max_length=160, verbose_name="spelling-free name"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "network",
                        "verbose_name_plural": "networks",
                        "ordering": ["kind", "key"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "key"), name="accounts_network_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                        ("actor_id", models.UUIDField(blank=True, null=True, verbose_name="who")),
                        ("action", models.CharField(max_length=60, verbose_name="what")),
                        ("object_kind", models.CharField(max_length=40, verbose_name="kind of thing")),
                        ("object_id", models.CharField(max_length=40, verbose_name="which")),
                        (
                            "programme_id",
                            models.UUIDField(blank=True, db_index=True, null=True, verbose_name="programme"),
                        ),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="fields changed",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "audit event",
                        "verbose_name_plural": "audit log",
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(fields=["object_kind", "object_id"], name="accounts_audit_object")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("event_id", models.BigIntegerField(unique=True, verbose_name="audit event")),
                        ("text", models.TextField(verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "reason in the audit log",
                        "verbose_name_plural": "reasons in the audit log",
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, unique=True, verbose_name="e-mail address"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="can sign in")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="May open the organisers' pages.",
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "joined_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined"),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "account",
                        "verbose_name_plural": "accounts",
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="accounts_user_email_lower",
                            )
                        ],
                    },
                    managers=[
                        ("objects", accounts.models.user.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="SkillGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, unique=True, verbose_name="key")),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "skill group",
                        "verbose_name_plural": "skill groups",
                        "ordering": ["position", "key"],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                        (
                            "job_title",
                            models.CharField(blank=True, max_length=160, verbose_name="what you do"),
                        ),
                        ("place", models.CharField(blank=True, max_length=120, verbose_name="town or city")),
                        (
                            "zone",
                            models.CharField(
                                default="Europe/London", max_length=64, verbose_name="time zone"
                            ),
                        ),
                        (
                            "locale",
                            models.CharField(
                                default="en-gb", max_length=10, verbose_name="language of the site"
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="languages you can meet in",
                            ),
                        ),
                        (
                            "availability",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(
                                    validators=[django.core.validators.MaxValueValidator(335)]
                                ),
                                blank=True,
                                default=list,
                                help_text="Half hours of the local week; 0 is Monday 00:00.",
                                size=None,
                                verbose_name="weekly availability",
                            ),
                        ),
                        (
                            "formats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="how you like to meet",
                            ),
                        ),
                        (
                            "mail_hour",
                            models.PositiveSmallIntegerField(
                                default=9,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="hour for reminders",
                            ),
                        ),
                        (
                            "quiet_from",
                            models.PositiveSmallIntegerField(
                                default=21,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="quiet from",
                            ),
                        ),
                        (
                            "quiet_until",
                            models.PositiveSmallIntegerField(
                                default=7,
                                validators=[django.core.validators.MaxValueValidator(23)],
                                verbose_name="quiet until",
                            ),
                        ),
                        (
                            "days_off",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(
                                    validators=[django.core.validators.MaxValueValidator(6)]
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="days without mail",
                            ),
                        ),
                        (
                            "mentee_cap",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="most mentees in all programmes together",
                            ),
                        ),
                        ("photo", models.FileField(blank=True, upload_to="photos/", verbose_name="photo")),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased")),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "indexes": [models.Index(fields=["name"], name="accounts_person_name")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mail_hour__lte", 23), ("quiet_from__lte", 23), ("quiet_until__lte", 23)
                                ),
                                name="accounts_person_hours",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Affiliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="affiliations",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "network",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="affiliations",
                                to="accounts.network",
                            ),
                        ),
                        (
                            "shown_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Empty: not shown.",
                                null=True,
                                verbose_name="shown to its members since",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "affiliation",
                        "verbose_name_plural": "affiliations",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "network"), name="accounts_affiliation_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "blocker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks_made",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "blocked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks_met",
                                to="accounts.person",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="since")),
                    ],
                    options={
                        "verbose_name": "block",
                        "verbose_name_plural": "blocks",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("blocker", "blocked"), name="accounts_block_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("blocker", models.F("blocked")), _negated=True),
                                name="accounts_block_not_self",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BoardQuestion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "network",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="accounts.network",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="board_questions",
                                to="accounts.person",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="your question")),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="more about it")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                        (
                            "removed_by",
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
                        "verbose_name": "question of a community",
                        "verbose_name_plural": "questions of communities",
                        "ordering": ["-asked_at"],
                        "indexes": [
                            models.Index(fields=["network", "-asked_at"], name="accounts_boardquestion_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("removed_by__isnull", True),
                                    ("removed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounts_boardquestion_removed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("code_of_conduct", "The code of conduct of a programme"),
                                    ("identity_matching", "Answers about identity may count in matching"),
                                    ("directory", "Shown to mentees of the programme"),
                                    (
                                        "identity_statistics",
                                        "Answers about identity may be counted in fairness figures",
                                    ),
                                ],
                                max_length=40,
                                verbose_name="purpose",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=120, verbose_name="subject")),
                        ("version", models.CharField(max_length=20, verbose_name="version of the text")),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("person", "purpose", "subject"),
                                name="accounts_consent_one_standing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="erasures",
                                to="accounts.person",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked for")),
                        ("due_at", models.DateTimeField(verbose_name="to be carried out")),
                        (
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="carried out")),
                    ],
                    options={
                        "verbose_name": "erasure",
                        "verbose_name_plural": "erasures",
                        "ordering": ["-asked_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                                fields=["due_at"],
                                name="accounts_erasure_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                                fields=("person",),
                                name="accounts_erasure_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled_at__isnull", True), ("done_at__isnull", True), _connector="OR"
                                ),
                                name="accounts_erasure_one_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gte", models.F("asked_at"))),
                                name="accounts_erasure_grace",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("embeddings", "Reading goals and biographies"),
                                    ("ranking", "Ranking everybody of a programme"),
                                    ("run", "Matching a cohort"),
                                    ("publishing", "Publishing the pairs of a run"),
                                    ("import", "Importing people"),
                                    ("export", "Making a copy of somebody's data"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("subject_id", models.UUIDField(blank=True, null=True, verbose_name="about")),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="total")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="jobs",
                                to="accounts.person",
                                verbose_name="requested by",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                        (
                            "cancel_requested_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancel asked for"),
                        ),
                        ("lease_token", models.UUIDField(blank=True, null=True, verbose_name="lease")),
                        (
                            "lease_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="lease until"),
                        ),
                        ("result", models.JSONField(blank=True, default=dict, verbose_name="result")),
                        (
                            "failure",
                            models.CharField(blank=True, max_length=300, verbose_name="what went wrong"),
                        ),
                    ],
                    options={
                        "verbose_name": "job",
                        "verbose_name_plural": "jobs",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=("kind", "subject_id"),
                                name="accounts_job_one_open",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProfileLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("linkedin", "LinkedIn"),
                                    ("website", "Website"),
                                    ("github", "GitHub"),
                                    ("orcid", "ORCID"),
                                    ("other", "Another page"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("url", models.URLField(max_length=300, verbose_name="address")),
                    ],
                    options={
                        "verbose_name": "link",
                        "verbose_name_plural": "links",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "url"), name="accounts_profilelink_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Skill",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.SlugField(max_length=80, unique=True, verbose_name="key")),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="skills",
                                to="accounts.skillgroup",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("accepted", "In the vocabulary"),
                                    ("proposed", "Proposed"),
                                    ("declined", "Not taken up"),
                                ],
                                default="accepted",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proposed_skills",
                                to="accounts.person",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(blank=True, null=True, verbose_name="proposed")),
                    ],
                    options={
                        "verbose_name": "skill",
                        "verbose_name_plural": "skills",
                        "ordering": ["name"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["name"], name="accounts_skill_name_trgm", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("proposed_by__isnull", True),
                                    ("proposed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounts_skill_proposed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BoardAnswer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="accounts.boardquestion",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="board_answers",
                                to="accounts.person",
                            ),
                        ),
                        ("text", models.TextField(max_length=4000, verbose_name="your answer")),
                        ("answered_at", models.DateTimeField(verbose_name="answered")),
                        (
                            "thanked_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="By whoever asked the question.",
                                null=True,
                                verbose_name="thanked",
                            ),
                        ),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                        (
                            "removed_by",
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
                        "verbose_name": "answer of a community",
                        "verbose_name_plural": "answers of communities",
                        "ordering": ["answered_at"],
                        "indexes": [
                            models.Index(fields=["question", "answered_at"], name="accounts_boardanswer_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("removed_by__isnull", True),
                                    ("removed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounts_boardanswer_removed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="data_exports",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "job",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="data_export",
                                to="accounts.job",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked for")),
                        (
                            "path",
                            models.CharField(blank=True, max_length=200, verbose_name="place of the file"),
                        ),
                        ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes")),
                        (
                            "expires_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="there until"),
                        ),
                        (
                            "fetched_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken away"),
                        ),
                    ],
                    options={
                        "verbose_name": "copy of somebody's data",
                        "verbose_name_plural": "copies of people's data",
                        "ordering": ["-asked_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("path", ""), ("expires_at__isnull", False), _connector="OR"
                                ),
                                name="accounts_dataexport_expires",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SkillSynonym",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="synonyms",
                                to="accounts.skill",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(max_length=120, unique=True, verbose_name="normalised text"),
                        ),
                    ],
                    options={
                        "verbose_name": "synonym",
                        "verbose_name_plural": "synonyms",
                    },
                ),
                migrations.CreateModel(
                    name="BoardReport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="accounts.boardquestion",
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="accounts.boardanswer",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="board_reports",
                                to="accounts.person",
                                verbose_name="reported by",
                            ),
                        ),
                        ("reported_at", models.DateTimeField(verbose_name="reported")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("unkind", "It is unkind or hurtful"),
                                    ("private", "It tells private things about somebody"),
                                    ("advert", "It is advertising"),
                                    ("unsafe", "It makes me feel unsafe"),
                                    ("other", "Another reason"),
                                ],
                                max_length=12,
                                verbose_name="why",
                            ),
                        ),
                        (
                            "words",
                            models.TextField(blank=True, max_length=1000, verbose_name="more about it"),
                        ),
                        ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled")),
                        (
                            "handled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="handled by",
                            ),
                        ),
                        ("removed", models.BooleanField(blank=True, null=True, verbose_name="was removed")),
                    ],
                    options={
                        "verbose_name": "report about a board",
                        "verbose_name_plural": "reports about boards",
                        "ordering": ["-reported_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer__isnull", True), ("question__isnull", False)),
                                    models.Q(("answer__isnull", False), ("question__isnull", True)),
                                    _connector="OR",
                                ),
                                name="accounts_boardreport_of_one",
                            ),
                            models.UniqueConstraint(
                                fields=("question", "reported_by"), name="accounts_boardreport_question_once"
                            ),
                            models.UniqueConstraint(
                                fields=("answer", "reported_by"), name="accounts_boardreport_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("handled_by__isnull", True),
                                    ("handled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounts_boardreport_handled",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(PUT_UP, TAKE_DOWN),
    ]
