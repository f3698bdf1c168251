from notifications.models.choice import MailChoice, RefusedAddress
from notifications.models.heartbeat import Heartbeat
from notifications.models.notification import DemoMail, Notification, NotificationQuerySet

__all__ = ["DemoMail", "Heartbeat", "MailChoice", "Notification", "NotificationQuerySet", "RefusedAddress"]
