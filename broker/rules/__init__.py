"""The rules of the hub, one function each: what it looks at, and what it found. Which platform applies one is `checks`' word."""
