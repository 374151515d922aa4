from django.urls import path

from commonplace.edges.discover import (
    views_books,
    views_community,
    views_embed,
    views_finding,
    views_home,
    views_host,
    views_people,
)

urlpatterns = [
    path("", views_home.home, name="home"),
    path("c/", views_home.communities, name="communities"),
    path("c/<slug:slug>/", views_community.community, name="community"),
    path("c/<slug:slug>/card.png", views_community.card, name="community-card"),
    path("c/<slug:slug>/stream/", views_community.stream, name="stream"),
    path("@<slug:name>/", views_books.book, name="book"),
    path("@<slug:name>/feed.atom", views_books.feed, name="book-feed"),
    path("me/book/", views_books.own, name="own-book"),
    path("me/book/audience/", views_books.audience, name="own-book-audience"),
    path("i/", views_people.interests, name="interests"),
    path("i/<str:slug>/", views_people.interest, name="interest"),
    path("search/", views_finding.find, name="search"),
    path("calendar/", views_finding.calendar, name="calendar"),
    path("embed/", views_embed.embedded, name="embed"),
    path("sitemap.xml", views_finding.sitemap, name="sitemap"),
    path("robots.txt", views_finding.robots, name="robots"),
    path("host/", views_host.desk, name="desk"),
    path("host/first-steps/", views_host.keep_first_steps, name="first-steps"),
]
