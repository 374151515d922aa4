from django.urls import URLPattern, path

from commonplace.edges.programmes import views, views_writing

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/programme/", views.overview, name="programme"),
    path("c/<slug:slug>/programme/write/", views_writing.write, name="programme-write"),
]
