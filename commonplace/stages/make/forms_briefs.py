"""Forms of briefs, and of what somebody sets out to do when they answer one."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.forms import AudienceField, InterestsField
from commonplace.commons.entries.licences import carry_on, licence_field
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.stages.design.forms import day_field
from commonplace.stages.make.models import Brief, Work


class BriefForm(SharedForm, EntryWords):
    """A topic for others to answer in a form of their own."""

    title = forms.CharField(
        label=_("The topic"),
        max_length=200,
        help_text=_("One topic, and no form: a poem, a map or a machine may answer it."),
        error_messages={"required": _("Say in a line what it is about.")},
    )
    body = forms.CharField(
        label=_("Words"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Why it is worth somebody's time, where one could begin, what would be too much."),
    )
    matters = forms.CharField(
        label=_("What matters in it"),
        max_length=400,
        required=False,
        help_text=_("The values that you would like to meet in the answers, in your own words."),
    )
    answered_by = day_field(_("Answered by when"))
    interests = InterestsField()
    licence = licence_field()
    audience = AudienceField()

    def __init__(
        self,
        *args: Any,
        person: Person,
        community: Community,
        entry: Entry | None = None,
        made_from: Entry | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        carry_on(self.fields["licence"], made_from, person)
        cast(AudienceField, self.fields["audience"]).offer(person, community, entry=entry)
        self.heed_entry(person, community, entry)
        self.fields["answered_by"].help_text = _("Leave it empty where there is no hurry.")
        if entry and not entry.is_draft:
            del self.fields["audience"]

    @staticmethod
    def said_in(brief: Brief) -> dict[str, Any]:
        """The words of a brief as the fields hold them."""
        entry = brief.entry
        return {
            "title": entry.title,
            "body": entry.body,
            "matters": brief.matters,
            "answered_by": brief.answered_by,
            "licence": entry.licence,
            "interests": list(entry.interests.order_by("name").values_list("name", flat=True)),
            "audience": entry.audience,
        }


class ProposalForm(SharedForm, EntryWords):
    """What somebody sets out to do: in which form, with what, what for, and how they would like it to be read."""

    title = forms.CharField(
        label=_("What will you call it?"),
        max_length=200,
        help_text=_("For now. You can change it whenever you like."),
        error_messages={"required": _("Give it a name for now, so that you find it again.")},
    )
    answers = forms.TypedChoiceField(label=_("The brief that it answers"), required=False, coerce=int, empty_value=None)
    form = forms.CharField(
        label=_("In what form?"),
        max_length=60,
        required=False,
        help_text=_("Whatever suits you: a zine, a song, a garden bed, a proof."),
    )
    tools = forms.CharField(
        label=_("With what?"), max_length=200, required=False, help_text=_("Tools, materials, people you would ask.")
    )
    goals = forms.CharField(
        label=_("What would you like to find out, or show?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    to_be_read = forms.CharField(
        label=_("How would you like it to be read?"),
        max_length=400,
        required=False,
        help_text=_(
            "Slowly, aloud, only for the idea, with a pencil: what would help you most from those who look at it?"
        ),
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        community: Community | None,
        work: Work | None = None,
        briefs: list[tuple[int, Any]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.heed_entry(person, community, work.entry if work else None)
        if work is None:
            del self.fields["answers"]
        else:
            del self.fields["title"]
            cast(forms.ChoiceField, self.fields["answers"]).choices = [("", _("None")), *(briefs or [])]
