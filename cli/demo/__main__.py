"""`python -m cli.demo`: see `cli.demo.showing`."""

from cli.demo import showing

if __name__ == "__main__":
    showing.main()
