"""Addresses of goals, things to do and self-assessments."""

from django.urls import URLPattern, path

from journeys.views import actions, assessments, goal_steps, goals

_ONE = "mentorships/<uuid:pk>/"
_GOAL = f"{_ONE}goals/<uuid:goal_pk>/"
_STEP = f"{_ONE}milestones/<uuid:step_pk>/"
_ACTION = f"{_ONE}to-do/<uuid:action_pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{_ONE}goals/", goals.goals, name="goals"),
    path(f"{_ONE}goals/new/", goals.add, name="goal_add"),
    path(f"{_ONE}goals/from-intake/", goals.take_over, name="goal_intake"),
    path(_GOAL, goals.goal, name="goal"),
    path(f"{_GOAL}change/", goals.change, name="goal_change"),
    path(f"{_GOAL}settle/", goals.settle, name="goal_settle"),
    path(f"{_GOAL}reached/", goals.reached, name="goal_reached"),
    path(f"{_GOAL}drop/", goals.drop, name="goal_drop"),
    path(f"{_GOAL}again/", goals.again, name="goal_again"),
    path(f"{_GOAL}news/", goal_steps.news, name="goal_news"),
    path(f"{_GOAL}milestones/", goal_steps.add, name="milestone_add"),
    path(_STEP, goal_steps.change, name="milestone"),
    path(f"{_STEP}do/", goal_steps.deed, name="milestone_do"),
    path(f"{_ONE}to-do/", actions.actions, name="actions"),
    path(_ACTION, actions.change, name="action"),
    path(f"{_ACTION}do/", actions.deed, name="action_do"),
    path(f"{_ONE}skills/", assessments.skills, name="assess"),
    path(f"{_ONE}skills/now/", assessments.now, name="assess_now"),
    path(f"{_ONE}skills/compare/", assessments.compare, name="assess_compare"),
]
