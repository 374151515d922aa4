from django.urls import path

from commonplace.edges.collections import views

urlpatterns = [
    path("collect/", views.collect, name="collect"),
    path("collections/new/", views.new_collection, name="new-collection"),
    path("c/<slug:slug>/collections/new/", views.new_collection_here, name="new-collection-here"),
    path("e/<id:pk>/choices/", views.choices, name="choices"),
    path("e/<id:pk>/choices/add/", views.add, name="add-choice"),
]
