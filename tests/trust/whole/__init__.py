"""Trust from end to end, at browsers: what somebody lives through who is wronged here, takes their data along and leaves."""
