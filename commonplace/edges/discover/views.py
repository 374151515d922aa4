from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What a stranger sees first."""
    return render(request, "discover/home.html", {})
