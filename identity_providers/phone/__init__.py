"""The simulated phone: requests that a fake sends to a number, and what the person holding that phone answers.

`requests` says what a request is and derives its state, `desk` keeps requests, `pairing` lets a phone take up a login that began
without a number, `deciding` judges what was answered; `app` shows one page per number. Pages and control API go through the same
desk, and so does the login page that waits: an answer lets in the browser that started that login, and no other.
"""
