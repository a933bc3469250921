"""`python -m simulator` is `doublure`."""

from simulator.cli import main

if __name__ == "__main__":
    main(prog_name="doublure")
