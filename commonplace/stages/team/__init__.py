"""Team up: who is with whom, formed from what people said of themselves, and explained."""
