"""`python -m commonplace`, where the installed command is not on the path."""

from commonplace.project.command import main

main()
