from django.urls import URLPattern, path

from commonplace.edges.programmes import views, views_roster, views_writing

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/programme/", views.overview, name="programme"),
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
    path("card/<str:token>/", views_roster.card, name="roster-card"),
]
