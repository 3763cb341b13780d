"""Run the command line with `python -m dougong`."""

from dougong.cli import main

main()
