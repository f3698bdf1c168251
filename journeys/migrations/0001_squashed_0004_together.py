"""All tables of this app as they stood in November 2026, in one step (docs/developers/migrations.md)."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models

from notifications.migrations._together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("journeys", "0001_initial"),
        ("journeys", "0002_help_queue"),
        ("journeys", "0003_reminders"),
        ("journeys", "0004_together"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0007_audit_append_only"),
        ("matching", "0001_squashed_0005_together"),
        ("programmes", "0001_squashed_0007_readings_append_only"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meetings",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Times proposed"),
                                    ("agreed", "Agreed"),
                                    ("held", "Took place"),
                                    ("missed", "Did not take place"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="proposed",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(blank=True, max_length=200, verbose_name="what it is about"),
                        ),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="where")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(480),
                                ],
                                verbose_name="minutes",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                        ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="proposed by",
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed")),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="agreed by",
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
                                verbose_name="cancelled by",
                            ),
                        ),
                        ("cancel_note", models.CharField(blank=True, max_length=400, verbose_name="why")),
                        (
                            "said_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="said whether it took place"
                            ),
                        ),
                        (
                            "said_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="said by",
                            ),
                        ),
                        (
                            "sequence",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="invitations sent"
                            ),
                        ),
                        (
                            "alarm_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="The reminder before, then the question whether it took place. Empty: none comes.",
                                null=True,
                                verbose_name="next letter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "meeting",
                        "verbose_name_plural": "meetings",
                        "ordering": ["-starts_at", "-proposed_at"],
                        "indexes": [
                            models.Index(
                                fields=["mentorship", "state", "starts_at"], name="journeys_meeting_list"
                            ),
                            models.Index(
                                condition=models.Q(("alarm_at__isnull", False), ("state", "agreed")),
                                fields=["alarm_at"],
                                name="journeys_meeting_alarm",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["agreed", "held", "missed"]), _negated=True),
                                    ("starts_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_meeting_has_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed_by__isnull", True), ("agreed_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_meeting_agreed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled_by__isnull", True),
                                    ("cancelled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_meeting_cancelled_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("said_by__isnull", True), ("said_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_meeting_said_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cancelled"), ("cancelled_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "cancelled"), _negated=True),
                                        ("cancelled_at__isnull", True),
                                        ("cancelled_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_meeting_cancelled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["held", "missed"]), ("said_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state__in", ["held", "missed"]), _negated=True),
                                        ("said_at__isnull", True),
                                        ("said_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_meeting_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairGoal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="goals",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="programmes.goal",
                            ),
                        ),
                        ("text", models.CharField(max_length=400, verbose_name="what you want to achieve")),
                        (
                            "measure",
                            models.CharField(
                                blank=True, max_length=400, verbose_name="how you will both tell"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                        ("private", models.BooleanField(default=False, verbose_name="for your eyes alone")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("reached", "Reached"), ("dropped", "Dropped")],
                                default="open",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "progress",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="progress",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="added")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="added by",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                        (
                            "settled_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Set: the questions about it were put aside.",
                                null=True,
                                verbose_name="good as it is",
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
                                verbose_name="closed by",
                            ),
                        ),
                        (
                            "drop_reason",
                            models.CharField(blank=True, max_length=400, verbose_name="why it was dropped"),
                        ),
                        (
                            "skills",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="accounts.skill", verbose_name="skills"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "goal",
                        "verbose_name_plural": "goals",
                        "ordering": ["mentorship", "created_at"],
                        "indexes": [
                            models.Index(fields=["mentorship", "state"], name="journeys_pairgoal_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)), name="journeys_pairgoal_progress"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_pairgoal_closed_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True),
                                        ("closed_by__isnull", True),
                                        ("state", "open"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("closed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_pairgoal_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "dropped"), _negated=True),
                                    models.Q(("drop_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="journeys_pairgoal_dropped",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckIn",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="check_ins",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="check_ins",
                                to="accounts.person",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "Planned"),
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                    ("skipped", "Not asked"),
                                ],
                                default="scheduled",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        (
                            "skip_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("site_down", "The site did not run"),
                                    ("no_hour", "There was no hour in which we may write"),
                                ],
                                max_length=12,
                                verbose_name="why nobody was asked",
                            ),
                        ),
                        (
                            "remind_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Empty: no further letter comes.",
                                null=True,
                                verbose_name="next letter",
                            ),
                        ),
                        ("snoozed_at", models.DateTimeField(blank=True, null=True, verbose_name="put off")),
                        (
                            "reminders",
                            models.PositiveSmallIntegerField(default=0, verbose_name="further letters"),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("met", models.BooleanField(blank=True, null=True, verbose_name="did you meet?")),
                        (
                            "pulse",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="how is it going?",
                            ),
                        ),
                        (
                            "confidence",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="how confident do you feel about your goal?",
                            ),
                        ),
                        (
                            "blocker",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="anything in the way?"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check-in",
                        "verbose_name_plural": "check-ins",
                        "ordering": ["-due_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "scheduled")),
                                fields=["due_at"],
                                name="journeys_checkin_due",
                            ),
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False), ("state", "due")),
                                fields=["remind_at"],
                                name="journeys_checkin_remind",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person", "number"), name="journeys_checkin_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "scheduled")),
                                fields=("mentorship", "person"),
                                name="journeys_checkin_one_planned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pulse__isnull", True),
                                    models.Q(("pulse__gte", 1), ("pulse__lte", 5)),
                                    _connector="OR",
                                ),
                                name="journeys_checkin_pulse",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confidence__isnull", True),
                                    models.Q(("confidence__gte", 1), ("confidence__lte", 5)),
                                    _connector="OR",
                                ),
                                name="journeys_checkin_confidence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "answered"), _negated=True),
                                    models.Q(("answered_at__isnull", False), ("met__isnull", False)),
                                    _connector="OR",
                                ),
                                name="journeys_checkin_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "skipped"), models.Q(("skip_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "skipped"), _negated=True), ("skip_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_checkin_skipped",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agreements",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="version",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("signed", "Signed by both"),
                                    ("changed", "Changed before it was signed"),
                                    ("withdrawn", "Taken back"),
                                    ("replaced", "Replaced by a later one"),
                                ],
                                default="proposed",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "goals",
                            models.TextField(
                                help_text="One goal a line.", max_length=2000, verbose_name="what we work on"
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
                                max_length=12,
                                verbose_name="how often we meet",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(480),
                                ],
                                verbose_name="minutes a meeting",
                            ),
                        ),
                        ("channel", models.CharField(max_length=300, verbose_name="where we meet")),
                        (
                            "between",
                            models.TextField(blank=True, max_length=1000, verbose_name="between meetings"),
                        ),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "mentee_expects",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what the mentee expects"
                            ),
                        ),
                        (
                            "mentor_expects",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what the mentor expects"
                            ),
                        ),
                        (
                            "confidentiality",
                            models.TextField(max_length=2000, verbose_name="what stays between us"),
                        ),
                        (
                            "if_it_fails",
                            models.TextField(
                                max_length=2000, verbose_name="what we do when it does not work"
                            ),
                        ),
                        (
                            "message",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="a word to the other one"
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agreements_proposed",
                                to="accounts.person",
                                verbose_name="proposed by",
                            ),
                        ),
                        (
                            "signed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="in force since"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="over since")),
                        (
                            "remind_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Empty: the other one was reminded, or need not be.",
                                null=True,
                                verbose_name="reminder",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "working agreement",
                        "verbose_name_plural": "working agreements",
                        "ordering": ["mentorship", "-version"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False), ("state", "proposed")),
                                fields=["remind_at"],
                                name="journeys_agreement_remind",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "version"), name="journeys_agreement_version"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("mentorship",),
                                name="journeys_agreement_one_proposed",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "signed")),
                                fields=("mentorship",),
                                name="journeys_agreement_one_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("signed_at__isnull", False), ("state__in", ["signed", "replaced"])
                                    ),
                                    models.Q(
                                        ("signed_at__isnull", True),
                                        ("state__in", ["proposed", "changed", "withdrawn"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_agreement_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True), ("state__in", ["proposed", "signed"])
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("state__in", ["changed", "withdrawn", "replaced"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_agreement_closed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assessments",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assessments",
                                to="accounts.person",
                                verbose_name="seen by",
                            ),
                        ),
                        (
                            "point",
                            models.CharField(
                                choices=[
                                    ("start", "At the start"),
                                    ("middle", "In the middle"),
                                    ("end", "At the end"),
                                ],
                                max_length=8,
                                verbose_name="when",
                            ),
                        ),
                        ("taken_at", models.DateTimeField(verbose_name="taken")),
                    ],
                    options={
                        "verbose_name": "self-assessment",
                        "verbose_name_plural": "self-assessments",
                        "ordering": ["taken_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person", "point"), name="journeys_assessment_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CadenceProposal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cadence_proposals",
                                to="matching.mentorship",
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
                                max_length=12,
                                verbose_name="check-ins",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cadence_proposals",
                                to="accounts.person",
                            ),
                        ),
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
                        ("agreed", models.BooleanField(blank=True, null=True, verbose_name="agreed")),
                    ],
                    options={
                        "verbose_name": "proposed cadence",
                        "verbose_name_plural": "proposed cadences",
                        "ordering": ["-proposed_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=("mentorship",),
                                name="journeys_cadenceproposal_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by__isnull", True),
                                    ("answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_cadenceproposal_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed__isnull", True), ("answered_at__isnull", True)),
                                    models.Q(("agreed__isnull", False), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="journeys_cadenceproposal_agreed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_feed",
                                to="accounts.person",
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                    ],
                    options={
                        "verbose_name": "calendar address",
                        "verbose_name_plural": "calendar addresses",
                    },
                ),
                migrations.CreateModel(
                    name="ClosingAnswer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closing_answers",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closing_answers",
                                to="accounts.person",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "remind_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Empty: none comes any more.",
                                null=True,
                                verbose_name="next reminder",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "end_note",
                            models.TextField(
                                blank=True,
                                help_text="What whoever ended it wants the organisers to know.",
                                max_length=1000,
                                verbose_name="words for the organisers",
                            ),
                        ),
                        (
                            "worth",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="was it worth your time?",
                            ),
                        ),
                        (
                            "again",
                            models.BooleanField(blank=True, null=True, verbose_name="would you do it again?"),
                        ),
                        (
                            "takes_along",
                            models.TextField(blank=True, max_length=2000, verbose_name="what you take along"),
                        ),
                        (
                            "takes_along_shared",
                            models.BooleanField(
                                default=False, verbose_name="the organisers may read what I take along"
                            ),
                        ),
                        (
                            "better",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="what the programme could do better"
                            ),
                        ),
                        ("better_named", models.BooleanField(default=False, verbose_name="with my name")),
                        ("in_touch", models.BooleanField(default=False, verbose_name="stay in touch")),
                    ],
                    options={
                        "verbose_name": "closing answer",
                        "verbose_name_plural": "closing answers",
                        "ordering": ["-asked_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False)),
                                fields=["remind_at"],
                                name="journeys_closinganswer_remind",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person"), name="journeys_closinganswer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("worth__isnull", True),
                                    models.Q(("worth__gte", 1), ("worth__lte", 5)),
                                    _connector="OR",
                                ),
                                name="journeys_closinganswer_worth",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback_given",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "point",
                            models.CharField(
                                choices=[
                                    ("any_time", "In between"),
                                    ("first_month", "After a month"),
                                    ("half_way", "Half-way"),
                                    ("end", "At the end"),
                                ],
                                default="any_time",
                                max_length=12,
                                verbose_name="when",
                            ),
                        ),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                        ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                        (
                            "strengths",
                            models.TextField(blank=True, max_length=2000, verbose_name="what you do well"),
                        ),
                        (
                            "work_on",
                            models.TextField(blank=True, max_length=2000, verbose_name="what to work on"),
                        ),
                        (
                            "would_help",
                            models.TextField(blank=True, max_length=2000, verbose_name="what would help"),
                        ),
                        (
                            "readers",
                            models.CharField(
                                choices=[
                                    ("pair", "The two of you"),
                                    ("organisers", "The two of you and the organisers"),
                                ],
                                default="pair",
                                max_length=12,
                                verbose_name="who reads it",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "feedback",
                        "verbose_name_plural": "feedback",
                        "ordering": ["-given_at"],
                        "indexes": [
                            models.Index(fields=["mentorship", "-given_at"], name="journeys_feedback_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("strengths", ""), ("work_on", ""), ("would_help", ""), _negated=True
                                ),
                                name="journeys_feedback_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackWish",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback_wishes",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feedback_wishes",
                                to="accounts.person",
                                verbose_name="asked by",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "question",
                            models.CharField(
                                blank=True, max_length=400, verbose_name="what you would like to hear about"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                    ],
                    options={
                        "verbose_name": "wish for feedback",
                        "verbose_name_plural": "wishes for feedback",
                        "ordering": ["-asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=("mentorship", "asked_by"),
                                name="journeys_feedbackwish_one_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpAction",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="help_actions",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("asked", "Somebody asked for help"),
                                    ("no_first_meeting", "No first meeting yet"),
                                    ("idle", "Nothing happened for a while"),
                                    ("missed_check_ins", "Check-ins were missed"),
                                    ("low_pulse", "It goes less well"),
                                    ("no_agreement", "No signed agreement yet"),
                                ],
                                max_length=20,
                                verbose_name="rule",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("nudge", "Reminded both"),
                                    ("message", "Wrote to them"),
                                    ("pause", "Paused the mentorship"),
                                    ("resume", "Took the mentorship up again"),
                                    ("rematch", "Ended it and looks for another mentor"),
                                    ("end", "Ended the mentorship"),
                                    ("leave", "Looked at it and left it"),
                                ],
                                max_length=12,
                                verbose_name="action",
                            ),
                        ),
                        ("evidence", models.JSONField(blank=True, default=dict, verbose_name="evidence")),
                        ("message", models.TextField(blank=True, max_length=2000, verbose_name="message")),
                        ("taken_at", models.DateTimeField(verbose_name="taken")),
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
                        (
                            "returns_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="looked at again"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "Not known yet"),
                                    ("better", "It goes better"),
                                    ("same", "It goes on as before"),
                                    ("over", "The mentorship is over"),
                                    ("mistaken", "There was nothing to help with"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "outcome_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="outcome noted"),
                        ),
                    ],
                    options={
                        "verbose_name": "help given",
                        "verbose_name_plural": "help given",
                        "ordering": ["-taken_at"],
                        "indexes": [
                            models.Index(
                                fields=["mentorship", "rule", "-taken_at"], name="journeys_helpaction_last"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpRequest",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="help_requests",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="help_requests",
                                to="accounts.person",
                                verbose_name="asked by",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "message",
                            models.TextField(blank=True, max_length=2000, verbose_name="what would help"),
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
                    ],
                    options={
                        "verbose_name": "call for help",
                        "verbose_name_plural": "calls for help",
                        "ordering": ["-asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("handled_at__isnull", True)),
                                fields=("mentorship", "asked_by"),
                                name="journeys_helprequest_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("handled_by__isnull", True),
                                    ("handled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_helprequest_handled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HelpRule",
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
                                related_name="help_rules",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                choices=[
                                    ("asked", "Somebody asked for help"),
                                    ("no_first_meeting", "No first meeting yet"),
                                    ("idle", "Nothing happened for a while"),
                                    ("missed_check_ins", "Check-ins were missed"),
                                    ("low_pulse", "It goes less well"),
                                    ("no_agreement", "No signed agreement yet"),
                                ],
                                max_length=20,
                                verbose_name="rule",
                            ),
                        ),
                        ("enabled", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "threshold",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(365),
                                ],
                                verbose_name="from",
                            ),
                        ),
                        ("since", models.DateTimeField(blank=True, null=True, verbose_name="in use since")),
                    ],
                    options={
                        "verbose_name": "rule for help",
                        "verbose_name_plural": "rules for help",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "key"), name="journeys_helprule_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Introduction",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="introductions",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Waiting for a yes from both"),
                                    ("shared", "Introduced"),
                                    ("closed", "Did not come about"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="offered",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "offered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="introductions_offered",
                                to="accounts.person",
                                verbose_name="offered by",
                            ),
                        ),
                        ("offered_at", models.DateTimeField(verbose_name="offered")),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="introductions_as_contact",
                                to="accounts.person",
                                verbose_name="to whom",
                            ),
                        ),
                        ("contact_name", models.CharField(max_length=120, verbose_name="their name")),
                        (
                            "contact_email",
                            models.EmailField(max_length=254, verbose_name="their e-mail address"),
                        ),
                        ("contact_about", models.CharField(max_length=300, verbose_name="who they are")),
                        ("reason", models.TextField(max_length=1000, verbose_name="why the two should talk")),
                        (
                            "introduced_about",
                            models.CharField(
                                blank=True,
                                max_length=400,
                                verbose_name="what the contact reads about the one who is introduced",
                            ),
                        ),
                        ("expires_at", models.DateTimeField(verbose_name="open until")),
                        (
                            "introduced_said_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="answered by the one who is introduced"
                            ),
                        ),
                        (
                            "introduced_agrees",
                            models.BooleanField(
                                blank=True, null=True, verbose_name="the one who is introduced agrees"
                            ),
                        ),
                        (
                            "contact_said_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="answered by the contact"
                            ),
                        ),
                        (
                            "contact_agrees",
                            models.BooleanField(blank=True, null=True, verbose_name="the contact agrees"),
                        ),
                        (
                            "remind_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="next letter"),
                        ),
                        ("shared_at", models.DateTimeField(blank=True, null=True, verbose_name="introduced")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("spoke", "They spoke"),
                                    ("goes_on", "They stay in touch"),
                                    ("nothing", "Nothing came of it yet"),
                                ],
                                max_length=12,
                                verbose_name="what came of it",
                            ),
                        ),
                        (
                            "outcome_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="said what came of it"),
                        ),
                    ],
                    options={
                        "verbose_name": "introduction",
                        "verbose_name_plural": "introductions",
                        "ordering": ["-offered_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False)),
                                fields=["remind_at"],
                                name="journeys_introduction_remind",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "shared"), _negated=True),
                                    models.Q(
                                        ("contact_agrees", True),
                                        ("introduced_agrees", True),
                                        ("shared_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_introduction_both_agree",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("introduced_agrees__isnull", True),
                                    ("introduced_said_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_introduction_introduced_said",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contact_agrees__isnull", True),
                                    ("contact_said_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_introduction_contact_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="accounts.person",
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="message")),
                        ("sent_at", models.DateTimeField(verbose_name="sent")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ["sent_at"],
                        "indexes": [
                            models.Index(fields=["mentorship", "-sent_at"], name="journeys_message_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", True), models.Q(("text", ""), _negated=True)
                                    ),
                                    models.Q(("text", ""), ("withdrawn_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="journeys_message_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairResource",
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
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shelf",
                                to="matching.mentorship",
                            ),
                        ),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
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
                        "verbose_name": "resource of a pair",
                        "verbose_name_plural": "resources of pairs",
                        "ordering": ["-added_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("removed_at__isnull", False)),
                                fields=["removed_at"],
                                name="journeys_pairresource_removed",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(models.Q(("url", ""), _negated=True), ("file", "")),
                                    models.Q(("url", ""), models.Q(("file", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="journeys_pairresource_link_or_file",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "point",
                            models.CharField(
                                choices=[
                                    ("first_month", "After a month"),
                                    ("half_way", "Half-way"),
                                    ("before_end", "Before the end"),
                                ],
                                max_length=12,
                                verbose_name="when",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                ],
                                default="due",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        (
                            "remind_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="next letter"),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "choice",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("continue", "Go on as we are"),
                                    ("adjust", "Adjust the goals or the cadence"),
                                    ("need_help", "I need help"),
                                    ("finish", "Finish"),
                                ],
                                max_length=12,
                                verbose_name="how to go on",
                            ),
                        ),
                        (
                            "open_choice",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("continue", "Go on as we are"),
                                    ("adjust", "Adjust the goals or the cadence"),
                                    ("need_help", "I need help"),
                                    ("finish", "Finish"),
                                ],
                                max_length=12,
                                verbose_name="how to go on, as the other one reads it",
                            ),
                        ),
                        (
                            "goes_well",
                            models.TextField(blank=True, max_length=2000, verbose_name="what goes well"),
                        ),
                        (
                            "to_change",
                            models.TextField(blank=True, max_length=2000, verbose_name="what should change"),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                        "ordering": ["-due_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False), ("state", "due")),
                                fields=["remind_at"],
                                name="journeys_review_remind",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person", "point"), name="journeys_review_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("state", "answered"),
                                        models.Q(("choice", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "answered"), _negated=True),
                                        ("answered_at__isnull", True),
                                        ("choice", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_review_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("choice", ""), ("open_choice", "")),
                                    models.Q(
                                        ("choice", models.F("open_choice")),
                                        models.Q(("choice__in", ["", "need_help"]), _negated=True),
                                    ),
                                    models.Q(
                                        ("choice", "need_help"),
                                        ("open_choice__in", ["continue", "adjust", "finish"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="journeys_review_open_choice",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewLook",
                    fields=[
                        (
                            "mentorship",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="review_look",
                                serialize=False,
                                to="matching.mentorship",
                            ),
                        ),
                        ("look_at", models.DateTimeField(db_index=True, verbose_name="next look")),
                    ],
                    options={
                        "verbose_name": "look for reviews",
                        "verbose_name_plural": "looks for reviews",
                    },
                ),
                migrations.CreateModel(
                    name="SharedAssessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shared_assessments",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(verbose_name="agreed")),
                    ],
                    options={
                        "verbose_name": "consent to compare skills",
                        "verbose_name_plural": "consents to compare skills",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person"), name="journeys_sharedassessment_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SharedTrend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shared_trends",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(verbose_name="agreed")),
                    ],
                    options={
                        "verbose_name": "consent to share how it goes",
                        "verbose_name_plural": "consents to share how it goes",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentorship", "person"), name="journeys_sharedtrend_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.meeting",
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
                                    ("proposed", "Times proposed"),
                                    ("agreed", "Agreed"),
                                    ("held", "Took place"),
                                    ("missed", "Did not take place"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Times proposed"),
                                    ("agreed", "Agreed"),
                                    ("held", "Took place"),
                                    ("missed", "Did not take place"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "meeting's history",
                        "verbose_name_plural": "meetings' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingNote",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="notes",
                                to="journeys.meeting",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meeting_notes",
                                to="accounts.person",
                            ),
                        ),
                        ("text", models.TextField(max_length=8000, verbose_name="note")),
                        (
                            "shared",
                            models.BooleanField(default=False, verbose_name="shared with the other one"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                    ],
                    options={
                        "verbose_name": "note",
                        "verbose_name_plural": "notes",
                        "ordering": ["-written_at"],
                        "indexes": [
                            models.Index(
                                fields=["mentorship", "-written_at"], name="journeys_meetingnote_list"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedTime",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="times",
                                to="journeys.meeting",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="starts")),
                        ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="proposed by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposed time",
                        "verbose_name_plural": "proposed times",
                        "ordering": ["starts_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "starts_at"), name="journeys_proposedtime_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="actions",
                                to="journeys.pairgoal",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="actions",
                                to="journeys.meeting",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="what to do")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="accounts.person",
                                verbose_name="who does it",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                        ("private", models.BooleanField(default=False, verbose_name="for your eyes alone")),
                        ("created_at", models.DateTimeField(verbose_name="added")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="added by",
                            ),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="done by",
                            ),
                        ),
                        ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="dropped")),
                        (
                            "reminded_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Set: no letter names it as due any more.",
                                null=True,
                                verbose_name="reminded",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "action",
                        "verbose_name_plural": "actions",
                        "ordering": ["mentorship", "created_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                                fields=["mentorship", "due_on"],
                                name="journeys_action_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("done_at__isnull", True),
                                    ("dropped_at__isnull", True),
                                    ("due_on__isnull", False),
                                    ("reminded_at__isnull", True),
                                ),
                                fields=["due_on"],
                                name="journeys_action_to_remind",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_by__isnull", True), ("done_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_action_done",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                                ),
                                name="journeys_action_done_or_dropped",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GoalUpdate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="updates",
                                to="journeys.pairgoal",
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
                            "progress",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="progress",
                            ),
                        ),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "news of a goal",
                        "verbose_name_plural": "news of goals",
                        "ordering": ["-at"],
                        "indexes": [models.Index(fields=["goal", "-at"], name="journeys_goalupdate_list")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)),
                                name="journeys_goalupdate_progress",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="journeys.pairgoal",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="milestone")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        ("created_at", models.DateTimeField(verbose_name="added")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="done by",
                            ),
                        ),
                        ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                    ],
                    options={
                        "verbose_name": "milestone",
                        "verbose_name_plural": "milestones",
                        "ordering": ["goal", "position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_by__isnull", True), ("done_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_milestone_done",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairGoalEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.pairgoal",
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
                                choices=[("open", "Open"), ("reached", "Reached"), ("dropped", "Dropped")],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[("open", "Open"), ("reached", "Reached"), ("dropped", "Dropped")],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "goal's history",
                        "verbose_name_plural": "goals' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Thanks",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thanks",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thanks_given",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="thanks_received",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="thanks",
                                to="journeys.pairgoal",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="thanks",
                                to="journeys.meeting",
                            ),
                        ),
                        (
                            "advice",
                            models.CharField(blank=True, max_length=200, verbose_name="for which advice"),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="your thanks")),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                        (
                            "author_shares_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="author: others may read it"
                            ),
                        ),
                        (
                            "recipient_shares_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="recipient: others may read it"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "thank-you note",
                        "verbose_name_plural": "thank-you notes",
                        "ordering": ["-given_at"],
                        "indexes": [
                            models.Index(fields=["recipient", "-given_at"], name="journeys_thanks_received")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("author", models.F("recipient")), _negated=True),
                                name="journeys_thanks_two_people",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentorship",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="matching.mentorship",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="agenda",
                                to="journeys.meeting",
                            ),
                        ),
                        (
                            "check_in",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="agenda_item",
                                to="journeys.checkin",
                            ),
                        ),
                        ("text", models.CharField(max_length=400, verbose_name="what to talk about")),
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
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="talked about")),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="ticked by",
                            ),
                        ),
                        (
                            "not_before",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="not at a meeting before"
                            ),
                        ),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off")),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="taken off by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic",
                        "verbose_name_plural": "topics",
                        "ordering": ["added_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_by__isnull", True), ("done_at__isnull", False), _connector="OR"
                                ),
                                name="journeys_agendaitem_done",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("removed_by__isnull", True),
                                    ("removed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="journeys_agendaitem_removed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckInEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "check_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.checkin",
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
                                    ("scheduled", "Planned"),
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                    ("skipped", "Not asked"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "Planned"),
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                    ("skipped", "Not asked"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check-in's history",
                        "verbose_name_plural": "check-ins' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.agreement",
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
                                    ("proposed", "Proposed"),
                                    ("signed", "Signed by both"),
                                    ("changed", "Changed before it was signed"),
                                    ("withdrawn", "Taken back"),
                                    ("replaced", "Replaced by a later one"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("signed", "Signed by both"),
                                    ("changed", "Changed before it was signed"),
                                    ("withdrawn", "Taken back"),
                                    ("replaced", "Replaced by a later one"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "working agreement's history",
                        "verbose_name_plural": "working agreements' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="journeys.agreement",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="accounts.person",
                            ),
                        ),
                        ("signed_at", models.DateTimeField(verbose_name="signed")),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["signed_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "person"), name="journeys_signature_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessedSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skills",
                                to="journeys.assessment",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                                verbose_name="level",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skill assessed",
                        "verbose_name_plural": "skills assessed",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "skill"), name="journeys_assessedskill_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntroductionEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "introduction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.introduction",
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
                                    ("offered", "Waiting for a yes from both"),
                                    ("shared", "Introduced"),
                                    ("closed", "Did not come about"),
                                    ("withdrawn", "Taken back"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("offered", "Waiting for a yes from both"),
                                    ("shared", "Introduced"),
                                    ("closed", "Did not come about"),
                                    ("withdrawn", "Taken back"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "introduction's history",
                        "verbose_name_plural": "introductions' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="journeys.review",
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
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("due", "Waiting for your answer"),
                                    ("answered", "Answered"),
                                    ("missed", "Not answered"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review's history",
                        "verbose_name_plural": "reviews' history",
                        "ordering": ["at", "id"],
                    },
                ),
            ],
        ),
    ]
