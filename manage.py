#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it works on the running demo of this checkout, if there is one.

Commands that work on files alone need no server and no configuration."""

import os
import sys

from mentorship import config, localservices
from mentorship.doctor import environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    if config.works_on_files_alone(sys.argv[1:]):
        os.environ.update(config.NO_SERVERS)
    else:
        localservices.attach()
        environment.examine_environment(sys.argv[1:])
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings need the environment above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
