"""Addresses of the shelf."""

from django.urls import path

from journeys.views import shelf

_SHELF = "mentorships/<uuid:pk>/shelf/"
_ITEM = f"{_SHELF}<uuid:item_pk>/"

urlpatterns = [
    path(_SHELF, shelf.shelf, name="shelf"),
    path(f"{_SHELF}add/", shelf.add, name="shelf_add"),
    path(_ITEM, shelf.item, name="shelf_item"),
    path(f"{_ITEM}remove/", shelf.remove, name="shelf_remove"),
    path(f"{_ITEM}put-back/", shelf.put_back, name="shelf_back"),
    path(f"{_ITEM}file/", shelf.file, name="shelf_file"),
]
