from django.urls import path

from commonplace.commons.entries.views import (
    audience,
    authors,
    comments,
    history,
    live,
    media,
    notices,
    page,
    recordings,
    writing,
)

urlpatterns = [
    path("e/<id:pk>/", page.entry_page, name="entry"),
    path("e/<id:pk>/edit/", writing.edit, name="entry-edit"),
    path("e/<id:pk>/share/", writing.share, name="entry-share"),
    path("e/<id:pk>/delete/", writing.deletion, name="entry-delete"),
    path("e/<id:pk>/step-back/", authors.stepping_back, name="entry-step-back"),
    path("e/<id:pk>/comment/", comments.comment, name="comment"),
    path("e/<id:pk>/comment/<id:comment_pk>/delete/", comments.comment_deletion, name="comment-delete"),
    path("e/<id:pk>/history/", history.history, name="entry-history"),
    path("e/<id:pk>/history/compare/", history.compare, name="entry-compare"),
    path("e/<id:pk>/history/<int:number>/", history.revision, name="entry-revision"),
    path("e/<id:pk>/audience/", audience.audience, name="entry-audience"),
    path("e/<id:pk>/as/<slug:whom>/", audience.seen_as, name="entry-seen-as"),
    path("e/<id:pk>/recordings/", recordings.recordings, name="recordings"),
    path("live/<id:pk>/", live.stream, name="live"),
    path("m/<id:pk>/", media.media, name="media"),
    path("m/<id:pk>/small/", media.media, {"small": True}, name="media-small"),
    path("m/<id:pk>/captions.vtt", media.captions, name="media-captions"),
    path("m/<id:pk>/<int:width>.<slug:ending>", media.rendition, name="media-rendition"),
    path("c/<slug:slug>/write/", writing.write, name="write"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.all_read, name="notices-read"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
]
