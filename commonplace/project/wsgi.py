"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from commonplace.project.console import speak_utf_8

speak_utf_8()  # into the log; a worker that is not forked does not have this from the command
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
site = get_wsgi_application()

from commonplace.project.gate import Gate  # noqa: E402 - these need the packages that the line above loads
from commonplace.project.serving import begin_worker  # noqa: E402

application = Gate(site)

begin_worker()
