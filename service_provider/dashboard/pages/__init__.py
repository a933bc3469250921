"""What a browser sees of the dashboard: one file per group of addresses."""
