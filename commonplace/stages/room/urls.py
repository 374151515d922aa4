from django.urls import path

from commonplace.stages.room import views, views_notes, views_preparing

urlpatterns = [
    path("e/<id:pk>/room/", views.room, name="room"),
    path("e/<id:pk>/room/notes/", views_notes.notes, name="room-notes"),
    path("e/<id:pk>/room/notes/history/", views_notes.history, name="room-notes-history"),
    path("e/<id:pk>/room/notes/history/compare/", views_notes.compare, name="room-notes-compare"),
    path("e/<id:pk>/room/notes/history/<int:number>/", views_notes.revision, name="room-notes-revision"),
    path("e/<id:pk>/room/moments/", views.moments, name="room-moments"),
    path("e/<id:pk>/room/moments/<id:moment_pk>/delete/", views.moment_deletion, name="moment-delete"),
    path("e/<id:pk>/room/captions.vtt", views.captions, name="room-captions"),
    path("e/<id:pk>/room/agenda/", views_preparing.agenda, name="room-agenda"),
    path("e/<id:pk>/room/people/", views_preparing.voices, name="room-voices"),
    path("e/<id:pk>/room/recording/", views_preparing.recording, name="room-recording"),
]
