from __future__ import annotations

import pytest

from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active


def state_of(mail: OutboxMail, garage) -> str:
    with garage_active(garage):
        return OutboxMail.objects.get(pk=mail.pk).state


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MailState.QUEUED, "queued"),
        (MailState.SENDING, "sending"),
        (MailState.SENT, "sent"),
        (MailState.FAILED, "failed"),
        (MailState.UNKNOWN, "doubtful"),
        (MailState.SUPPRESSED, "suppressed"),
        (MailState.BOUNCED, "bounced"),
        (MailState.CANCELLED, "cancelled"),
    ],
)
def test_the_list_says_what_became_of_each_mail(as_reception, mail, state, words):
    mail(state, answer="550 5.1.1 <no> such user")

    page = as_reception.get("/g/peeters/mail/").text

    assert "jan1@example.com" in page
    assert "Greeting" in page
    assert f"</svg>{words}</span>" in page
    assert "550 5.1.1 &lt;no&gt; such user" in page


def test_mechanics_do_not_see_the_mails(as_mechanic, mail):
    doubtful = mail(MailState.UNKNOWN)

    assert as_mechanic.get("/g/peeters/mail/").status_code == 403
    assert as_mechanic.post(f"/g/peeters/mail/{doubtful.pk}/arrival/").status_code == 403
    assert as_mechanic.post(f"/g/peeters/mail/{doubtful.pk}/repetition/").status_code == 403


def test_mails_of_another_garage_stay_unseen(as_reception, peeters, dubois, mail):
    theirs = mail(MailState.UNKNOWN, garage=dubois, to="verborgen@example.com")

    assert "verborgen" not in as_reception.get("/g/peeters/mail/").text
    assert as_reception.post(f"/g/peeters/mail/{theirs.pk}/arrival/").status_code == 404
    assert as_reception.post(f"/g/peeters/mail/{theirs.pk}/repetition/").status_code == 404
    assert state_of(theirs, dubois) == MailState.UNKNOWN


def test_a_doubtful_mail_is_decided_and_the_filters_stay(as_owner, peeters, mail):
    doubtful = mail(MailState.UNKNOWN)

    response = as_owner.post(
        f"/g/peeters/mail/{doubtful.pk}/arrival/", {"next": "/g/peeters/mail/?state=unknown"}
    )

    assert response.headers["Location"] == "/g/peeters/mail/?state=unknown"
    assert state_of(doubtful, peeters) == MailState.SENT


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_decision_leads_nowhere_else(as_owner, mail, elsewhere):
    doubtful = mail(MailState.UNKNOWN)

    response = as_owner.post(f"/g/peeters/mail/{doubtful.pk}/repetition/", {"next": elsewhere})

    assert response.headers["Location"] == "/g/peeters/mail/"


@pytest.mark.parametrize("state", [MailState.UNKNOWN, MailState.FAILED])
def test_a_doubtful_or_failed_mail_is_sent_again(as_reception, peeters, mail, state):
    failed = mail(state)

    page = as_reception.post(f"/g/peeters/mail/{failed.pk}/repetition/", follow=True).text

    assert "This e-mail is sent again." in page
    assert state_of(failed, peeters) == MailState.QUEUED


def test_a_mail_that_was_sent_is_not_sent_again(as_reception, peeters, mail):
    sent = mail(MailState.SENT)

    page = as_reception.post(f"/g/peeters/mail/{sent.pk}/repetition/", follow=True).text

    assert "Only an e-mail that failed can be sent again." in page
    assert state_of(sent, peeters) == MailState.SENT


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["an@example.com", "jan1@example.com"]),
        ("state=failed", ["an@example.com"]),
        ("state=unknown", []),
        ("kind=tests.hello", ["an@example.com", "jan1@example.com"]),
        ("q=JAN1", ["jan1@example.com"]),
        ("state=nonsense", ["an@example.com", "jan1@example.com"]),
    ],
)
def test_the_list_is_filtered(as_reception, mail, query, shown):
    mail(MailState.SENT)
    mail(MailState.FAILED, to="an@example.com")

    response = as_reception.get(f"/g/peeters/mail/?{query}")

    assert [row.to for row in response.context["rows"]] == shown


def test_a_mail_that_was_forgotten_says_so(as_reception, mail):
    mail(MailState.SENT, to="")

    assert "address deleted" in as_reception.get("/g/peeters/mail/").text


def test_the_shell_counts_the_doubtful_ones(as_reception, mail):
    mail(MailState.UNKNOWN)
    mail(MailState.SENT)

    [item] = [
        item for item in as_reception.get("/g/peeters/").context["navigation"] if item.name == "E-mails"
    ]

    assert item.count == 1


def test_the_list_costs_the_same_for_one_row_and_three(as_reception, mail, django_assert_max_num_queries):
    mail(MailState.SENT)
    with django_assert_max_num_queries(12) as one:
        as_reception.get("/g/peeters/mail/")
    mail(MailState.FAILED)
    mail(MailState.UNKNOWN)
    with django_assert_max_num_queries(12) as three:
        as_reception.get("/g/peeters/mail/")

    assert len(one) == len(three)
