"""The ground: what every room stands on. It knows nothing of learning."""
