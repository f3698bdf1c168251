"""All tables of this app as they stood in November 2026, in one step (docs/developers/migrations.md)."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from notifications.migrations._together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_reminders"),
        ("notifications", "0003_together"),
        ("notifications", "0004_trust"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed_0007_audit_append_only"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="DemoMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("to", models.CharField(max_length=254, verbose_name="to")),
                        ("subject", models.CharField(max_length=300, verbose_name="subject")),
                        ("text", models.TextField(verbose_name="text")),
                        ("html", models.TextField(blank=True, verbose_name="HTML")),
                        ("calendar", models.TextField(blank=True, verbose_name="for calendars")),
                        (
                            "message_id",
                            models.CharField(blank=True, max_length=200, verbose_name="Message-ID"),
                        ),
                        ("sent_at", models.DateTimeField(verbose_name="sent")),
                    ],
                    options={
                        "verbose_name": "e-mail of the demo",
                        "verbose_name_plural": "e-mails of the demo",
                        "ordering": ["-sent_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                max_length=120, primary_key=True, serialize=False, verbose_name="name"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("tick", "The minute's round"),
                                    ("worker", "Worker"),
                                    ("beat", "Beat"),
                                    ("mail", "Mail server"),
                                    ("night", "The night's round"),
                                ],
                                max_length=8,
                                verbose_name="part",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="last sign of life")),
                        ("fault", models.CharField(blank=True, max_length=200, verbose_name="what is wrong")),
                        ("since", models.DateTimeField(blank=True, null=True, verbose_name="wrong since")),
                    ],
                    options={
                        "verbose_name": "sign of life",
                        "verbose_name_plural": "signs of life",
                        "ordering": ["part", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fault", ""), ("since__isnull", True)),
                                    models.Q(
                                        models.Q(("fault", ""), _negated=True), ("since__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="notifications_heartbeat_since",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mail_choices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="kind")),
                        (
                            "delivery",
                            models.CharField(
                                choices=[
                                    ("at_once", "At once"),
                                    ("digest", "In the daily letter"),
                                    ("off", "Not at all"),
                                ],
                                max_length=8,
                                verbose_name="how it comes",
                            ),
                        ),
                        ("chosen_at", models.DateTimeField(verbose_name="chosen")),
                    ],
                    options={
                        "verbose_name": "choice of mail",
                        "verbose_name_plural": "choices of mail",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "kind"), name="notifications_mailchoice_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="kind")),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("subject_id", models.UUIDField(verbose_name="about")),
                        (
                            "dedupe_key",
                            models.CharField(max_length=160, unique=True, verbose_name="once for"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("inflight", "Being sent"),
                                    ("gathered", "Waits for the daily letter"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("suppressed", "Not sent, for a reason"),
                                ],
                                default="queued",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("not_before", models.DateTimeField(verbose_name="not before")),
                        ("lease_token", models.UUIDField(blank=True, null=True, verbose_name="lease")),
                        (
                            "lease_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="lease until"),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("message_id", models.CharField(max_length=200, verbose_name="Message-ID")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        (
                            "failure",
                            models.CharField(blank=True, max_length=200, verbose_name="last failure"),
                        ),
                        (
                            "digest",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="gathered",
                                to="notifications.notification",
                                verbose_name="daily letter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notification",
                        "verbose_name_plural": "notifications",
                        "ordering": ["-created_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "queued")),
                                fields=["not_before"],
                                name="notifications_queued",
                            ),
                            models.Index(
                                condition=models.Q(("state", "inflight")),
                                fields=["lease_until"],
                                name="notifications_inflight",
                            ),
                            models.Index(
                                condition=models.Q(("digest__isnull", True), ("state", "gathered")),
                                fields=["not_before"],
                                name="notifications_gathered",
                            ),
                            models.Index(
                                condition=models.Q(("state", "failed")),
                                fields=["kind", "failure"],
                                name="notifications_failed",
                            ),
                            models.Index(
                                condition=models.Q(("state", "suppressed")),
                                fields=["kind", "failure"],
                                name="notifications_suppressed",
                            ),
                            models.Index(
                                condition=models.Q(("state", "sent")),
                                fields=["sent_at"],
                                name="notifications_sent",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "inflight"), _negated=True),
                                    models.Q(("lease_token__isnull", False), ("lease_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="notifications_notification_lease",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("sent_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="notifications_notification_sent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "address",
                            models.EmailField(
                                help_text="In small letters.",
                                max_length=254,
                                unique=True,
                                verbose_name="address",
                            ),
                        ),
                        ("refused_at", models.DateTimeField(verbose_name="refused")),
                        ("code", models.PositiveSmallIntegerField(verbose_name="code")),
                        (
                            "reason",
                            models.CharField(max_length=200, verbose_name="what the mail server said"),
                        ),
                    ],
                    options={
                        "verbose_name": "address that refuses mail",
                        "verbose_name_plural": "addresses that refuse mail",
                        "ordering": ["-refused_at", "id"],
                    },
                ),
            ],
        ),
    ]
