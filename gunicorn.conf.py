"""How gunicorn serves the site, in production and in the demo. Run it as `python -m gunicorn mentorship.wsgi`."""

import gc
import os
import signal
from typing import Any

from mentorship import figure_files, heaps, logs
from mentorship.supervisor import end_with_parent

bind = "0.0.0.0:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True  # the site is read once, not once a worker
timeout = 60
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True


# The site's log, for what gunicorn itself says as well. Its access log stays off: it would tell whole addresses, keys and all.
logconfig_dict = logs.by_environment()
figure_files.own_folder()
heaps.keep_few()


def when_ready(server: Any) -> None:
    """A site that nobody runs yet says in its log how to make the first account."""
    from mentorship.first_run import announce  # noqa: PLC0415 - the site is read by now, and not before

    announce(server.log.warning)
    # What the site consists of is never garbage. Left out of each search for it, its pages stay shared by all processes, and an
    # ending process does not take a second and a half to look through them: on a busy machine that was most of a restart.
    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:
    worker.place = figure_files.free_place({getattr(one, "place", "") for one in server.WORKERS.values()})


def post_fork(server: Any, worker: Any) -> None:
    end_with_parent(signal.SIGKILL, parent=worker.ppid)
    figure_files.take_place(worker.place)


def on_exit(server: Any) -> None:
    figure_files.remove_folder()
