"""States and choices of people and of long work, with the transition tables as data."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class NetworkKind(TextChoices):
    EMPLOYER = "employer", _("Employer")
    SCHOOL = "school", _("School or university")
    COMMUNITY = "community", _("Community")
    PROFESSIONAL_BODY = "professional_body", _("Professional body")


class ReportReason(TextChoices):
    UNKIND = "unkind", _("It is unkind or hurtful")
    PRIVATE = "private", _("It tells private things about somebody")
    ADVERT = "advert", _("It is advertising")
    UNSAFE = "unsafe", _("It makes me feel unsafe")
    OTHER = "other", _("Another reason")


class LinkKind(TextChoices):
    LINKEDIN = "linkedin", _("LinkedIn")
    WEBSITE = "website", _("Website")
    GITHUB = "github", _("GitHub")
    ORCID = "orcid", _("ORCID")
    OTHER = "other", _("Another page")


class SkillState(TextChoices):
    ACCEPTED = "accepted", _("In the vocabulary")
    PROPOSED = "proposed", _("Proposed")
    DECLINED = "declined", _("Not taken up")


class Level(IntegerChoices):
    """The one ladder for skills: today's level, the level aimed at, the level offered."""

    NONE = 0, _("New to me")
    BASIC = 1, _("Basic")
    ABLE = 2, _("Able")
    STRONG = 3, _("Strong")
    EXPERT = 4, _("Expert")


class Priority(IntegerChoices):
    NICE = 1, _("Nice to have")
    IMPORTANT = 2, _("Important")
    MUST = 3, _("A must")


class MeetingFormat(TextChoices):
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    WRITING = "writing", _("In writing")


class ConsentPurpose(TextChoices):
    CODE_OF_CONDUCT = "code_of_conduct", _("The code of conduct of a programme")
    IDENTITY_MATCHING = "identity_matching", _("Answers about identity may count in matching")
    DIRECTORY = "directory", _("Shown to mentees of the programme")
    IDENTITY_STATISTICS = (
        "identity_statistics",
        _("Answers about identity may be counted in fairness figures"),
    )


class JobState(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobKind(TextChoices):
    EMBEDDINGS = "embeddings", _("Reading goals and biographies")
    RANKING = "ranking", _("Ranking everybody of a programme")
    RUN = "run", _("Matching a cohort")
    PUBLISHING = "publishing", _("Publishing the pairs of a run")
    IMPORT = "import", _("Importing people")
    EXPORT = "export", _("Making a copy of somebody's data")


OPEN_JOB_STATES = [JobState.QUEUED, JobState.RUNNING]

SKILL_TRANSITIONS = {
    SkillState.PROPOSED: {SkillState.ACCEPTED, SkillState.DECLINED},
    SkillState.DECLINED: {SkillState.ACCEPTED},
    SkillState.ACCEPTED: set(),
}

JOB_TRANSITIONS = {
    JobState.QUEUED: {JobState.RUNNING, JobState.CANCELLED},
    JobState.RUNNING: {JobState.QUEUED, JobState.DONE, JobState.FAILED, JobState.CANCELLED},
    JobState.DONE: set(),
    JobState.FAILED: {JobState.QUEUED},
    JobState.CANCELLED: set(),
}
