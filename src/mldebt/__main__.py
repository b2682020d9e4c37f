"""`python -m mldebt` is the same program as `mldebt`."""

from mldebt.cli import main

if __name__ == "__main__":
    main()
