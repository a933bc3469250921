"""The console: everything the simulator knows, as pages for a person and as JSON under `/api` for a program."""
