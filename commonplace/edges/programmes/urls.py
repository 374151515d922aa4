from django.urls import URLPattern, path

from commonplace.edges.programmes import views, views_hours, views_record, views_roster, views_writing

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/programme/", views.overview, name="programme"),
    path("c/<slug:slug>/programme/patterns/", views.patterns, name="programme-patterns"),
    path("c/<slug:slug>/programme/write/", views_writing.write, name="programme-write"),
    path("c/<slug:slug>/programme/roster/", views_roster.keep, name="programme-roster"),
    path("c/<slug:slug>/programme/roster/renew/", views_roster.renew, name="programme-roster-renew"),
    path("c/<slug:slug>/programme/roster/<int:number>/off/", views_roster.take_off, name="programme-roster-off"),
    path("c/<slug:slug>/programme/roster/cards-a4.pdf", views_roster.printed, {"size": "a4"}, name="programme-cards"),
    path(
        "c/<slug:slug>/programme/roster/cards-letter.pdf",
        views_roster.printed,
        {"size": "us-letter"},
        name="programme-cards-letter",
    ),
    path("c/<slug:slug>/programme/hours/", views_hours.overview, name="programme-hours"),
    path("c/<slug:slug>/programme/hours/confirm/", views_hours.confirm, name="programme-confirm"),
    path("c/<slug:slug>/programme/hours/<int:number>/back/", views_hours.take_back, name="programme-hours-back"),
    path("c/<slug:slug>/programme/hours/of/<slug:name>/", views_hours.of_person, name="programme-hours-of"),
    path("c/<slug:slug>/programme/mine/", views_hours.own, name="programme-own-hours"),
    path("c/<slug:slug>/programme/record/", views_record.page, name="programme-record"),
    path("c/<slug:slug>/programme/record/programme.json", views_record.whole, name="programme-record-json"),
    path("c/<slug:slug>/programme/record/teams.csv", views_record.table, {"name": "teams"}, name="programme-teams"),
    path("c/<slug:slug>/programme/record/people.csv", views_record.table, {"name": "people"}, name="programme-people"),
    path(
        "c/<slug:slug>/programme/record/participation.csv",
        views_record.table,
        {"name": "participation"},
        name="programme-participation",
    ),
    path("card/<str:token>/", views_roster.card, name="roster-card"),
]
