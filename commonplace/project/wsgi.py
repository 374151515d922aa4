"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
site = get_wsgi_application()

from commonplace.project.gate import Gate  # noqa: E402 - these need the packages that the line above loads
from commonplace.project.serving import begin_worker  # noqa: E402

application = Gate(site)

begin_worker()
