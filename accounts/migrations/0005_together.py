import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="affiliation",
            name="shown_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Empty: not shown.",
                null=True,
                verbose_name="shown to its members since",
            ),
        ),
        migrations.CreateModel(
            name="BoardQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200, verbose_name="your question")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="more about it")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="board_questions",
                        to="accounts.person",
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
                            ("removed_by__isnull", True), ("removed_at__isnull", False), _connector="OR"
                        ),
                        name="accounts_boardquestion_removed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="board_answers",
                        to="accounts.person",
                    ),
                ),
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
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="accounts.boardquestion",
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
                            ("removed_by__isnull", True), ("removed_at__isnull", False), _connector="OR"
                        ),
                        name="accounts_boardanswer_removed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="more about it")),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled")),
                ("removed", models.BooleanField(blank=True, null=True, verbose_name="was removed")),
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
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="board_reports",
                        to="accounts.person",
                        verbose_name="reported by",
                    ),
                ),
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
                            ("handled_by__isnull", True), ("handled_at__isnull", False), _connector="OR"
                        ),
                        name="accounts_boardreport_handled",
                    ),
                ],
            },
        ),
    ]
