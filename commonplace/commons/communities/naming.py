"""Communities by the words of their names: in any language, and as quickly among a hundred thousand as among ten."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from commonplace.commons.communities.models import Community, NameWord
from commonplace.ground.words import is_unspaced, pairs, tokens, words_in

_MOST_WORDS = 8
# Of what begins so, so many are looked at.
_AMONG = 500


@transaction.atomic
def note_names(communities: Iterable[Community]) -> None:
    """Make communities findable by their names as they are now."""
    communities = list(communities)
    NameWord.objects.filter(community__in=[one.pk for one in communities]).delete()
    words = [NameWord(community_id=one.pk, word=word) for one in communities for word in sorted({*tokens(one.name)})]
    NameWord.objects.bulk_create(words, batch_size=2000)


def _parts(asked: str) -> list[str]:
    """What each word of a name, or a word's beginning, has to be for every word that is asked for."""
    words = words_in(asked)[:_MOST_WORDS]
    return [part for word in words for part in (pairs(word) if is_unspaced(word) and len(word) > 1 else [word])]


def looked_for(asked: str) -> str:
    """The one beginning by which the index is asked: the longest says most. Empty where no word was given."""
    return max(_parts(asked), key=len, default="")


def begins(word: str, end: str) -> Q:
    """Communities with a word in their names from `word` up to `end`, which lies `behind` all that begin so."""
    found = NameWord.objects.filter(word__gte=word, word__lt=end).order_by("word", "community")
    return Q(pk__in=found.values("community")[:_AMONG])


def called(found: Iterable[Community], asked: str) -> list[Community]:
    """Of those found by what is `looked_for`, the ones whose name holds every word asked for, or one beginning with it."""
    parts = _parts(asked)
    return [one for one in found if len(parts) == 1 or _holds(tokens(one.name), parts)]


def _holds(words: list[str], parts: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in parts)
