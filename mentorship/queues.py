"""The queues, and which task goes by which; nothing else, as the settings are made of it.

    mail          letters; each of its tasks ends after two minutes
    matching      what grows with a programme and takes minutes: rankings, cohort runs, imports, sentence vectors
    housekeeping  everything else, each of it short: the minute's round, copies of a person's data, calls to other sites

What is short never waits for what is long where somebody hears `mail` and `housekeeping` and not `matching`."""

NAMES = ("mail", "matching", "housekeeping")
DEFAULT = "housekeeping"
TASKS = {
    "mail": ("notifications.tasks.deliver",),
    "matching": (
        "matching.tasks.embed",
        "matching.tasks.prepare_ranking",
        "matching.tasks.rank_block",
        "matching.tasks.match_cohort",
        "matching.tasks.publish_cohort",
        "programmes.tasks.import_people",
    ),
}
# Queues of earlier releases, and what hears their work now. What still rings in them is in rows, and is rung for again.
RETIRED = {"celery": "mail,housekeeping", "ranking": "matching"}


def refusal(asked: str) -> str:
    """Why a worker cannot hear these queues, as its `--queues` names them; empty where it can."""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    unknown = next((name for name in names if name not in NAMES), None)
    if unknown is None:
        return ""
    instead = (
        f"Its work goes by {RETIRED[unknown]} now: --queues={RETIRED[unknown]}."
        if unknown in RETIRED
        else "Leave --queues out to hear all of them."
    )
    return f"There is no queue {unknown}; there are {', '.join(NAMES)}. {instead}"
