from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_queues"),
    ]

    operations = [
        migrations.AlterField(
            model_name="heartbeat",
            name="part",
            field=models.CharField(
                choices=[
                    ("tick", "The minute's round"),
                    ("worker", "Worker"),
                    ("beat", "Beat"),
                    ("mail", "Mail server"),
                    ("night", "The night's round"),
                    ("backup", "Backup"),
                ],
                max_length=8,
                verbose_name="part",
            ),
        ),
    ]
