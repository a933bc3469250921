"""The four-step wizard without its pages: what was typed so far, what each step demands, how a draft becomes an account."""
