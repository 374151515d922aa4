"""The kinds that need no table of their own: a post, and a question."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register

POST = register(Kind("post", _("Post"), shared_by_button=True))
QUESTION = register(Kind("question", _("Question"), shared_by_button=True))
