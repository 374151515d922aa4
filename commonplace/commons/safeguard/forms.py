from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Membership
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import actions, sayings
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.commons.safeguard.rules import may_pause, may_watch
from commonplace.commons.safeguard.watching import who_may_watch


class ReportForm(forms.Form):
    words = forms.CharField(
        label=_("What happened"),
        error_messages={"required": _("Say in a few words what happened.")},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words. You need not prove anything, and need not know which norm it breaks."),
    )


class OutsideReportForm(ReportForm):
    """A report by somebody without an account."""

    reach = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        error_messages={"invalid": _("This does not look like an e-mail address. You can leave it empty.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "So that whoever reads it can ask you something. Nobody else sees it, this commons sends nothing to it, and "
            "it is taken away once somebody has decided."
        ),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        error_messages={"required": _("Write down why, for those whom it concerns.")},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whom it concerns reads this. It is kept in the log."),
    )


class RulingForm(ReasonForm):
    """What is done about a report: one of the acts that are open to this person, with the reason."""

    act = forms.ChoiceField(
        label=_("What is done"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is done."),
            "invalid_choice": _("This cannot be done now. Choose again."),
        },
    )
    field_order = ["act", "reason"]

    def __init__(self, *args: Any, report: Report, ruler: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.ruler = report, ruler
        self.saying = sayings.find(report.saying, report.saying_id)
        others = report.about.filter(left_at=None).exclude(pk=ruler.pk)
        self.about = {person.pk: person for person in others.order_by("display_name", "pk")}
        act: forms.ChoiceField = self.fields["act"]  # type: ignore[assignment]
        act.choices = [*self._about_words(), *self._about_people(), ("leave", gettext("Leave it as it is"))]
        if len(act.choices) == 1:
            act.initial = "leave"

    def _about_words(self) -> list[tuple[str, str]]:
        if self.report.saying and self.saying is None:
            return []
        target = self.saying.row if self.saying else self.report.comment or self.report.entry
        if target is None:
            return []
        if target.hidden_at:
            return [("show", gettext("Show it again"))]
        return [("hide", gettext("Hide it: only its authors and those who rule see it"))]

    def _about_people(self) -> list[tuple[str, str]]:
        choices = []
        where = self.report.community
        present = where.memberships.filter(left_at=None, person__in=self.about) if where else Membership.objects.none()
        members = set(present.values_list("person", flat=True))
        for key, person in self.about.items():
            name = {"name": person.display_name, "community": where.name if where else ""}
            if key in members:
                choices.append((f"remove-{key}", gettext("Remove %(name)s from “%(community)s”") % name))
            if may_pause(self.ruler, person) and person.paused_at is None:
                words = gettext("Pause %(name)s: they can read, and cannot write anywhere here")
                choices.append((f"pause-{key}", words % name))
            if may_pause(self.ruler, person) and person.paused_at is not None:
                choices.append((f"resume-{key}", gettext("Let %(name)s write again") % name))
        return choices

    def rule(self) -> Ruling:
        """Do what was chosen."""
        act, _dash, key = self.cleaned_data["act"].partition("-")
        reason, report = self.cleaned_data["reason"], self.report
        if act == "leave":
            return actions.leave_as_it_is(self.ruler, reason, report)
        if act in {"hide", "show"}:
            do = actions.hide if act == "hide" else actions.show
            entry = None if report.comment else report.entry
            return do(self.ruler, reason, report, comment=report.comment, entry=entry, saying=self.saying)
        person = self.about[int(key)]
        if act == "remove" and report.community is not None:
            return actions.remove(self.ruler, reason, report, person=person, community=report.community)
        return (actions.pause if act == "pause" else actions.resume)(self.ruler, reason, report, person=person)


class AskToWatchForm(forms.Form):
    """Whom one asks to go along when something goes to the open web."""

    watcher = forms.ChoiceField(
        label=_("Whom you would like to ask"),
        error_messages={"required": _("Choose somebody.")},
    )
    words = forms.CharField(
        label=_("What you would like to tell them"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, entry: Entry, by: Person) -> None:
        super().__init__(data)
        self._entry, self._by = entry, by
        self.people = {str(person.pk): person for person in who_may_watch(entry, by)}
        field: forms.ChoiceField = self.fields["watcher"]  # type: ignore[assignment]
        field.choices = [("", _("Choose somebody")), *((key, one.display_name) for key, one in self.people.items())]

    def clean_watcher(self) -> Person:
        """Somebody who may watch, and sees what they are asked about."""
        watcher = self.people[self.cleaned_data["watcher"]]
        if not may_watch(watcher, self._entry, self._by):
            words = gettext("%(name)s cannot see it yet. Let more people see it first, at least your community.")
            raise forms.ValidationError(words % {"name": watcher.display_name})
        return watcher


class WatchWordsForm(forms.Form):
    """What one of the two says to the other."""

    words = forms.CharField(
        label=_("Say something to each other"),
        max_length=4000,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
