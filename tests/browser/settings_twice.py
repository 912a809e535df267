"""Of the processes of doubled.py: what the fixture `site` changes inside the process of the tests."""

import os

from garageflow.settings_test import *  # noqa: F403

EMAIL_BACKEND = "garageflow.mail.folder.FolderBackend"
EMAIL_FILE_PATH = os.environ["TWICE_MAIL"]
