"""What people call the browser and the device they use, by its own words (RFC 9110, section 10.1.5)."""

_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
_DEVICES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


def browser_called(agent: str) -> str:
    """“Firefox, Android”; empty where it says nothing that we know."""
    parts = [next((words for sign, words in known if sign in agent), "") for known in (_BROWSERS, _DEVICES)]
    return ", ".join(part for part in parts if part)
