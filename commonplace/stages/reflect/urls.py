from django.urls import path

from commonplace.stages.reflect import views, views_prompts

urlpatterns = [
    path("c/<slug:slug>/reflect/", views.reflect, name="reflect"),
    path("e/<id:pk>/reflection/", views.edit_reflection, name="reflection"),
    path("e/<id:pk>/prompt/", views_prompts.choose, name="prompt"),
]
