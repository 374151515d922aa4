from django.urls import URLPattern, path

from commonplace.edges.programmes import views

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/programme/", views.overview, name="programme"),
]
