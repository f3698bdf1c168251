"""Temporary."""
import time
import pytest
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from journeys.models import CheckIn
from journeys.queries.help_queue import named_in, help_queue, facts_of, settings_of
from matching.models import Mentorship
from programmes.models import Enrolment
from accounts.models import Person, User
from tests import factories as make
@pytest.mark.django_db
def test_b():
    now=timezone.now(); D=timedelta(days=1)
    p=make.ProgrammeFactory(); N=5000
    users=User.objects.bulk_create(User(email=f"x{i}@e.org",password="!") for i in range(2*N))
    people=Person.objects.bulk_create(Person(user=u,name=f"P {i}",created_at=now) for i,u in enumerate(users))
    enr=Enrolment.objects.bulk_create(Enrolment(programme=p,person=q,role="mentee" if i<N else "mentor",state="approved",created_at=now,active_mentorships=1) for i,q in enumerate(people))
    ms=Mentorship.objects.bulk_create(Mentorship(programme=p,mentee=enr[i],mentor=enr[N+i],started_at=now-200*D) for i in range(N))
    CheckIn.objects.bulk_create((CheckIn(mentorship=m,person_id=pid,number=n,state="missed" if (i+n)%5==0 else "answered",met=None if (i+n)%5==0 else True,answered_at=None if (i+n)%5==0 else now-(200-14*n)*D,due_at=now-(201-14*n)*D,pulse=3) for i,m in enumerate(ms) for pid in (m.mentee.person_id,m.mentor.person_id) for n in range(1,14)), batch_size=5000)
    make.HelpRuleFactory(programme=p,key="low_pulse",threshold=2,since=now-100*D)
    with connection.cursor() as c: c.execute("ANALYZE")
    for _ in range(3):
        t=time.perf_counter(); n=named_in(p,now=now); a=time.perf_counter()-t
        t=time.perf_counter(); q=help_queue(p,reader=None,number=1,now=now); b=time.perf_counter()-t
        print("named_in",n,round(a,3),"queue",round(b,3))
