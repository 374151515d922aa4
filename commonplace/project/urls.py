"""Every address, package by package."""

from django.conf import settings
from django.urls import include, path, register_converter

from commonplace.ground import ids, views
from commonplace.ground.addresses import Sorted

register_converter(ids.IdConverter, "id")

urlpatterns = [
    Sorted(
        [
            path("healthz", views.healthz, name="healthz"),
            path("offline/", views.offline, name="offline"),
            path("", include("commonplace.commons.people.urls")),
            path("", include("commonplace.commons.people.signing.urls")),
            path("", include("commonplace.commons.communities.urls")),
            path("", include("commonplace.commons.entries.urls")),
            path("", include("commonplace.commons.safeguard.urls")),
            path("", include("commonplace.stages.design.urls")),
            path("", include("commonplace.stages.team.urls")),
            path("", include("commonplace.stages.recruit.urls")),
            path("", include("commonplace.stages.gather.urls")),
            path("", include("commonplace.stages.room.urls")),
            path("", include("commonplace.stages.open_space.urls")),
            path("", include("commonplace.stages.make.urls")),
            path("", include("commonplace.stages.resources.urls")),
            path("", include("commonplace.stages.critique.urls")),
            path("", include("commonplace.stages.reflect.urls")),
            path("", include("commonplace.stages.publish.urls")),
            path("", include("commonplace.stages.recognise.urls")),
            path("", include("commonplace.edges.bridge.urls")),
            path("", include("commonplace.edges.collections.urls")),
            path("", include("commonplace.edges.own.urls")),
            path("", include("commonplace.edges.discover.urls")),
            path("", include("commonplace.edges.programmes.urls")),
            *([path("", include("commonplace.project.vc_api"))] if settings.VC_API_KEY else []),
        ]
    )
]

handler400 = views.refused
handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.failed
