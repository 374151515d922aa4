from django.urls import path

from commonplace.edges.discover import views

urlpatterns = [
    path("", views.home, name="home"),
]
