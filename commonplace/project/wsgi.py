"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
application = get_wsgi_application()

from commonplace.project.serving import begin_worker  # noqa: E402 - needs the packages that the line above loads

begin_worker()
