

import os

# Pydantic would look through every installed package for plugins at each start, and run those that it finds.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
