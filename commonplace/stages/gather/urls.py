from django.urls import URLPattern, path

from commonplace.stages.gather import (
    views,
    views_attending,
    views_bringing,
    views_calendar,
    views_card,
    views_coming,
    views_entry,
    views_guest,
    views_reminders,
)

urlpatterns: list[URLPattern] = [
    path("calendar.ics", views_calendar.everything, name="calendar-file"),
    path("c/<slug:slug>/calendar.ics", views_calendar.of_community, name="community-calendar-file"),
    path("c/<slug:slug>/gatherings/", views.gatherings, name="gatherings"),
    path("c/<slug:slug>/gatherings/new/", views.plan, name="gathering-new"),
    path("c/<slug:slug>/gatherings/from-design/", views.from_design, name="gatherings-from-design"),
    path("c/<slug:slug>/gatherings/bring/", views_bringing.bring, name="gatherings-bring"),
    path("e/<id:pk>/gathering.ics", views_calendar.of_gathering, name="gathering-file"),
    path("e/<id:pk>/card.png", views_card.card, name="gathering-card"),
    path("e/<id:pk>/gathering/", views_entry.change, name="gathering-edit"),
    path("e/<id:pk>/coming/", views_coming.coming, name="gathering-coming"),
    path("c/<slug:slug>/gatherings/not-seen/", views_attending.not_seen, name="gatherings-not-seen"),
    path("e/<id:pk>/check-in/", views_attending.check_in, name="gathering-check-in"),
    path("e/<id:pk>/here/", views_attending.here, name="gathering-here"),
    path("e/<id:pk>/guest/", views_guest.sign_up, name="gathering-guest"),
    path("guests/<str:token>/", views_guest.guest, name="guest"),
    path("e/<id:pk>/reminders/", views_reminders.reminders, name="gathering-reminders"),
    path("e/<id:pk>/cancel/", views_entry.cancel, name="gathering-cancel"),
]
