from django.urls import path

from commonplace.stages.resources import views, views_learning

urlpatterns = [
    path("c/<slug:slug>/resources/", views.shelf, name="resources"),
    path("c/<slug:slug>/resources/bring/", views.bring, name="bring-resources"),
    path("c/<slug:slug>/resources/address/", views.look_up, name="resource-address"),
    path("c/<slug:slug>/resources/brought/<id:pk>/", views.brought, name="brought"),
    path("e/<id:pk>/learnt-from/", views_learning.learnt_from, name="learnt-from"),
    path("e/<id:pk>/learnt-from/<int:number>/remove/", views_learning.remove, name="learnt-from-remove"),
]
