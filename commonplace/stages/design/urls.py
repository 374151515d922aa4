from django.urls import path

from commonplace.stages.design import editing, views

urlpatterns = [
    path("c/new/", views.new, name="new-community"),
    path("c/<slug:slug>/design/", views.design, name="design"),
    path("c/<slug:slug>/design/edit/", editing.edit, name="edit-design"),
    path("c/<slug:slug>/design/history/", views.history, name="design-history"),
    path("c/<slug:slug>/design/history/<int:number>/", views.sitting, name="design-sitting"),
]
