from django.urls import URLPattern, path

from commonplace.stages.gather import (
    views,
    views_bringing,
    views_calendar,
    views_card,
    views_entry,
    views_following,
    views_moving,
    views_own_calendar,
    views_series,
)

urlpatterns: list[URLPattern] = [
    path("calendar.ics", views_calendar.everything, name="calendar-file"),
    path("me/calendar/", views_own_calendar.own, name="own-calendar"),
    path("calendar/<str:token>.ics", views_own_calendar.by_secret, name="calendar-by-secret"),
    path("c/<slug:slug>/programme.ics", views_calendar.of_programme, name="programme-calendar-file"),
    path("c/<slug:slug>/calendar.ics", views_calendar.of_community, name="community-calendar-file"),
    path("c/<slug:slug>/gatherings/", views.gatherings, name="gatherings"),
    path("c/<slug:slug>/gatherings/new/", views.plan, name="gathering-new"),
    path("c/<slug:slug>/gatherings/from-design/", views.from_design, name="gatherings-from-design"),
    path("c/<slug:slug>/gatherings/bring/", views_bringing.bring, name="gatherings-bring"),
    path("c/<slug:slug>/gatherings/follow/", views_following.following, name="gatherings-follow"),
    path("c/<slug:slug>/gatherings/follow/<int:number>/stop/", views_following.stop, name="gatherings-follow-stop"),
    path("c/<slug:slug>/gatherings/move/", views_moving.move, name="gatherings-move"),
    path("c/<slug:slug>/gatherings/move/tell/", views_moving.tell, name="gatherings-move-tell"),
    path("e/<id:pk>/gathering.ics", views_calendar.of_gathering, name="gathering-file"),
    path("e/<id:pk>/card.png", views_card.card, name="gathering-card"),
    path("e/<id:pk>/gathering/", views_entry.change, name="gathering-edit"),
    path("e/<id:pk>/coming/", views_entry.coming, name="gathering-coming"),
    path("e/<id:pk>/series/delete/", views_series.delete, name="gathering-series-delete"),
    path("e/<id:pk>/cancel/", views_entry.cancel, name="gathering-cancel"),
]
