import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_together"),
        ("programmes", "0004_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="messages",
            field=models.BooleanField(
                default=True,
                help_text="Otherwise they use e-mail alone. What was written stays readable to the two.",
                verbose_name="pairs can write to each other here",
            ),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="going")),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="changes"),
                ),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder")),
                ("created_at", models.DateTimeField(verbose_name="added")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled")),
                (
                    "cancel_words",
                    models.CharField(blank=True, max_length=400, verbose_name="why it does not take place"),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="programmes.programme",
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
                            ("places__isnull", True), ("taken__lte", models.F("places")), _connector="OR"
                        ),
                        name="programmes_event_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_by__isnull", True), ("cancelled_at__isnull", False), _connector="OR"
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
            name="Resource",
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
                    "skills",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="accounts.skill", verbose_name="for which skills"
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
            name="SignUp",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
            name="SignUpEvent",
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
                    "sign_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="programmes.signup",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up's history",
                "verbose_name_plural": "sign-ups' history",
                "ordering": ["at", "id"],
            },
        ),
    ]
