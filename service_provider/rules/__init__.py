"""What moncompteformation knows about people, numbers and words: pure functions on values, no web, no store, no database."""
