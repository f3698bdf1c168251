from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("next_release", "0002_colour")]
    operations = [AddIndexConcurrently("parcel", models.Index(fields=["weight"], name="parcel_by_weight"))]
