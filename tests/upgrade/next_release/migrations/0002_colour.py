from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("next_release", "0001_initial")]
    operations = [migrations.AddField("parcel", "colour", models.CharField(max_length=20, null=True))]
