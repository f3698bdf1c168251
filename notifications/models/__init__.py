from notifications.models.notification import DemoMail, Notification, NotificationQuerySet

__all__ = ["DemoMail", "Notification", "NotificationQuerySet"]
