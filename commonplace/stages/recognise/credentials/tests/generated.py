"""Badges of whatever members a community may give them, made up by hypothesis."""

from hypothesis import strategies as st

from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3
from commonplace.stages.recognise.credentials.statuses import status_entry

from .issued import ISSUER, LIST

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
ADDRESSES = st.sampled_from(
    ["https://commons.example/a", "urn:uuid:0", "did:web:commons.example", "mailto:a@b.example"]
)
NUMBERS = st.booleans() | st.integers(-(2**53), 2**53) | st.floats(1e-6, 1e6) | st.sampled_from([0.0, 1.5, 2.0, 1e6])
MOMENTS = st.datetimes().map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def thing(kind, required=(), /, **members):
    """Something of a type, with whichever of these members, in whichever order, its type as an array or not."""
    found = {name: members[name] for name in required}
    optional = {name: one for name, one in members.items() if name not in required}
    return st.builds(
        lambda given, kinds, turned: (
            dict(reversed({"type": kinds, **given}.items())) if turned else {"type": kinds, **given}
        ),
        st.fixed_dictionaries(found, optional=optional),
        st.sampled_from([kind, [kind]]),
        st.booleans(),
    )


def some(one):
    """None, one or several of something, as an array or alone."""
    return st.lists(one, max_size=3) | one | st.none()


SAID = st.fixed_dictionaries(
    {"@value": WORDS}, optional={"@language": st.sampled_from(["en", "de-CH", "EN"]) | st.none()}
)
IMAGES = thing("Image", ("id",), id=ADDRESSES, caption=WORDS) | ADDRESSES
IDENTITIES = thing("IdentityObject", identityHash=WORDS, identityType=WORDS, hashed=st.booleans(), salt=WORDS)
OTHERS = thing("IdentifierEntry", identifier=WORDS, identifierType=WORDS)
PLACES = thing("Address", addressLocality=WORDS, postalCode=WORDS)
PROFILES = thing(
    "Profile", ("id",), id=ADDRESSES, name=WORDS, url=ADDRESSES, image=IMAGES, email=WORDS, address=PLACES,
    description=WORDS, otherIdentifier=some(OTHERS),
)  # fmt: skip
ALIGNMENTS = thing(
    "Alignment", targetName=WORDS, targetUrl=ADDRESSES, targetFramework=WORDS, targetCode=WORDS, targetDescription=WORDS,
    targetType=st.sampled_from(["CFItem", "CFRubric", "ext:Other"]),
)  # fmt: skip
LEVELS = thing(
    "RubricCriterionLevel", ("id",), id=ADDRESSES, level=WORDS, name=WORDS, points=WORDS, alignment=some(ALIGNMENTS)
)
RESULT_DESCRIPTIONS = thing(
    "ResultDescription", id=ADDRESSES, name=WORDS, resultType=st.sampled_from(["LetterGrade", "RubricCriterionLevel"]),
    allowedValue=some(WORDS), requiredLevel=ADDRESSES, rubricCriterionLevel=some(LEVELS), valueMax=WORDS,
)  # fmt: skip
ACHIEVEMENTS = thing(
    "Achievement", ("id",), id=ADDRESSES, name=WORDS, description=WORDS, tag=some(WORDS), image=IMAGES,
    criteria=st.fixed_dictionaries({}, optional={"id": ADDRESSES, "narrative": WORDS}), alignment=some(ALIGNMENTS),
    achievementType=st.sampled_from(["Badge", "Competency", "ext:Kindness"]), creditsAvailable=NUMBERS, humanCode=WORDS,
    creator=PROFILES, inLanguage=st.sampled_from(["en", "de"]), version=WORDS, fieldOfStudy=WORDS,
    resultDescription=some(RESULT_DESCRIPTIONS), otherIdentifier=some(OTHERS),
)  # fmt: skip
RESULTS = thing(
    "Result",
    value=WORDS,
    achievedLevel=ADDRESSES,
    status=WORDS,
    resultDescription=ADDRESSES,
    alignment=some(ALIGNMENTS),
)
SUBJECTS = thing(
    "AchievementSubject", id=ADDRESSES, identifier=some(IDENTITIES), achievement=ACHIEVEMENTS, result=some(RESULTS),
    activityStartDate=MOMENTS, creditsEarned=NUMBERS, narrative=WORDS, role=WORDS, source=PROFILES,
)  # fmt: skip
EVIDENCE = thing("Evidence", id=ADDRESSES, name=WORDS, narrative=WORDS, description=WORDS, genre=WORDS, audience=WORDS)
ENDORSEMENTS = st.fixed_dictionaries(
    {
        "@context": st.just([CREDENTIALS_2, OPEN_BADGES_3]),
        "type": st.just(["VerifiableCredential", "EndorsementCredential"]),
        "issuer": PROFILES,
        "validFrom": MOMENTS,
        "credentialSubject": thing("EndorsementSubject", ("id",), id=ADDRESSES, endorsementComment=WORDS),
    },
    optional={
        "id": ADDRESSES,
        "name": WORDS,
        "proof": some(
            st.fixed_dictionaries(
                {
                    "type": st.just("DataIntegrityProof"),
                    "cryptosuite": st.just("eddsa-rdfc-2022"),
                    "created": MOMENTS,
                    "verificationMethod": ADDRESSES,
                    "proofPurpose": st.just("assertionMethod"),
                    "proofValue": st.just("z123"),
                }
            )
        ),
    },
)
BADGES = st.fixed_dictionaries(
    {
        "@context": st.just([CREDENTIALS_2, OPEN_BADGES_3]),
        "id": ADDRESSES,
        "type": st.sampled_from([["VerifiableCredential", "OpenBadgeCredential"], ["AchievementCredential", "VerifiableCredential"]]),
        "issuer": st.just({"id": ISSUER, "type": ["Profile"], "name": "The Mending Table"}) | PROFILES | ADDRESSES,
        "validFrom": MOMENTS,
        "credentialSubject": SUBJECTS,
    },
    optional={
        "name": WORDS | SAID,
        "description": some(SAID),
        "validUntil": MOMENTS,
        "awardedDate": MOMENTS,
        "image": IMAGES,
        "evidence": some(EVIDENCE),
        "endorsement": some(ENDORSEMENTS),
        "endorsementJwt": some(WORDS),
        "credentialStatus": some(st.just(status_entry(LIST, 5))),
        "credentialSchema": some(thing("1EdTechJsonSchemaValidator2019", ("id",), id=ADDRESSES)),
        "termsOfUse": some(thing("https://commons.example/terms", id=ADDRESSES)),
    },
)  # fmt: skip
