"""What somebody is told whose file could not be kept."""

from __future__ import annotations

import errno
import logging

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def not_kept(fault: OSError) -> str:
    """The words for the field of the file; the log says what was wrong, for those who run the site."""
    logger.error("a file could not be kept", exc_info=fault)
    if fault.errno in NO_ROOM:
        return _(
            "There is no room for files at this moment, so nothing was saved. It is not your fault: tell your organiser, "
            "and try again later."
        )
    return _("Files cannot be kept at this moment, so nothing was saved. Try again in some minutes.")
