"""A thin typed client of the REST API."""

from api.answers import Diagnosis, DiagnosisList
from api.client.client import Client
from api.client.errors import Refused
from api.client.events import Event

__all__ = ["Client", "Diagnosis", "DiagnosisList", "Event", "Refused"]
