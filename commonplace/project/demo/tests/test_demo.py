"""The demo is told once here, and then looked at as a stranger, a member and a minor would."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.models import Comment, Entry, Notice
from commonplace.commons.people.actions import DEMO_PASSPHRASE
from commonplace.commons.people.models import Account, Person
from commonplace.commons.safeguard.models import Report
from commonplace.ground import clock
from commonplace.project import demo
from commonplace.project.demo import pictures
from commonplace.stages.gather.models import Gathering

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The demo, told once for this module, and the words of its progress."""
