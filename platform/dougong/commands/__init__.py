"""Commands: the subcommands of `dougong`, one file for each group. They call the same verbs as the API."""
