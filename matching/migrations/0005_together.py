import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_together"),
        ("matching", "0004_reminders"),
        ("programmes", "0005_together"),
    ]

    operations = [
        migrations.CreateModel(
            name="MentorInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="answered or closed")),
                ("answer", models.TextField(blank=True, max_length=500, verbose_name="a word with the no")),
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
                    "mentee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentor_invitations",
                        to="programmes.enrolment",
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
                                models.Q(("state", "sent"), _negated=True), ("closed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="matching_mentorinvitation_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True), ("accepted_at__isnull", False), _connector="OR"
                        ),
                        name="matching_mentorinvitation_accepted",
                    ),
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
                ("at", models.DateTimeField(verbose_name="when")),
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
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="matching.mentorinvitation",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation's history",
                "verbose_name_plural": "invitations' history",
                "ordering": ["at", "id"],
            },
        ),
    ]
