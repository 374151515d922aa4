"""Lines of a log with their moment in UTC (RFC 3339)."""

import logging
import time


class InUtc(logging.Formatter):
    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"
