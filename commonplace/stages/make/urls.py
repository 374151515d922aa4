from django.urls import path

from commonplace.stages.make import views, views_answers, views_briefs, views_pieces, views_resources

urlpatterns = [
    path("make/", views.new_work_of_ones_own, name="make"),
    path("c/<slug:slug>/make/", views.new_work, name="community-make"),
    path("e/<id:pk>/work/", views.edit_work, name="work"),
    path("e/<id:pk>/pieces/", views_pieces.pieces, name="pieces"),
    path("c/<slug:slug>/briefs/", views_briefs.briefs, name="briefs"),
    path("c/<slug:slug>/briefs/new/", views_briefs.new_brief, name="new-brief"),
    path("e/<id:pk>/brief/", views_briefs.edit_brief, name="brief"),
    path("e/<id:pk>/elsewhere/", views_briefs.elsewhere, name="brief-elsewhere"),
    path("e/<id:pk>/answer/", views_answers.answer, name="answer"),
    path("e/<id:pk>/proposal/", views_answers.proposal, name="proposal"),
    path("c/<slug:slug>/resources/new/", views_resources.new_resource, name="new-resource"),
    path("e/<id:pk>/resource/", views_resources.edit_resource, name="resource"),
]
