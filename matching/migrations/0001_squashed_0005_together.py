"""All tables of this app as they stood in November 2026, in one step (docs/developers/migrations.md)."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models

from notifications.migrations._together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("matching", "0001_initial"),
        ("matching", "0002_rankings"),
        ("matching", "0003_runs"),
        ("matching", "0004_reminders"),
        ("matching", "0005_together"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0007_audit_append_only"),
        ("programmes", "0001_squashed_0007_readings_append_only"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Criterion",
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
                                related_name="criteria",
                                to="programmes.programme",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("coverage", "Skills wanted against expertise"),
                                    ("text", "Goals against biography"),
                                    ("overlap", "What both named"),
                                    ("same", "The same on both sides"),
                                    ("different", "Different on both sides"),
                                    ("gap", "Steps on a ladder"),
                                    ("hours", "Common hours a week"),
                                    ("network", "A network in common"),
                                    ("language", "A language in common"),
                                    ("bias", "A number a mentor"),
                                    ("prefer", "What the two said privately of each other"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[("score", "Counts towards the score"), ("rule", "Must hold")],
                                default="score",
                                max_length=6,
                                verbose_name="use",
                            ),
                        ),
                        ("label", models.CharField(max_length=120, verbose_name="label")),
                        (
                            "weight",
                            models.FloatField(
                                default=1.0,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        ("minimum", models.FloatField(default=0.0, verbose_name="least value of a rule")),
                        ("strict", models.BooleanField(default=False, verbose_name="unknown does not pass")),
                        (
                            "mentee_field",
                            models.CharField(blank=True, max_length=80, verbose_name="mentee's side"),
                        ),
                        (
                            "mentor_field",
                            models.CharField(blank=True, max_length=80, verbose_name="mentor's side"),
                        ),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                        (
                            "explanation",
                            models.CharField(
                                blank=True,
                                help_text="Said instead of the usual sentence. Empty: the usual one.",
                                max_length=200,
                                verbose_name="words of its own",
                            ),
                        ),
                        ("identity", models.BooleanField(default=False, verbose_name="about identity")),
                        ("enabled", models.BooleanField(default=True, verbose_name="in use")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["programme", "position", "key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "key"), name="matching_criterion_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gte", 0)), name="matching_criterion_weight"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchRun",
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
                                related_name="runs",
                                to="programmes.programme",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="number")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("ready", "Ready to review"),
                                    ("published", "Published"),
                                    ("discarded", "Discarded"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("snapshot", "Reading the programme"),
                                    ("total", "Highest total fit"),
                                    ("fair", "Fairest"),
                                    ("stable", "Stable"),
                                    ("explaining", "Writing down the reasons"),
                                    ("storing", "Keeping the proposals"),
                                ],
                                max_length=12,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "job",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="run",
                                to="accounts.job",
                            ),
                        ),
                        (
                            "started_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="matching.matchrun",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="asked for")),
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
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("seed", models.PositiveIntegerField(default=0, verbose_name="seed")),
                        (
                            "minimum_score",
                            models.FloatField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(1),
                                ],
                                verbose_name="least score of a pair",
                            ),
                        ),
                        (
                            "levels",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="worst scores that the fairest aim lifts"
                            ),
                        ),
                        (
                            "version",
                            models.CharField(
                                blank=True, max_length=32, verbose_name="version of the snapshot"
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="digest of the snapshot"
                            ),
                        ),
                        (
                            "prior_mean",
                            models.FloatField(blank=True, null=True, verbose_name="the programme's mean"),
                        ),
                        ("criteria", models.JSONField(blank=True, default=list, verbose_name="criteria")),
                        ("mentees", models.PositiveIntegerField(default=0, verbose_name="mentees")),
                        ("mentors", models.PositiveIntegerField(default=0, verbose_name="mentors")),
                        ("places", models.PositiveIntegerField(default=0, verbose_name="places")),
                        (
                            "timings",
                            models.JSONField(blank=True, default=dict, verbose_name="seconds by stage"),
                        ),
                        (
                            "peak_memory",
                            models.BigIntegerField(blank=True, null=True, verbose_name="memory at most"),
                        ),
                        (
                            "aim",
                            models.CharField(
                                choices=[
                                    ("total", "Highest total fit"),
                                    ("fair", "Fairest"),
                                    ("stable", "Stable"),
                                ],
                                default="fair",
                                max_length=8,
                                verbose_name="aim",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=0, verbose_name="revision")),
                        (
                            "preview_opened_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="preview opened"),
                        ),
                        (
                            "preview_opened_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "preview_closes_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="preview closes"),
                        ),
                        (
                            "publishing",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="published_run",
                                to="accounts.job",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="published"),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "undo_closes_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="can be taken back until"
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                        (
                            "undone_by",
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
                        "verbose_name": "run",
                        "verbose_name_plural": "runs",
                        "ordering": ["programme", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "number"), name="matching_run_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("preview_opened_by__isnull", True),
                                    ("preview_opened_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="matching_run_preview_opened",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_by__isnull", True),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="matching_run_published_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_by__isnull", True), ("undone_at__isnull", False), _connector="OR"
                                ),
                                name="matching_run_undone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="matching_run_published",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
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
                                related_name="requests",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests_sent",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests_received",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField(editable=False, verbose_name="slot")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting for an answer"),
                                    ("needs_info", "A question was asked back"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Ran out of time"),
                                    ("closed", "Closed"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "want",
                            models.TextField(max_length=2000, verbose_name="what I would like help with"),
                        ),
                        ("why_you", models.TextField(blank=True, max_length=2000, verbose_name="why you")),
                        (
                            "how_often",
                            models.CharField(
                                choices=[
                                    ("weekly", "Every week"),
                                    ("fortnightly", "Every two weeks"),
                                    ("monthly", "Every month"),
                                    ("open", "Let us agree together"),
                                ],
                                default="open",
                                max_length=12,
                                verbose_name="how often",
                            ),
                        ),
                        ("score", models.FloatField(blank=True, null=True, verbose_name="score when sent")),
                        (
                            "reasons",
                            models.JSONField(blank=True, default=dict, verbose_name="reasons when sent"),
                        ),
                        ("sent_at", models.DateTimeField(verbose_name="sent")),
                        ("remind_at", models.DateTimeField(verbose_name="half time")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                        ("expires_at", models.DateTimeField(verbose_name="answer by")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
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
                        (
                            "decline_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("full", "I have no place free"),
                                    ("not_my_area", "Somebody else can help better with this"),
                                    ("no_time", "I have no time just now"),
                                    ("other", "Another reason"),
                                ],
                                max_length=12,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "close_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("mentor_full", "The mentor's last place was taken"),
                                    ("mentee_matched", "The mentee found a mentor"),
                                    ("person_left", "One of the two left the programme"),
                                    ("programme_closed", "The programme closed"),
                                ],
                                max_length=20,
                                verbose_name="why it was closed",
                            ),
                        ),
                        (
                            "note",
                            models.TextField(blank=True, max_length=1000, verbose_name="note of the mentor"),
                        ),
                        (
                            "question",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="question of the mentor"
                            ),
                        ),
                        (
                            "reply",
                            models.TextField(blank=True, max_length=2000, verbose_name="reply of the mentee"),
                        ),
                    ],
                    options={
                        "verbose_name": "request",
                        "verbose_name_plural": "requests",
                        "ordering": ["-sent_at"],
                        "indexes": [
                            models.Index(fields=["mentor", "state"], name="matching_request_inbox"),
                            models.Index(
                                condition=models.Q(("state__in", ["pending", "needs_info"])),
                                fields=["expires_at"],
                                name="matching_request_clock",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("reminded_at__isnull", True), ("state__in", ["pending", "needs_info"])
                                ),
                                fields=["remind_at"],
                                name="matching_request_half_time",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["pending", "needs_info"])),
                                fields=("mentee", "mentor"),
                                name="matching_request_one_open_a_pair",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["pending", "needs_info"])),
                                fields=("mentee", "slot"),
                                name="matching_request_slot",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mentee", models.F("mentor")), _negated=True),
                                name="matching_request_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by__isnull", True),
                                    ("answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="matching_request_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True), ("state__in", ["pending", "needs_info"])
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ["pending", "needs_info"]), _negated=True),
                                        ("closed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="matching_request_closed_when_not_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preferences",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preferred_by",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                choices=[
                                    ("prefer", "Prefer"),
                                    ("neutral", "Neutral"),
                                    ("avoid", "Avoid"),
                                    ("not_again", "Not this person again"),
                                ],
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                    ],
                    options={
                        "verbose_name": "preference",
                        "verbose_name_plural": "preferences",
                        "constraints": [
                            models.UniqueConstraint(fields=("by", "about"), name="matching_preference_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeRanking",
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
                                related_name="rankings",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "job",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ranking",
                                to="accounts.job",
                            ),
                        ),
                        (
                            "k",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="mentors a mentee",
                            ),
                        ),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="attempts to prepare it"
                            ),
                        ),
                        (
                            "version",
                            models.CharField(
                                blank=True, max_length=32, verbose_name="version of the snapshot"
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="digest of the snapshot"
                            ),
                        ),
                        (
                            "prior_mean",
                            models.FloatField(blank=True, null=True, verbose_name="the programme's mean"),
                        ),
                        ("criteria", models.JSONField(blank=True, default=list, verbose_name="criteria")),
                    ],
                    options={
                        "verbose_name": "ranking of a programme",
                        "verbose_name_plural": "rankings of programmes",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("k__gte", 1)), name="matching_ranking_k"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shortlisting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shortlist",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shortlisted_by",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="saved")),
                    ],
                    options={
                        "verbose_name": "saved mentor",
                        "verbose_name_plural": "saved mentors",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mentee", "mentor"), name="matching_shortlisting_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Showing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="showings",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("shown_at", models.DateTimeField(verbose_name="shown")),
                        ("filters", models.JSONField(blank=True, default=dict, verbose_name="filters")),
                        ("order", models.CharField(default="fit", max_length=20, verbose_name="order")),
                        ("page", models.PositiveIntegerField(default=1, verbose_name="page")),
                    ],
                    options={
                        "verbose_name": "list shown",
                        "verbose_name_plural": "lists shown",
                        "indexes": [
                            models.Index(fields=["mentee", "-shown_at"], name="matching_showing_recent")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextVector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="text_vector",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("model", models.CharField(max_length=60, verbose_name="model")),
                        ("digest", models.CharField(max_length=64, verbose_name="digest of the words")),
                        ("vector", models.BinaryField(verbose_name="vector")),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                    ],
                    options={
                        "verbose_name": "text vector",
                        "verbose_name_plural": "text vectors",
                    },
                ),
                migrations.CreateModel(
                    name="ProposedPair",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proposals",
                                to="matching.matchrun",
                            ),
                        ),
                        ("mentee_place", models.PositiveIntegerField(verbose_name="mentee's position")),
                        ("mentor_place", models.PositiveIntegerField(verbose_name="mentor's position")),
                        (
                            "mentee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proposed_as_mentee",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proposed_as_mentor",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("score", models.FloatField(verbose_name="score")),
                        ("eligible", models.BooleanField(default=True, verbose_name="meets the rules")),
                        ("little_known", models.BooleanField(default=False, verbose_name="little known")),
                        (
                            "near_mentor_place",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="position of the near alternative"
                            ),
                        ),
                        (
                            "near_score",
                            models.FloatField(
                                blank=True, null=True, verbose_name="score of the near alternative"
                            ),
                        ),
                        ("parts", models.JSONField(blank=True, default=dict, verbose_name="parts")),
                    ],
                    options={
                        "verbose_name": "proposed pair",
                        "verbose_name_plural": "proposed pairs",
                        "ordering": ["run", "mentee_place", "mentor_place"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "mentee_place", "mentor_place"),
                                name="matching_proposedpair_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="matching.matchrun",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("lock", "Locked"), ("forbid", "Forbidden")],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        ("mentee_place", models.PositiveIntegerField(verbose_name="mentee's position")),
                        ("mentor_place", models.PositiveIntegerField(verbose_name="mentor's position")),
                        (
                            "mentee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(verbose_name="revision")),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "undone_revision",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="undone by revision"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision about a pair",
                        "verbose_name_plural": "decisions about pairs",
                        "ordering": ["run", "revision", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "lock"), ("undone_at__isnull", True)),
                                fields=("run", "mentee_place"),
                                name="matching_rundecision_one_lock_a_mentee",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("run", "mentee_place", "mentor_place"),
                                name="matching_rundecision_one_a_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_by__isnull", True), ("undone_at__isnull", False), _connector="OR"
                                ),
                                name="matching_rundecision_undone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="matching.matchrun",
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
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("ready", "Ready to review"),
                                    ("published", "Published"),
                                    ("discarded", "Discarded"),
                                    ("failed", "Failed"),
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
                                    ("queued", "Queued"),
                                    ("running", "Running"),
                                    ("ready", "Ready to review"),
                                    ("published", "Published"),
                                    ("discarded", "Discarded"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "run's history",
                        "verbose_name_plural": "runs' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Solution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="solutions",
                                to="matching.matchrun",
                            ),
                        ),
                        (
                            "aim",
                            models.CharField(
                                choices=[
                                    ("total", "Highest total fit"),
                                    ("fair", "Fairest"),
                                    ("stable", "Stable"),
                                ],
                                max_length=8,
                                verbose_name="aim",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(verbose_name="revision")),
                        (
                            "mentors",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                size=None,
                                verbose_name="mentor of each mentee",
                            ),
                        ),
                        ("matched", models.PositiveIntegerField(verbose_name="matched")),
                        ("total", models.FloatField(verbose_name="sum of the scores")),
                        ("worst", models.FloatField(verbose_name="lowest score")),
                        ("median", models.FloatField(verbose_name="middle score")),
                        (
                            "blocking_pairs",
                            models.PositiveIntegerField(
                                verbose_name="pairs that would both rather have each other"
                            ),
                        ),
                        ("certified", models.BooleanField(verbose_name="proven best")),
                        (
                            "levels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="worst scores settled",
                            ),
                        ),
                        (
                            "spread",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveIntegerField(),
                                size=10,
                                verbose_name="pairs by ten points",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "solution",
                        "verbose_name_plural": "solutions",
                        "ordering": ["run", "revision", "aim"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "aim", "revision"), name="matching_solution_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mentorship",
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
                                related_name="mentorships",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentorships_as_mentee",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentorships_as_mentor",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mentorship",
                                to="matching.request",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mentorships",
                                to="matching.matchrun",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("paused", "Paused"),
                                    ("completed", "Completed"),
                                    ("ended", "Ended"),
                                ],
                                default="active",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        (
                            "started_by",
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
                            "end_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("finished", "What was agreed is done"),
                                    ("not_the_fit", "Not the right fit"),
                                    ("no_time", "No time at the moment"),
                                    ("person_left", "One of the two left the programme"),
                                    ("taken_back", "Taken back by the organiser before it began"),
                                    ("other", "Another reason"),
                                ],
                                max_length=20,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "cadence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("weekly", "Every week"),
                                    ("fortnightly", "Every two weeks"),
                                    ("monthly", "Every month"),
                                ],
                                help_text="Empty: the programme's.",
                                max_length=12,
                                verbose_name="agreed check-ins",
                            ),
                        ),
                        (
                            "tended_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Empty: something changed that the sweep of check-ins has not seen yet.",
                                null=True,
                                verbose_name="looked after",
                            ),
                        ),
                        (
                            "score",
                            models.FloatField(blank=True, null=True, verbose_name="score at the start"),
                        ),
                        (
                            "reasons",
                            models.JSONField(blank=True, default=dict, verbose_name="reasons at the start"),
                        ),
                    ],
                    options={
                        "verbose_name": "mentorship",
                        "verbose_name_plural": "mentorships",
                        "ordering": ["-started_at"],
                        "indexes": [
                            models.Index(fields=["programme", "state"], name="matching_mentorship_list"),
                            models.Index(
                                condition=models.Q(("state", "active"), ("tended_at__isnull", True)),
                                fields=["id"],
                                name="matching_mentorship_untended",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["active", "paused"])),
                                fields=("mentee", "mentor"),
                                name="matching_mentorship_one_open_a_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mentee", models.F("mentor")), _negated=True),
                                name="matching_mentorship_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                                ),
                                name="matching_mentorship_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True), ("state__in", ["active", "paused"])
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", False), ("state__in", ["completed", "ended"])
                                    ),
                                    _connector="OR",
                                ),
                                name="matching_mentorship_closed_when_not_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="matching.request",
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
                                    ("pending", "Waiting for an answer"),
                                    ("needs_info", "A question was asked back"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Ran out of time"),
                                    ("closed", "Closed"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("pending", "Waiting for an answer"),
                                    ("needs_info", "A question was asked back"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Ran out of time"),
                                    ("closed", "Closed"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request's history",
                        "verbose_name_plural": "requests' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RankedMentors",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ranking",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lists",
                                to="matching.programmeranking",
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ranked_mentors",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "mentors",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, size=None, verbose_name="mentors"
                            ),
                        ),
                        (
                            "scores",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), blank=True, size=None, verbose_name="scores"
                            ),
                        ),
                        (
                            "little_known",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BooleanField(),
                                blank=True,
                                size=None,
                                verbose_name="little known",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ranked mentors",
                        "verbose_name_plural": "ranked mentors",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ranking", "mentee"), name="matching_rankedmentors_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("scores__len", models.F("mentors__len")),
                                    ("little_known__len", models.F("mentors__len")),
                                ),
                                name="matching_rankedmentors_length",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RankingBlock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ranking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="matching.programmeranking",
                            ),
                        ),
                        ("start", models.PositiveIntegerField(verbose_name="from")),
                        ("stop", models.PositiveIntegerField(verbose_name="to before")),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "Queued"), ("running", "Running"), ("done", "Done")],
                                default="queued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("worker", models.CharField(blank=True, max_length=120, verbose_name="worker")),
                        ("lease_token", models.UUIDField(blank=True, null=True, verbose_name="lease")),
                        (
                            "lease_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="lease until"),
                        ),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                    ],
                    options={
                        "verbose_name": "block of a ranking",
                        "verbose_name_plural": "blocks of a ranking",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=["ranking"],
                                name="matching_rankingblock_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ranking", "start"), name="matching_rankingblock_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stop__gt", models.F("start"))),
                                name="matching_rankingblock_span",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShownMentor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "showing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentors",
                                to="matching.showing",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shown",
                                to="programmes.enrolment",
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        ("score", models.FloatField(verbose_name="score")),
                    ],
                    options={
                        "verbose_name": "mentor shown",
                        "verbose_name_plural": "mentors shown",
                        "ordering": ["showing", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("showing", "position"), name="matching_shownmentor_position"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MentorInvitation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "mentee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentor_invitations",
                                to="programmes.enrolment",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "Waiting for an answer"),
                                    ("waiting", "Said yes, and the organisers look at it first"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Taken back"),
                                    ("expired", "Ran out of time"),
                                ],
                                default="sent",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="their name")),
                        ("email", models.EmailField(max_length=254, verbose_name="their e-mail address")),
                        ("message", models.TextField(max_length=2000, verbose_name="why you ask them")),
                        ("sent_at", models.DateTimeField(verbose_name="sent")),
                        ("expires_at", models.DateTimeField(verbose_name="open until")),
                        ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder")),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="answered or closed"),
                        ),
                        (
                            "answer",
                            models.TextField(blank=True, max_length=500, verbose_name="a word with the no"),
                        ),
                        ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                                verbose_name="accepted by",
                            ),
                        ),
                        (
                            "mentorship",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mentor_invitation",
                                to="matching.mentorship",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation to a mentor",
                        "verbose_name_plural": "invitations to mentors",
                        "ordering": ["-sent_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "sent")),
                                fields=["expires_at"],
                                name="matching_mentorinvitation_open",
                            ),
                            models.Index(
                                condition=models.Q(("remind_at__isnull", False), ("state", "sent")),
                                fields=["remind_at"],
                                name="matching_mentorinvite_remind",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["id"],
                                name="matching_mentorinvite_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "sent")),
                                fields=("mentee", "email"),
                                name="matching_mentorinvitation_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "sent")),
                                    models.Q(
                                        models.Q(("state", "sent"), _negated=True),
                                        ("closed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="matching_mentorinvitation_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_by__isnull", True),
                                    ("accepted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="matching_mentorinvitation_accepted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MentorshipEvent",
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
                                related_name="history",
                                to="matching.mentorship",
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
                                    ("active", "Active"),
                                    ("paused", "Paused"),
                                    ("completed", "Completed"),
                                    ("ended", "Ended"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("paused", "Paused"),
                                    ("completed", "Completed"),
                                    ("ended", "Ended"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mentorship's history",
                        "verbose_name_plural": "mentorships' history",
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
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
                                related_name="pauses",
                                to="matching.mentorship",
                            ),
                        ),
                        ("paused_at", models.DateTimeField(verbose_name="from")),
                        (
                            "paused_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        ("resumes_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "resumed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken up again"),
                        ),
                    ],
                    options={
                        "verbose_name": "pause",
                        "verbose_name_plural": "pauses",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("resumed_at__isnull", True), ("resumes_on__isnull", False)
                                ),
                                fields=["resumes_on"],
                                name="matching_pause_resumes",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("resumed_at__isnull", True)),
                                fields=("mentorship",),
                                name="matching_pause_one_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MentorInvitationEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "invitation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="history",
                                to="matching.mentorinvitation",
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
                                    ("sent", "Waiting for an answer"),
                                    ("waiting", "Said yes, and the organisers look at it first"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Taken back"),
                                    ("expired", "Ran out of time"),
                                ],
                                max_length=12,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("sent", "Waiting for an answer"),
                                    ("waiting", "Said yes, and the organisers look at it first"),
                                    ("accepted", "Accepted"),
                                    ("declined", "No room at the moment"),
                                    ("withdrawn", "Taken back"),
                                    ("expired", "Ran out of time"),
                                ],
                                max_length=12,
                                verbose_name="to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation's history",
                        "verbose_name_plural": "invitations' history",
                        "ordering": ["at", "id"],
                    },
                ),
            ],
        ),
    ]
