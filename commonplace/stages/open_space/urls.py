from django.urls import URLPattern, path

from commonplace.stages.open_space import views, views_arranging, views_paper, views_proposals

_HERE = "e/<id:pk>/open-space/"

urlpatterns: list[URLPattern] = [
    path(_HERE, views.board, name="open-space"),
    path(f"{_HERE}wishes/", views.wishes, name="open-space-wishes"),
    path(f"{_HERE}propose/", views_proposals.propose, name="open-space-propose"),
    path(f"{_HERE}rooms/", views_arranging.venues, name="open-space-rooms"),
    path(f"{_HERE}fill/", views_arranging.fill, name="open-space-fill"),
    path(f"{_HERE}undo/", views_arranging.undo, name="open-space-undo"),
    path(f"{_HERE}agree/", views_arranging.agree, name="open-space-agree"),
    path(f"{_HERE}board-a4.pdf", views_paper.paper, {"size": "a4"}, name="open-space-a4"),
    path(f"{_HERE}board-a3.pdf", views_paper.paper, {"size": "a3"}, name="open-space-a3"),
    path(f"{_HERE}board-letter.pdf", views_paper.paper, {"size": "us-letter"}, name="open-space-letter"),
    path(f"{_HERE}<id:session_pk>/", views_proposals.session, name="open-space-session"),
    path(f"{_HERE}<id:session_pk>/edit/", views_proposals.change, name="open-space-session-edit"),
    path(f"{_HERE}<id:session_pk>/place/", views_arranging.place, name="open-space-session-place"),
    path(f"{_HERE}<id:session_pk>/delete/", views_proposals.delete, name="open-space-session-delete"),
]
