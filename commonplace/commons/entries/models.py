"""Entries: the one row under everything that a person puts in, and what hangs on it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.entries.audience import AttachmentQuerySet, CommentQuerySet, EntryQuerySet, NoticeQuerySet
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import clock, ids
from commonplace.ground.film_links import film_site


class Licence(models.TextChoices):
    """What others may do with an entry, in plain words."""

    ALL_RIGHTS = "", _("Nobody may copy it without asking me")
    BY = "CC-BY-4.0", _("Copy and change it, and name me")
    BY_SA = "CC-BY-SA-4.0", _("Copy and change it, name me, and pass it on under the same words")
    BY_NC_SA = "CC-BY-NC-SA-4.0", _("Copy and change it, name me, pass it on under the same words, and never sell it")
    ZERO = "CC0-1.0", _("Do with it whatever you like")


class Entry(models.Model):
    """Something a person put in. What lists show is on this row; a kind's own columns are in a table joined by its key.

    It is a draft until `shared_at`, seen by its authors alone; from then on by its audience. `version` grows with every
    change of its words and is what two editors' forms are compared by.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("words"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    cover = models.ForeignKey("Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    authors = models.ManyToManyField(Person, through="Authorship", related_name="entries")
    community = models.ForeignKey(Community, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries")
    audience = models.PositiveSmallIntegerField(_("who can see this"), choices=Audience, default=Audience.ONLY_ME)
    opened_to = models.ForeignKey(Community, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # It is on the open web though nobody of age wrote it, since somebody watches over it (safeguard/watching.py).
    is_accompanied = models.BooleanField(default=False)
    licence = models.CharField(_("what others may do with it"), max_length=20, choices=Licence, blank=True, default="")
    language = models.CharField(max_length=12, blank=True)
    interests = models.ManyToManyField(Interest, related_name="entries", blank=True)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="grown")
    remote_id = models.CharField(max_length=500, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    shared_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["community", "-shared_at"], name="entry_community"),
            models.Index(fields=["kind", "-shared_at"], name="entry_kind"),
            models.Index(fields=["audience", "-shared_at"], name="entry_audience"),
            models.Index(fields=["id"], name="entry_accompanied", condition=models.Q(is_accompanied=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"/e/{ids.written(self.id)}/"

    @property
    def is_draft(self) -> bool:
        return self.shared_at is None


class Authorship(models.Model):
    """A person's part in making an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="authorships")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="authorship_once")]
        indexes = [models.Index(fields=["person", "entry"], name="authorship_person")]

    def __str__(self) -> str:
        return f"{self.person_id} wrote {self.entry_id}"


def _attachment_path(attachment: "Attachment", filename: str) -> str:
    return f"attachments/{ids.written(attachment.entry_id)}/{filename}"


def _rendition_path(rendition: "Rendition", filename: str) -> str:
    return _attachment_path(rendition.attachment, filename)


# What browsers play as it is; of every other film a copy is made, which is named by no width of a picture.
PLAYED = frozenset({"video/mp4", "video/webm"})
COPY_WIDTH = 1280
# The width of pictures for old browsers.
PLAIN_WIDTH = 960
# What has no file of its own: a link (RFC 2483, section 5), and words in a language of machines, which are never run.
LINK, CODE = "text/uri-list", "text/x-code"
_SORTS = {LINK: "link", CODE: "code", "image": "picture", "audio": "recording", "video": "film"}


class Attachment(models.Model):
    """A piece of an entry: a picture, a recording, a film, a file of any kind, a link, some code.

    It is served through the entry's audience, never by its path.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=_attachment_path, blank=True)
    # Of a picture a small one; of a film the picture that stands for it, once it is made.
    small = models.FileField(upload_to=_attachment_path, blank=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    alternative = models.CharField(_("what it shows, for those who cannot see it"), max_length=400, blank=True)
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # Of a recording or a film: how long it is, and what is said in it, for those who cannot hear it. Of code: the code.
    seconds = models.PositiveIntegerField(default=0)
    words = models.TextField(_("what is said in it, in words"), max_length=20_000, blank=True)
    captions = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    written_in = models.CharField(_("language"), max_length=40, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # What tasks made of it, so that no page has to ask for renditions: of a picture the widths that there are, then how the
    # one for old browsers is kept ("480,960 jpeg"); of a film whether a copy that browsers play is "there" or "failed".
    made = models.CharField(max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    # Of what many are heard in: members of the entry's community alone get it, whoever else may see the entry.
    for_members = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=clock.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/m/{ids.written(self.pk)}/"

    @property
    def sort(self) -> str:
        """What it is: a picture, a recording, a film, a link, code, or else a file."""
        return _SORTS.get(self.media_type) or _SORTS.get(self.media_type.partition("/")[0], "file")

    @property
    def is_picture(self) -> bool:
        return self.sort == "picture"

    @property
    def widths(self) -> list[int]:
        """The widths in which a picture can be had."""
        return [int(width) for width in self.made.partition(" ")[0].split(",")] if self.is_picture and self.made else []

    @property
    def plain_address(self) -> str:
        """A picture for browsers that know neither AVIF nor WebP; the small one until that is made."""
        if not self.widths:
            return f"{self.address}small/"
        return f"{self.address}{PLAIN_WIDTH if self.width > PLAIN_WIDTH else self.width}.{self.made.partition(' ')[2]}"

    @property
    def player_address(self) -> str:
        """What a browser plays of a film; empty while there is none."""
        if self.media_type in PLAYED:
            return self.address
        return f"{self.address}{COPY_WIDTH}.mp4" if self.made == "there" else ""

    @property
    def film_site(self) -> str:
        """Where a link leads to a film elsewhere, the name of that site; else empty."""
        return film_site(self.link)

    @property
    def length(self) -> str:
        """How long a recording is, in minutes and seconds as players write them."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


class Rendition(models.Model):
    """A picture in another size or format, or a film as every browser plays it; made in a task, from the piece itself."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="renditions")
    file = models.FileField(upload_to=_rendition_path)
    media_type = models.CharField(max_length=80)
    width = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "width", "media_type"], name="rendition_once")]

    def __str__(self) -> str:
        return f"{self.attachment_id} as {self.media_type}, {self.width}"


class Upload(models.Model):
    """A file on its way, in pieces: so much of it is here. It lies in the home's `uploads` and belongs to one person alone."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    # Since when a form takes it in, so that no other does as well.
    in_hand_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="upload_changed")]

    def __str__(self) -> str:
        return f"{self.name}, {self.offset} of {self.size}"

    @property
    def address(self) -> str:
        return f"/uploads/{ids.written(self.pk)}/"

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size


class KeptBack(models.TextChoices):
    """What has become of a comment that somebody reads before others do; empty once it was let through."""

    WAITS = "waits", _("waits to be read")
    HELD = "held", _("was held back")


class Comment(models.Model):
    """What somebody says to an entry, or to a comment on it."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers_given")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="comments")
    words = models.TextField(_("what you would like to say"), max_length=10_000)
    words_html = models.TextField(editable=False)
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    # While it is hidden since somebody reads what is said to the entry first (`first_readers.py`).
    kept_back = models.CharField(max_length=5, choices=KeptBack, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["entry", "answers", "at"], name="comment_thread")]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.entry_id}"


class Revision(models.Model):
    """An entry's words after one sitting: changes by one person with no long pause between them make one revision."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    at = models.DateTimeField(default=clock.now)
    note = models.CharField(_("a word on this revision"), max_length=200, blank=True)
    words: models.JSONField = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.entry_id}"


class Notice(models.Model):
    """Something that happened and concerns one person. Its words are made when it is read."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    happening_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "happening_id"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "read_at"], name="notice_unread"),
            models.Index(fields=["person", "-at"], name="notice_person"),
            models.Index(fields=["happening_id"], name="notice_happening"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


def revision_words(entry: Entry, **more: Any) -> dict[str, Any]:
    """What a revision keeps: the entry's own words, and `more` from its kind."""
    return {"title": entry.title, "summary": entry.summary, "body": entry.body, **more}
