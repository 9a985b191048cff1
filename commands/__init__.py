"""The commands of the command line, a module for each family of them."""

import os

# Pydantic would look through every installed package for plugins at each start, and run those that it finds.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
