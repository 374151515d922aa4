from django.urls import path

from commonplace.stages.make import views, views_pieces, views_resources

urlpatterns = [
    path("make/", views.new_work_of_ones_own, name="make"),
    path("c/<slug:slug>/make/", views.new_work, name="community-make"),
    path("e/<id:pk>/work/", views.edit_work, name="work"),
    path("e/<id:pk>/pieces/", views_pieces.pieces, name="pieces"),
    path("c/<slug:slug>/resources/", views_resources.resources, name="resources"),
    path("c/<slug:slug>/resources/new/", views_resources.new_resource, name="new-resource"),
    path("e/<id:pk>/resource/", views_resources.edit_resource, name="resource"),
]
