"""Protocols: ways to give critique, in our own words. Each works alone, in one's own time, or together with somebody who keeps it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True)
class Part:
    """What a critique says in one place: asked in a line, with beginnings of sentences."""

    key: str
    name: Words
    asks: Words
    starters: tuple[Words, ...]


@dataclass(frozen=True)
class Step:
    """What is done together, for so many minutes."""

    minutes: int
    words: Words


@dataclass(frozen=True)
class Protocol:
    """A way to give critique. `roles` and `steps` are for when people sit together; `example` is a part of a good one."""

    key: str
    name: Words
    about: Words
    roles: tuple[Words, ...]
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    example: Words
    # The page on which it is read.
    page: str = "/critique/"

    @property
    def address(self) -> str:
        """Where it is read."""
        return f"{self.page}#{self.key}"

    @property
    def minutes(self) -> int:
        """How long it takes together."""
        return sum(step.minutes for step in self.steps)

    def part(self, key: str) -> Part:
        """One of its parts. What an earlier edition of it asked has no name here, and stands under the first."""
        return next((part for part in self.parts if part.key == key), self.parts[0])


_MAKER = _("Whoever made it asks, listens, and has the last word.")
_READERS = _("Two to six read, look or listen.")
_KEEPER = _("One of them keeps the time, and asks for a place where none was named.")

PROTOCOLS = (
    Protocol(
        "warm",
        _("Warm and cool"),
        _("First what holds, then what does not yet. For something that is nearly there."),
        (_MAKER, _READERS, _KEEPER),
        (
            Step(2, _("Whoever made it says what they would like to know. Nobody answers yet.")),
            Step(4, _("All read, look or listen, and note places.")),
            Step(4, _("Warm: what holds, and where.")),
            Step(5, _("Cool: what does not hold yet, and where.")),
            Step(3, _("Whoever made it says what they will do. They defend nothing.")),
        ),
        (
            Part(
                "warm", _("Warm"), _("What holds, and where?"), (_("I stayed with …"), _("It holds where …, because …"))
            ),
            Part(
                "cool",
                _("Cool"),
                _("What does not hold yet, and where?"),
                (_("I lost the thread at …"), _("I had to guess …"), _("I wanted more of …")),
            ),
        ),
        _(
            "It holds where the kettle first sings, because you let us wait for it. I lost the thread at the second picture: "
            "I could not tell whose hands they are."
        ),
    ),
    Protocol(
        "wish",
        _("Like, wish, what if"),
        _("Quick and light. For something that has just begun."),
        (_MAKER, _READERS, _KEEPER),
        (
            Step(2, _("All read, look or listen.")),
            Step(3, _("What I like.")),
            Step(3, _("What I wish for.")),
            Step(3, _("What if. Whoever made it writes down, and answers none of it.")),
            Step(1, _("Whoever made it names one that they will try.")),
        ),
        (
            Part(
                "like", _("I like"), _("What would you miss if it were gone?"), (_("I like how …"), _("I like that …"))
            ),
            Part("wish", _("I wish"), _("What do you miss?"), (_("I wish there were …"), _("I wish I knew …"))),
            Part("if", _("What if"), _("What could it become?"), (_("What if …"), _("What if, instead of …, …"))),
        ),
        _("I wish I knew how long the bread rests. What if the recipe began with the smell, and not with the flour?"),
    ),
    Protocol(
        "see",
        _("What I see, what it makes me ask"),
        _("No opinion at all. For pictures, objects, and whatever is still open."),
        (_MAKER, _READERS, _KEEPER),
        (
            Step(3, _("All look, and say nothing.")),
            Step(4, _("What I see: only what is there, and no guesses.")),
            Step(4, _("What it makes me ask.")),
            Step(4, _("Whoever made it chooses questions, and thinks aloud about them.")),
        ),
        (
            Part(
                "see",
                _("What I see"),
                _("What is there, before you make anything of it?"),
                (_("I see …"), _("Beside it there is …"), _("It begins with …, and ends with …")),
            ),
            Part(
                "ask", _("What it makes me ask"), _("What would you ask it?"), (_("It makes me ask …"), _("Why is …?"))
            ),
        ),
        _("I see three chairs, and one of them has its back to us. It makes me ask who has just left."),
    ),
    Protocol(
        "question",
        _("The maker’s question first"),
        _("The question is answered, and nothing else before it. For somebody who knows what they need."),
        (_MAKER, _READERS, _KEEPER),
        (
            Step(2, _("Whoever made it asks their question, and says why.")),
            Step(4, _("All read, look or listen with the question in mind.")),
            Step(6, _("Each answers it, with a place for each answer.")),
            Step(2, _("Whoever wants to offers one thing that was not asked.")),
            Step(2, _("Whoever made it says what they now know.")),
        ),
        (
            Part(
                "answer",
                _("To the question"),
                _("What do you answer, and where do you see it?"),
                (_("You ask whether …. I think …, because …"), _("At … I would say yes, at … not yet.")),
            ),
            Part(
                "beside",
                _("Beside it"),
                _("One thing that was not asked, if you like"),
                (_("Something else I noticed: …"),),
            ),
        ),
        _(
            "You ask whether the ending comes too soon. At “she waved” I thought it was over, so the last page surprised me, "
            "and I liked that."
        ),
    ),
    Protocol(
        "permission",
        _("Opinion by permission"),
        _("Opinions are offered, and told only to whoever wants them. For something that is dear to somebody."),
        (_MAKER, _READERS, _KEEPER),
        (
            Step(3, _("What stayed with each reader.")),
            Step(4, _("Whoever made it asks the readers what they like.")),
            Step(4, _("Readers ask, without an opinion hidden in the question.")),
            Step(
                4, _("Readers offer: “I have an opinion about …. Would you like it?” Yes and no are both good answers.")
            ),
        ),
        (
            Part(
                "stayed",
                _("What stayed"),
                _("What do you still see or hear?"),
                (_("I still see …"), _("What stays is …")),
            ),
            Part(
                "ask",
                _("What I would ask"),
                _("What do you not know? No opinion hides in it."),
                (_("How did you come to …?"), _("What would you never change?")),
            ),
            Part(
                "offer",
                _("What I could say"),
                _("What do you have an opinion about? Name it, and keep it until you are asked."),
                (_("I have an opinion about …, if you would like it."),),
            ),
        ),
        _("What stays is the sound of the gate. I have an opinion about the names, if you would like it."),
    ),
    Protocol(
        "line",
        _("Line by line"),
        _("Slowly, place by place. For words, code and scores that are nearly done."),
        (_MAKER, _READERS, _("One of them reads aloud, and stops where somebody raises a hand.")),
        (
            Step(1, _("Whoever made it says which part is read.")),
            Step(15, _("It is read aloud. At each stop: the place, what happens there to a reader, and on.")),
            Step(4, _("After the last line: what the whole leaves.")),
        ),
        (
            Part(
                "lines",
                _("Place by place"),
                _("Name the place, then say what happens there. An empty line between two."),
                (_("At “…” I …"), _("Between … and … I …")),
            ),
            Part("whole", _("After the last line"), _("What does the whole leave?"), (_("At the end I …"),)),
        ),
        _(
            "At “nobody came” I stopped, since two people had come in a line before. Between the two verses I would breathe."
        ),
    ),
)

BUILT_IN = {protocol.key: protocol for protocol in PROTOCOLS}
