"""``python -m concession``: the program, where no shell finds it by its name."""

from concession.cli import main

if __name__ == "__main__":
    main()
