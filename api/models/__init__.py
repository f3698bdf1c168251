from api.models.token import Token
from api.models.webhook import Delivery, Webhook

__all__ = ["Delivery", "Token", "Webhook"]
