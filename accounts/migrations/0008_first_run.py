from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_squashed_0007_audit_append_only")]

    operations = [
        migrations.CreateModel(
            name="FirstRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the link")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used")),
            ],
            options={
                "verbose_name": "link of the first run",
                "verbose_name_plural": "links of the first run",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only", True)), name="accounts_firstrun_only_one"
                    )
                ],
            },
        ),
    ]
