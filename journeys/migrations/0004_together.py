import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_together"),
        ("journeys", "0003_reminders"),
        ("matching", "0005_together"),
        ("programmes", "0005_together"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="version"
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
                ("between", models.TextField(blank=True, max_length=1000, verbose_name="between meetings")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "mentee_expects",
                    models.TextField(blank=True, max_length=2000, verbose_name="what the mentee expects"),
                ),
                (
                    "mentor_expects",
                    models.TextField(blank=True, max_length=2000, verbose_name="what the mentor expects"),
                ),
                ("confidentiality", models.TextField(max_length=2000, verbose_name="what stays between us")),
                (
                    "if_it_fails",
                    models.TextField(max_length=2000, verbose_name="what we do when it does not work"),
                ),
                (
                    "message",
                    models.TextField(blank=True, max_length=1000, verbose_name="a word to the other one"),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
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
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="matching.mentorship",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements_proposed",
                        to="accounts.person",
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "working agreement",
                "verbose_name_plural": "working agreements",
                "ordering": ["mentorship", "-version"],
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
                            models.Q(("signed_at__isnull", False), ("state__in", ["signed", "replaced"])),
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
                            models.Q(("closed_at__isnull", True), ("state__in", ["proposed", "signed"])),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state__in", ["changed", "withdrawn", "replaced"]),
                            ),
                            _connector="OR",
                        ),
                        name="journeys_agreement_closed",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("remind_at__isnull", False), ("state", "proposed")),
                        fields=["remind_at"],
                        name="journeys_agreement_remind",
                    )
                ],
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
                ("at", models.DateTimeField(verbose_name="when")),
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
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="journeys.agreement",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "working agreement's history",
                "verbose_name_plural": "working agreements' history",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
            name="AssessedSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "New to me"), (1, "Basic"), (2, "Able"), (3, "Strong"), (4, "Expert")],
                        verbose_name="level",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.skill"
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
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to="accounts.person",
                    ),
                ),
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
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("again", models.BooleanField(blank=True, null=True, verbose_name="would you do it again?")),
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
            ],
            options={
                "verbose_name": "closing answer",
                "verbose_name_plural": "closing answers",
                "ordering": ["-asked_at"],
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("remind_at__isnull", False)),
                        fields=["remind_at"],
                        name="journeys_closinganswer_remind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("strengths", models.TextField(blank=True, max_length=2000, verbose_name="what you do well")),
                ("work_on", models.TextField(blank=True, max_length=2000, verbose_name="what to work on")),
                ("would_help", models.TextField(blank=True, max_length=2000, verbose_name="what would help")),
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
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_given",
                        to="accounts.person",
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
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "ordering": ["-given_at"],
                "indexes": [models.Index(fields=["mentorship", "-given_at"], name="journeys_feedback_list")],
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
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "question",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="what you would like to hear about"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_wishes",
                        to="accounts.person",
                        verbose_name="asked by",
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
            name="Introduction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("offered_at", models.DateTimeField(verbose_name="offered")),
                ("contact_name", models.CharField(max_length=120, verbose_name="their name")),
                ("contact_email", models.EmailField(max_length=254, verbose_name="their e-mail address")),
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
                    models.DateTimeField(blank=True, null=True, verbose_name="answered by the contact"),
                ),
                (
                    "contact_agrees",
                    models.BooleanField(blank=True, null=True, verbose_name="the contact agrees"),
                ),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="next letter")),
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
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions",
                        to="matching.mentorship",
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
            name="IntroductionEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
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
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="journeys.introduction",
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
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("topic", models.CharField(blank=True, max_length=200, verbose_name="what it is about")),
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
                ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled")),
                ("cancel_note", models.CharField(blank=True, max_length=400, verbose_name="why")),
                (
                    "said_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="said whether it took place"),
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
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="matching.mentorship",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ["-starts_at", "-proposed_at"],
                "indexes": [
                    models.Index(fields=["mentorship", "state", "starts_at"], name="journeys_meeting_list"),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_by__isnull", True), ("cancelled_at__isnull", False), _connector="OR"
                        ),
                        name="journeys_meeting_cancelled_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("said_by__isnull", True), ("said_at__isnull", False), _connector="OR"
                        ),
                        name="journeys_meeting_said_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.CharField(max_length=400, verbose_name="what to talk about")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="talked about")),
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
                    "check_in",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="agenda_item",
                        to="journeys.checkin",
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(blank=True, null=True, verbose_name="not at a meeting before"),
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
                            ("removed_by__isnull", True), ("removed_at__isnull", False), _connector="OR"
                        ),
                        name="journeys_agendaitem_removed",
                    ),
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
                ("at", models.DateTimeField(verbose_name="when")),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="journeys.meeting",
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
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="note")),
                ("shared", models.BooleanField(default=False, verbose_name="shared with the other one")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_notes",
                        to="accounts.person",
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
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="matching.mentorship",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-written_at"],
                "indexes": [
                    models.Index(fields=["mentorship", "-written_at"], name="journeys_meetingnote_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="message")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="accounts.person",
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
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["sent_at"],
                "indexes": [models.Index(fields=["mentorship", "-sent_at"], name="journeys_message_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), models.Q(("text", ""), _negated=True)),
                            models.Q(("text", ""), ("withdrawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="journeys_message_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PairGoal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.CharField(max_length=400, verbose_name="what you want to achieve")),
                (
                    "measure",
                    models.CharField(blank=True, max_length=400, verbose_name="how you will both tell"),
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
                    "drop_reason",
                    models.CharField(blank=True, max_length=400, verbose_name="why it was dropped"),
                ),
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
                "indexes": [models.Index(fields=["mentorship", "state"], name="journeys_pairgoal_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="journeys_pairgoal_progress"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("closed_by__isnull", True), ("state", "open")
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="journeys_pairgoal_closed_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.CharField(max_length=200, verbose_name="milestone")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("created_at", models.DateTimeField(verbose_name="added")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
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
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="journeys.pairgoal",
                    ),
                ),
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
            name="GoalUpdate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "progress",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)], verbose_name="progress"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
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
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="journeys.pairgoal",
                    ),
                ),
            ],
            options={
                "verbose_name": "news of a goal",
                "verbose_name_plural": "news of goals",
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["goal", "-at"], name="journeys_goalupdate_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="journeys_goalupdate_progress"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what to do")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("private", models.BooleanField(default=False, verbose_name="for your eyes alone")),
                ("created_at", models.DateTimeField(verbose_name="added")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
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
                (
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="matching.mentorship",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="accounts.person",
                        verbose_name="who does it",
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
            name="PairGoalEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
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
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="journeys.pairgoal",
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
            name="PairResource",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("about", models.CharField(blank=True, max_length=400, verbose_name="what it is good for")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to="shelf/", verbose_name="file"),
                ),
                ("file_name", models.CharField(blank=True, max_length=160, verbose_name="name of the file")),
                ("file_type", models.CharField(blank=True, max_length=100, verbose_name="type of the file")),
                ("file_size", models.PositiveIntegerField(blank=True, null=True, verbose_name="bytes")),
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
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
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
                (
                    "skills",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="accounts.skill", verbose_name="for which skills"
                    ),
                ),
            ],
            options={
                "verbose_name": "resource of a pair",
                "verbose_name_plural": "resources of pairs",
                "ordering": ["-added_at"],
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at__isnull", False)),
                        fields=["removed_at"],
                        name="journeys_pairresource_removed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedTime",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="journeys.meeting",
                    ),
                ),
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
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="next letter")),
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
                ("goes_well", models.TextField(blank=True, max_length=2000, verbose_name="what goes well")),
                (
                    "to_change",
                    models.TextField(blank=True, max_length=2000, verbose_name="what should change"),
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
                                ("choice", "need_help"), ("open_choice__in", ["continue", "adjust", "finish"])
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
        # Mentorships that go on already are looked at once; every later one is when it begins.
        migrations.RunSQL(
            sql="INSERT INTO journeys_reviewlook (mentorship_id, look_at) SELECT id, now() FROM matching_mentorship WHERE state = 'active'",
            reverse_sql="",
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
                ("at", models.DateTimeField(verbose_name="when")),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="journeys.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "review's history",
                "verbose_name_plural": "reviews' history",
                "ordering": ["at", "id"],
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
                ("agreed_at", models.DateTimeField(verbose_name="agreed")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.person"
                    ),
                ),
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
                ("agreed_at", models.DateTimeField(verbose_name="agreed")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to share how it goes",
                "verbose_name_plural": "consents to share how it goes",
                "constraints": [
                    models.UniqueConstraint(fields=("mentorship", "person"), name="journeys_sharedtrend_once")
                ],
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
                ("signed_at", models.DateTimeField(verbose_name="signed")),
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
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["signed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "person"), name="journeys_signature_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("advice", models.CharField(blank=True, max_length=200, verbose_name="for which advice")),
                ("text", models.TextField(max_length=1000, verbose_name="your thanks")),
                ("given_at", models.DateTimeField(verbose_name="given")),
                (
                    "author_shares_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="author: others may read it"),
                ),
                (
                    "recipient_shares_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="recipient: others may read it"),
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
                    "mentorship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thanks",
                        to="matching.mentorship",
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
            ],
            options={
                "verbose_name": "thank-you note",
                "verbose_name_plural": "thank-you notes",
                "ordering": ["-given_at"],
                "indexes": [models.Index(fields=["recipient", "-given_at"], name="journeys_thanks_received")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("recipient")), _negated=True),
                        name="journeys_thanks_two_people",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="helpaction",
            name="rule",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="helprule",
            name="key",
            field=models.CharField(
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
    ]
