"""The conversation guides: what to talk about at which stage, from both sides, with questions to ask word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from programmes.enums import StageName

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Part:
    """A part of the agenda of one conversation, so many minutes long."""

    minutes: int
    what: StrOrPromise


@dataclass(frozen=True)
class Timed:
    """A part with the clock at its beginning, such as 0:10."""

    clock: str
    what: StrOrPromise


@dataclass(frozen=True)
class Guide:
    """One guide. `mentee` and `mentor` are what each side does, a sentence or two a line; `questions` are to be asked word
    for word; `trap` is the one mistake to avoid."""

    slug: str
    stage: StageName
    icon: str
    title: StrOrPromise
    summary: StrOrPromise
    opening: StrOrPromise
    mentee: tuple[StrOrPromise, ...]
    mentor: tuple[StrOrPromise, ...]
    questions: tuple[StrOrPromise, ...]
    agenda: tuple[Part, ...]
    trap: StrOrPromise

    @property
    def minutes(self) -> int:
        """How long the conversation takes."""
        return sum(part.minutes for part in self.agenda)

    @property
    def timed(self) -> tuple[Timed, ...]:
        return tuple(_clocked(self.agenda))

    @property
    def words(self) -> int:
        """How long it is to read, in words of the language that is active."""
        texts = [
            self.opening,
            *self.mentee,
            *self.mentor,
            *self.questions,
            *(p.what for p in self.agenda),
            self.trap,
        ]
        return sum(len(str(text).split()) for text in texts)

    @property
    def reading_minutes(self) -> int:
        return max(round(self.words / WORDS_A_MINUTE), 1)


@dataclass(frozen=True)
class Shelf:
    """The guides of one stage."""

    stage: StageName
    guides: tuple[Guide, ...]


def guide_called(slug: str) -> Guide:
    """The guide of that name. Raises KeyError where there is none."""
    return _BY_SLUG[slug]


def by_stage() -> tuple[Shelf, ...]:
    """All guides, stage by stage."""
    return tuple(Shelf(stage, tuple(g for g in GUIDES if g.stage == stage)) for stage in StageName)


def suggested(stage: StageName, *, met: bool, silent: bool, over: bool = False) -> tuple[Guide, ...]:
    """The two guides that help now: by what happens, and then by the stage. Nothing of each other for long, without a next
    date, is `silent`; afterwards (`over`) there is thanking left."""
    if over:
        return (guide_called("saying-thank-you"),)
    if silent:
        return (guide_called("stuck-or-silent"), guide_called("hard-conversations"))
    if not met:
        return (guide_called("first-hour"), guide_called("how-you-work"))
    return tuple(guide_called(slug) for slug in _OF_STAGE[stage])


def _clocked(agenda: Iterable[Part]) -> Iterator[Timed]:
    passed = 0
    for part in agenda:
        yield Timed(f"{passed // 60}:{passed % 60:02}", part.what)
        passed += part.minutes


_OF_STAGE = {
    StageName.STARTING: ("how-you-work", "wish-to-goal"),
    StageName.WORKING: ("status-report", "asking-for-feedback"),
    StageName.HALF_WAY: ("half-way", "opening-your-network"),
    StageName.CLOSING: ("last-two-meetings", "saying-thank-you"),
}

GUIDES = (
    Guide(
        "first-hour",
        StageName.STARTING,
        "coffee",
        _("The first hour"),
        _("Get to know each other, look at one real thing, and part with a date."),
        _("The first hour decides less than people fear. It has done its work if both of you leave knowing what the other cares about, and when you meet again. It does not have to solve anything."),
        mentee=(
            _("You lead the hour. Send two lines the day before: what you would like to talk about, and one thing you hope to take away."),
            _("Tell your story in five minutes: where you are, where you want to be, what you have tried. Then stop, and let questions take over."),
            _("Bring one small thing that is true this week, such as a conversation you put off. Small and real beats large and vague."),
            _("Write three lines the same day: what you take with you, what you will do first, and thanks."),
        ),
        mentor=(
            _("Tell how you came to where you are, with one wrong turn in it. It gives leave to tell the truth."),
            _("Talk for less than half of the time. When there is a silence, count to five before you fill it: the best sentence often comes at four."),
            _("Say plainly how much time you have in a month. A small promise that holds is worth more than a large one."),
            _("Note one thing to ask about next time. Being remembered is half of being helped."),
        ),
        questions=(
            _("What made you join, and why now?"),
            _("What would be different in half a year if this worked well?"),
            _("What have you tried already, and what came of it?"),
            _("What should I know about how you like to work with people?"),
            _("What is one thing about you that is not in your profile?"),
        ),
        agenda=(
            Part(10, _("Say hello properly: where each of you sits, what the week brought.")),
            Part(20, _("Both stories, the short version, with questions.")),
            Part(15, _("One real thing of this week, thought about aloud together.")),
            Part(10, _("How often, by which means, how quickly you answer each other.")),
            Part(5, _("The next date, in both calendars, and one thing to do until then.")),
        ),
        trap=_("Advice in the first ten minutes. It answers a question that nobody has asked yet, and the real one stays unsaid."),
    ),
    Guide(
        "how-you-work",
        StageName.STARTING,
        "handshake",
        _("Agreeing how you work"),
        _("Six things to say aloud once, so that neither of you has to guess."),
        _("Most mentorships that fade do so without a quarrel: each waited for the other to write. A quarter of an hour spent on how you work prevents that, and makes it easy to speak up later, because both of you said how you would."),
        mentee=(
            _("Write down your answers before you meet, then propose them as your working agreement here. The other one can change any of it before signing."),
            _("Ask for what you really need. “Half an hour every two weeks, and a quick word when I am stuck” is easier to say yes to than “some of your time”."),
            _("Take over the organising: you propose the dates, you send the topics. Mentors notice that more than anything else."),
        ),
        mentor=(
            _("Name your limits first: hours, topics you would rather leave out, weeks you are away. It is a kindness, as it ends the guessing."),
            _("Say what you expect: a topic before each meeting, a word when something has to move, honesty when advice did not help."),
            _("Ask what stays between you, and say what you would have to pass on, such as a danger to somebody."),
        ),
        questions=(
            _("How often do we meet, for how long, and where?"),
            _("How do we reach each other in between, and how soon may I expect an answer?"),
            _("What may you tell others of what I say here, and what not?"),
            _("What do you need from me to make this worth your time?"),
            _("How will you tell me when something does not work for you?"),
            _("When do we look at this again, and when do we stop?"),
        ),
        agenda=(
            Part(5, _("Each reads the other’s notes in silence.")),
            Part(15, _("Go through the questions; write down one line for each.")),
            Part(5, _("What stays between you, word for word.")),
            Part(5, _("What you do when it does not work: who says it first, and how.")),
        ),
        trap=_("“Let us see how it goes.” It sounds easy-going, and leaves the shyer one of you to carry the doubt alone."),
    ),
    Guide(
        "wish-to-goal",
        StageName.WORKING,
        "target",
        _("Turning a wish into a goal"),
        _("From “become more confident” to something you can both see happen."),
        _("A wish says where you would like to be; a goal says what somebody could watch you do. “I want to be better at presenting” gives a mentor nothing to help with. “I present our figures to the board in March, without notes” gives you both a place to start on Monday."),
        mentee=(
            _("Finish this sentence: “In three months somebody could see me …”. If nobody could see it, it is still a wish."),
            _("Say how you will both tell: a number, a date, a person who notices. “My manager asks me to do it again” is a fine measure."),
            _("Choose two goals, three at most. What you leave out now is not lost; put it on the list for the second half."),
            _("Cut the first step so small that you can do it this week."),
        ),
        mentor=(
            _("Do not improve the goal: ask until it is theirs. Your better goal will be dropped by the second meeting."),
            _("Ask what it would change, twice. Behind “learn to negotiate” there is often “stop being afraid of one person”."),
            _("Offer one story of how you went about something like it, with what went wrong. Then go back to their plan."),
        ),
        questions=(
            _("If this came true, what would you do on an ordinary Tuesday that you do not do today?"),
            _("How would somebody else notice that you had got there?"),
            _("What has kept it from happening so far?"),
            _("On a scale from one to ten, how much do you want it? Why not two less?"),
            _("What is the smallest step you could take before we meet again?"),
        ),
        agenda=(
            Part(10, _("The wish, in the mentee’s words, without interruption.")),
            Part(15, _("What somebody could see; how you will both tell; by when.")),
            Part(10, _("What stands in the way, and who could help.")),
            Part(10, _("The first step, and the milestone after it. Write both down here.")),
        ),
        trap=_("A goal that depends on somebody else’s decision, such as a promotion. Aim at what you can do yourself: the case made, the talk held, the application sent."),
    ),
    Guide(
        "status-report",
        StageName.WORKING,
        "refresh-cw",
        _("The meeting that became a status report"),
        _("When you tell each other the news and part as you came: how to get back to work."),
        _("It happens to nearly every pair in the third month. The mentee reports, the mentor nods, everybody is polite, and nothing is at stake. It is no sign that you have run out of topics; it is a sign that the topics have become too safe."),
        mentee=(
            _("Send the news in writing two days before: three lines are enough. Then the hour is free for the one question you do not know the answer to."),
            _("Bring something unfinished: a draft, an e-mail you have not sent, a decision that keeps you awake."),
            _("Say what you want from this hour in your first sentence: “Today I need you to disagree with me”, or “I need to think aloud”."),
        ),
        mentor=(
            _("When you hear the third piece of news in a row, stop kindly: “Which of these would you give an hour to?”"),
            _("Ask about the thing that did not get done. It was left lying for a reason, and the reason is your topic."),
            _("Try another form: walk, swap roles, or rehearse the hard conversation with you as the other person."),
        ),
        questions=(
            _("What are you not telling me because it seems too small?"),
            _("Which decision are you putting off, and what would help you make it?"),
            _("What did you do differently since last time, and what happened?"),
            _("If you could have only ten minutes of this hour, what would you use them for?"),
            _("What would you try if nobody were watching?"),
        ),
        agenda=(
            Part(5, _("One sentence each on the news; the rest was in writing.")),
            Part(5, _("Choose one topic that is not safe.")),
            Part(30, _("Work on it: think aloud, rehearse, or write together.")),
            Part(10, _("What is different now? What happens this week?")),
            Part(5, _("Was this hour worth it? One thing to do otherwise next time.")),
        ),
        trap=_("More topics. A longer agenda makes a longer report; one question asked three times deeper makes a conversation."),
    ),
    Guide(
        "giving-feedback",
        StageName.WORKING,
        "message-circle",
        _("Giving feedback that can be used"),
        _("Say what you saw, what it did, and what you would try: in that order."),
        _("Feedback helps when the other one can do something with it on Monday. That takes something you both saw, not a judgement of character; and it takes a person who is ready to listen. Both of you give it: a mentor learns how their advice lands only from the mentee."),
        mentee=(
            _("Tell your mentor what helped, exactly: “You asked what I was afraid of, and I have asked myself that ever since”."),
            _("Tell them as well what did not: “When you tell me how you did it, I stop thinking about how I could”. Most mentors have never been told, and are glad."),
            _("If saying it is hard, write it: there is a place for it under Look back, and only your mentor reads it."),
        ),
        mentor=(
            _("Ask first: “Would you like to hear how that came across?” A no is an answer, and it makes the next yes real."),
            _("One thing at a time, close to when it happened. A list of five is a verdict."),
            _("Name strengths as exactly as weaknesses. “Good” teaches nothing; “you let her finish, and then she changed her mind” does."),
        ),
        questions=(
            _("May I tell you something I noticed?"),
            _("I saw that … ; what it did to me was … ; how did you mean it?"),
            _("What did you want to happen there?"),
            _("What would you do again exactly so?"),
            _("What could I do differently that would help you more?"),
        ),
        agenda=(
            Part(5, _("Choose one moment that both of you remember.")),
            Part(10, _("What I saw, and what it did. The other only asks back.")),
            Part(10, _("What was meant, and what could be tried next time.")),
            Part(10, _("Change over: now the other one gives it.")),
            Part(5, _("What each of you will try, in one sentence.")),
        ),
        trap=_("Praise, blame, praise. Everybody knows the sandwich, hears only the middle, and no longer believes the bread."),
    ),
    Guide(
        "asking-for-feedback",
        StageName.WORKING,
        "hand",
        _("Asking for feedback, and hearing it"),
        _("Ask a question that can be answered, and say thank you before you explain."),
        _("“Do you have any feedback for me?” gets “no, all fine” from almost everybody. A narrow question gets an honest answer, because it shows what you want to know and that you can bear to hear it. What happens in the first ten seconds afterwards decides whether you ever hear it again."),
        mentee=(
            _("Ask about one thing, before it happens: “I speak on Thursday. Watch whether I rush, and tell me afterwards.”"),
            _("When the answer comes, breathe, write it down word for word, and say thank you. You may ask what was meant; you may not explain."),
            _("Decide a day later what you will use. Not everything that is said of you is true, and nothing has to be decided at once."),
            _("Come back with what you did with it. That is what makes people tell you more."),
        ),
        mentor=(
            _("Ask for it yourself, early: “What is one thing I do that does not help?” You show how hearing it is done."),
            _("When they explain themselves, wait. Then: “What of this could still be useful, even if it is only a tenth?”"),
            _("Help to sort: what to use now, what to keep for later, what to leave with the one who said it."),
        ),
        questions=(
            _("What is one thing I could have done better in … ?"),
            _("When did you stop following me?"),
            _("What do I do that makes it harder for you to help me?"),
            _("What do people say of my work when I am not in the room?"),
            _("What should I keep doing, exactly as it is?"),
        ),
        agenda=(
            Part(5, _("The question, written down and narrow.")),
            Part(10, _("The answer. The one who asked only writes.")),
            Part(10, _("Asking back: when, what exactly, what would have been better.")),
            Part(10, _("Sort it: use now, keep, leave.")),
            Part(5, _("One thing to try, and whom to ask next.")),
        ),
        trap=_("“Yes, but”. Every explanation, however right, teaches the other one that telling you costs effort."),
    ),
    Guide(
        "stuck-or-silent",
        StageName.WORKING,
        "bell-off",
        _("When it is stuck, or silent"),
        _("Weeks have gone by and nobody has written. How to begin again without a round of apologies."),
        _("Silence feeds on itself: after two weeks you mean to write, after four you are ashamed, after six you think the other one is cross. They are almost never cross. They are thinking the same about you. Whoever writes first does both of you a service, and three lines are enough."),
        mentee=(
            _("Write today, not when you have something to show: “I got stuck and went quiet. I would like to go on. Could we have twenty minutes next week?”"),
            _("Bring the reason, if there is one: a goal that no longer fits, advice you could not follow, a month that was too much. It is the topic."),
            _("If you are afraid of one sentence, say exactly that one first. The rest is easy afterwards."),
        ),
        mentor=(
            _("Do not wait to be asked. “I thought of you when … , how did it go?” opens more doors than “just checking in”."),
            _("Make the first step small: a call of fifteen minutes, without preparation, without a report."),
            _("Ask what would make it easier to come: another time of day, shorter, more seldom. Changing the rhythm is no failure."),
        ),
        questions=(
            _("What has your month been like, really?"),
            _("Is the goal still yours, or has something changed?"),
            _("What would make it easy to meet again?"),
            _("Is there something I did, or did not do, that made it harder to write?"),
            _("Would it help to rest for a while, and say until when?"),
        ),
        agenda=(
            Part(5, _("How each of you is. Nobody explains the silence yet.")),
            Part(10, _("What happened, from both sides, without guilt.")),
            Part(10, _("Go on, change something, rest, or stop well: which one?")),
            Part(5, _("The next date, and who writes if it has to move.")),
        ),
        trap=_("Going back to the old plan as if nothing had been. It was too much then, and will be again; make the next step half as large."),
    ),
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
_BY_SLUG = {guide.slug: guide for guide in GUIDES}
