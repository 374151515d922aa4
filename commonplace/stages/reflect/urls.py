from django.urls import path

from commonplace.stages.reflect import views

urlpatterns = [
    path("c/<slug:slug>/reflect/", views.reflect, name="reflect"),
    path("e/<id:pk>/reflection/", views.edit_reflection, name="reflection"),
]
