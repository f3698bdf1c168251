"""The guides of the half-way review, and of closing well."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from journeys.guides.guide import Guide, Part
from programmes.enums import StageName

GUIDES = (
    Guide(
        "half-way",
        StageName.HALF_WAY,
        "history",
        _("Half-way: look back"),
        _("Five questions that make the second half better than the first."),
        _("Half of your time together is over. What you know now about each other would have made a better plan at the start, so make it now. This hour has no other topic: nobody brings a problem, nothing is solved. You look at the work itself."),
        mentee=(
            _("Before you meet, rate your skills again and look at the goals page. Note one thing that moved and one that did not."),
            _("Say what you want the second half to be for. It may be something you did not dare to write down at the start."),
            _("Tell your mentor one thing they did that worked. They often do not know."),
        ),
        mentor=(
            _("Let the mentee speak first, or you will hear an echo of your own view."),
            _("Look for what went right without you: that is where they have grown. Say so."),
            _("Own one thing you would do otherwise. It makes it safe to do the same."),
            _("Offer the change yourself: fewer meetings, another goal, somebody else who knows more about it."),
        ),
        questions=(
            _("What do you do today that you did not do when we began?"),
            _("Which of our conversations made a difference, and why that one?"),
            _("What have we talked about and never done?"),
            _("What should we stop, start and keep?"),
            _("What must happen in the second half so that you call it worth it?"),
        ),
        agenda=(
            Part(10, _("Each answers the first two questions; the other only listens.")),
            Part(15, _("The goals, one by one: reached, going on, change it, let it go.")),
            Part(15, _("How you work together: what to stop, start and keep.")),
            Part(10, _("Write down the changes, in the agreement if they touch it.")),
            Part(5, _("The date of the last meeting. Yes, already.")),
        ),
        trap=_("“All good.” If nothing is to change, you have probably not looked. Ask once more: if you had to change one thing?"),
    ),
    Guide(
        "opening-your-network",
        StageName.HALF_WAY,
        "share-2",
        _("Opening your network"),
        _("One good introduction is worth ten contacts: whom, why, and how to ask."),
        _("Often the most useful thing a mentor has is a name. It is also the one that mentees hardly ever ask for, and mentors hardly ever offer, each out of tact. Half an hour with a sheet of paper changes that. Nobody’s details are passed on before they said yes; the site sees to it."),
        mentee=(
            _("Say what you want to learn and from whom, not “could you introduce me to people”. “Somebody who moved from research to policy” is enough for a mentor to think of one."),
            _("Make it easy to say yes: three lines on who you are, what you would like to ask, and how little time it takes."),
            _("Write within two days of the introduction, and tell your mentor what came of it. It is their name you carry."),
        ),
        mentor=(
            _("Draw the map together: who knows about this, who has been there, who decides? Your answer is often “I know somebody who knows”."),
            _("Ask the other person before you promise. Say why the two should talk, and what is in it for both."),
            _("Prepare them for it: what that person cares about, and what they do not like to be asked."),
        ),
        questions=(
            _("Whom would you ask if you were not afraid to bother them?"),
            _("What would you like to know that I cannot tell you?"),
            _("Who has done what you want to do, two years ahead of you?"),
            _("Whom could you help, with what you know?"),
            _("Which of my contacts would be glad to hear from you, and why?"),
        ),
        agenda=(
            Part(10, _("What is to be learned, and from what kind of person.")),
            Part(15, _("The map: names on both sides, the mentee’s too.")),
            Part(10, _("Choose one or two. Who asks whom, until when.")),
            Part(10, _("Write the three lines together.")),
        ),
        trap=_("Introducing to many at once. Two conversations that were prepared and followed up do more than a list of twelve addresses."),
    ),
    Guide(
        "hard-conversations",
        StageName.HALF_WAY,
        "life-buoy",
        _("Hard conversations"),
        _("Not the right fit, no time, something that hurt: how to say it so that both of you save face."),
        _("Sometimes it does not fit, or life leaves no room. Saying so early is fair: the place is free for somebody else, and both of you can find what you need. Nobody is at fault. What makes it hard is the first sentence, so here are a few."),
        mentee=(
            _("“I have learned a lot about … from you, and I notice that what I need now is … . May we talk about whether we are right for that?”"),
            _("Say it in a conversation, not by staying away. If you cannot face that, write it; it is still better than silence."),
            _("If something was said that crossed a line, you owe nobody a conversation. Press “I need help”: it goes to your organisers, and the other one is not told."),
        ),
        mentor=(
            _("“I promised more time than I have. I would rather tell you now than let you down bit by bit.” Then offer what you can still do, or an end."),
            _("If you doubt that it fits, ask before you judge: “How is this for you?” They may have been waiting for the question."),
            _("Leave the door open in words: what you saw in them, and whom they could ask next."),
        ),
        questions=(
            _("How is this for you, honestly?"),
            _("What did you hope for that you are not getting here?"),
            _("Is it the topic, the time, or the two of us?"),
            _("What would have to change so that you would want to go on?"),
            _("If we stop, what would be a good last thing to do together?"),
        ),
        agenda=(
            Part(5, _("Say at once what it is about; the wait is the worst of it.")),
            Part(10, _("Each says how it is for them. No persuading.")),
            Part(10, _("Change something, rest, or end: which one is fair to both?")),
            Part(5, _("What you tell others, and what stays here.")),
        ),
        trap=_("Reasons piled up like a charge sheet. One honest sentence is enough; the more you prove, the more the other one has to defend."),
    ),
    Guide(
        "last-two-meetings",
        StageName.CLOSING,
        "flag",
        _("The last two meetings"),
        _("One meeting for what was reached, one for what you want to say."),
        _("An end that is named is better than one that fades. Plan it while there is still time: the last meeting but one looks at the work, the last one at the two of you. Put both dates down now, even if the last is only twenty minutes."),
        mentee=(
            _("Before the last but one: rate your skills a third time, and close your goals one by one. Reached, or let go and why; both are results."),
            _("Write down three things you can do now, with an example each. You will need them in an interview, or on a bad day."),
            _("Ask the question you never asked. There is no later."),
        ),
        mentor=(
            _("Say what you saw change, with the moment in which you saw it. It is the one thing nobody else can tell them."),
            _("Ask what comes next, and who will ask them about it when you no longer do."),
            _("Let the time be up. An open end sounds generous, and takes from both of you the moment in which it was good."),
        ),
        questions=(
            _("What can you do now that you could not do at the beginning?"),
            _("What did you expect that did not happen?"),
            _("What will you go on with, and who will ask you how it is going?"),
            _("What is the piece of advice you will pass on?"),
            _("What did you learn from working with me?"),
        ),
        agenda=(
            Part(15, _("Last but one: the goals, closed one by one.")),
            Part(15, _("What changed, with examples, from both sides.")),
            Part(10, _("What comes next: the first step, and who will ask about it.")),
            Part(15, _("Last: what each of you takes along, and the thanks.")),
            Part(5, _("How you stay in touch, if you both want to.")),
        ),
        trap=_("Starting something new in the last weeks. It keeps goodbye away for a while, and leaves you both with something unfinished."),
    ),
    Guide(
        "saying-thank-you",
        StageName.CLOSING,
        "heart",
        _("Saying thank you, and staying in touch"),
        _("Thanks that are remembered for years, and a way to stay in touch that is no burden."),
        _("Most people who helped somebody never hear what became of it. A thank-you that names one thing, and what followed from it, is kept for decades. It goes both ways: mentors who say what they learned are the ones whose mentees become mentors."),
        mentee=(
            _("Use three sentences: what you did or said, what I did with it, what is different now. “Thanks for everything” is none of them."),
            _("Write it as a note here, tied to a goal or a meeting. Whether others may read it is for both of you to say."),
            _("Put a date in your calendar for half a year from now: four lines on what became of it. It is the best present you can make."),
            _("Pass it on. There is somebody two steps behind you."),
        ),
        mentor=(
            _("Thank them too, for something they taught you. It turns a favour into a friendship of equals."),
            _("Say what you are willing to be in future: a reference, a name to mention, a coffee once a year, or nothing more. Each is fine when it is said."),
            _("Your certificate has the meetings, the hours and the goals. Use it where such things count."),
        ),
        questions=(
            _("Do you remember when you said … ? This is what I did with it."),
            _("What is one thing that I did which I should do for others?"),
            _("May I tell others of this, with your name?"),
            _("How would you like to hear from me, and how often?"),
            _("Whom should I help now?"),
        ),
        agenda=(
            Part(5, _("Each writes one thank-you, in silence.")),
            Part(10, _("Read them to each other. Nobody waves it away.")),
            Part(5, _("How you stay in touch, said in one sentence.")),
            Part(5, _("What each passes on, and to whom.")),
        ),
        trap=_("“We will stay in touch” without a date. Say who writes next, and when; or say that this was it, and that it was good."),
    ),
)  # fmt: skip
