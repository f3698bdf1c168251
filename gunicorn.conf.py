"""How gunicorn serves the site, in production and in the demo. Run it as `python -m gunicorn mentorship.wsgi`."""

import os
import signal
from typing import Any

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


def post_fork(server: Any, worker: Any) -> None:
    end_with_parent(signal.SIGKILL, parent=worker.ppid)
