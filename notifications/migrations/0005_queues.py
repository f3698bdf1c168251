from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_squashed_0004_trust"),
    ]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="hears",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="queues that it hears",
            ),
        ),
    ]
