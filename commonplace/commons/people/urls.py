from django.urls import path

from commonplace.commons.people import views_host, views_joining, views_me, views_others, views_undo, views_words

urlpatterns = [
    path("join/", views_joining.join, name="join"),
    path("join/class/", views_joining.join_class, name="join-class"),
    path("begin/<str:token>/", views_joining.begin, name="begin"),
    path("me/", views_me.profile, name="me"),
    path("me/interests/", views_me.interests, name="my-interests"),
    path("me/notices/", views_me.letters_by_mail, name="my-letters"),
    path("me/address/", views_me.address, name="my-address"),
    path("me/age/", views_me.age, name="my-age"),
    path("me/passphrase/", views_me.passphrase, name="my-passphrase"),
    path("me/people/", views_me.blocks, name="my-blocks"),
    path("me/asked/", views_others.asked, name="asked"),
    path("me/asked/<int:number>/", views_others.answer, name="answer"),
    path("me/undo/", views_undo.taken_away, name="taken-away"),
    path("me/undo/<id:pk>/", views_undo.undo, name="undo"),
    path("@<slug:name>/block/", views_others.block, name="block"),
    path("@<slug:name>/ask/", views_others.ask, name="ask"),
    path("norms/", views_words.norms, name="norms"),
    path("privacy/", views_words.privacy, name="privacy"),
    path("contact/", views_words.contact, name="contact"),
    path("host/settings/", views_host.commons_settings, name="host-settings"),
    path("host/people/", views_host.people, name="host-people"),
    path("host/people/<slug:name>/", views_host.person, name="host-person"),
    path("host/people/<slug:name>/reset/", views_host.reset, name="host-reset"),
    path("host/people/<slug:name>/rights/", views_host.rights, name="host-rights"),
    path("host/people/<slug:name>/age/", views_host.correct_age, name="host-age"),
    path("host/asked/", views_host.asked, name="host-asked"),
]
