from django.urls import path

from commonplace.stages.room import views, views_preparing

urlpatterns = [
    path("e/<id:pk>/room/", views.room, name="room"),
    path("e/<id:pk>/room/notes/", views.notes, name="room-notes"),
    path("e/<id:pk>/room/moments/", views.moments, name="room-moments"),
    path("e/<id:pk>/room/moments/<id:moment_pk>/delete/", views.moment_deletion, name="moment-delete"),
    path("e/<id:pk>/room/captions.vtt", views.captions, name="room-captions"),
    path("e/<id:pk>/room/agenda/", views_preparing.agenda, name="room-agenda"),
    path("e/<id:pk>/room/people/", views_preparing.voices, name="room-voices"),
    path("e/<id:pk>/room/recording/", views_preparing.recording, name="room-recording"),
]
