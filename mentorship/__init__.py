import os

# One thread a process for NumPy's products: workers and web processes share the cores already, and threads that wait
# for each other made a sentence ten times slower when both were busy. It must be said before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from mentorship.celery import app as celery_app

__all__ = ["celery_app"]
