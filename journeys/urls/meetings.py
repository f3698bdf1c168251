"""Addresses of meetings, their agenda and notes, and of the calendar that one subscribes to."""

from django.urls import URLPattern, path

from journeys.views import agenda, feeds, meeting_changes, meetings, notes

_ROOM = "mentorships/<uuid:pk>/"
_MEETING = f"{_ROOM}meetings/<uuid:meeting_pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{_ROOM}meetings/", meetings.meetings, name="meetings"),
    path(f"{_ROOM}meetings/plan/", meetings.plan, name="plan_meeting"),
    path(f"{_ROOM}meetings/met/", meetings.met_already, name="met_already"),
    path(f"{_ROOM}meetings/agree/", meeting_changes.accept_all, name="accept_all"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(f"{_MEETING}meeting.ics", meetings.download, name="meeting_ics"),
    path(f"{_MEETING}accept/", meeting_changes.accept, name="accept_time"),
    path(f"{_MEETING}times/", meeting_changes.times, name="meeting_times"),
    path(f"{_MEETING}keep/", meeting_changes.keep, name="keep_time"),
    path(f"{_MEETING}details/", meeting_changes.details, name="meeting_details"),
    path(f"{_MEETING}cancel/", meeting_changes.cancel, name="cancel_meeting"),
    path(f"{_MEETING}happened/", meeting_changes.happened, name="meeting_happened"),
    path(f"{_MEETING}to-do/", agenda.add_to_do, name="meeting_action"),
    path(f"{_ROOM}agenda/", agenda.add, name="add_topic"),
    path(f"{_ROOM}agenda/<uuid:item_pk>/", agenda.topic, name="topic"),
    path(f"{_ROOM}agenda/check-in/<uuid:check_in_pk>/", agenda.from_check_in, name="talk_about"),
    path(f"{_ROOM}notes/", notes.notes, name="notes"),
    path(f"{_ROOM}notes/<uuid:note_pk>/", notes.note, name="note"),
    path(f"{_ROOM}notes/<uuid:note_pk>/delete/", notes.delete, name="delete_note"),
    path("calendar/address/", feeds.address, name="calendar_address"),
    path("calendar/feed/<str:key>.ics", feeds.feed, name="feed"),
]
