"""At least sixty addresses that want to be taken for one of garage.nl's."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from carshare.domain.suffixes import SuffixRefused, add_suffix, remove_suffix, verdict_on
from carshare.models import EmailSuffix
from garageflow.tenancy.active import garage_active
from tests.carshare.factories import OrganisationFactory

ALLOWED = {
    # address -> as it is kept
    "jan@garage.nl": "jan@garage.nl",
    "Jan.Janssens@Garage.NL": "jan.janssens@garage.nl",
    "JAN@GARAGE.NL": "jan@garage.nl",
    " jan@garage.nl ": "jan@garage.nl",
    "jan@garage.nl.": "jan@garage.nl",
    "jan+auto@garage.nl": "jan+auto@garage.nl",
    "jan_j-2@garage.nl": "jan_j-2@garage.nl",
    "o'brien@garage.nl": "o'brien@garage.nl",
    "jan=garage.be@garage.nl": "jan=garage.be@garage.nl",
    "j@garage.nl": "j@garage.nl",
    f"{'a' * 64}@garage.nl": f"{'a' * 64}@garage.nl",
    "jan@a.filialen.nl": "jan@a.filialen.nl",
    "jan@a.b.filialen.nl": "jan@a.b.filialen.nl",
    "jan@A.B.Filialen.nl.": "jan@a.b.filialen.nl",
    "jan@bücher.nl": "jan@xn--bcher-kva.nl",
    "jan@BÜCHER.nl": "jan@xn--bcher-kva.nl",
    "jan@xn--bcher-kva.nl": "jan@xn--bcher-kva.nl",
    "jan@XN--BCHER-KVA.nl": "jan@xn--bcher-kva.nl",
}
NOT_ALLOWED = (
    # another domain that ends or begins alike
    "jan@hackedgarage.nl",
    "jan@garage.nl.evil.com",
    "jan@garage-nl.com",
    "jan@garage.nlx",
    "jan@garage.nl.nl",
    "jan@garagenl.nl",
    "jan@evil-garage.nl",
    "jan@garage.be",
    "jan@garage.co.nl",
    # exact means exact, and a star means something below
    "jan@mail.garage.nl",
    "jan@a.b.garage.nl",
    "jan@www.garage.nl",
    "jan@filialen.nl",
    "jan@xfilialen.nl",
    "jan@a.filialen.nl.evil.com",
    "jan@a.xfilialen.nl",
    "jan@nl.com",
    "jan@gmail.com",
    # look-alikes in other scripts
    "jan@g\u0430rage.nl",
    "jan@garag\u0435.nl",
    "jan@\u0261arage.nl",
    "jan@garäge.nl",
    "jan@xn--grage-4ve.nl",
    "jan@bucher.nl",
)
MALFORMED = (
    "",
    "jan",
    "garage.nl",
    "@garage.nl",
    "jan@",
    "jan@garage",
    "jan@localhost",
    "jan@nl",
    # two addresses, or something that is read as two
    "jan@evil.com@garage.nl",
    "jan@garage.nl@evil.com",
    "jan@garage.nl,jan@evil.com",
    "jan@garage.nl;jan@evil.com",
    "jan@evil.com jan@garage.nl",
    "jan@garage.nl jan@evil.com",
    '"jan@evil.com"@garage.nl',
    '"jan"@garage.nl',
    '"jan doe"@garage.nl',
    '"jan\\"@garage.nl',
    "jan%evil.com@garage.nl",
    "evil.com!jan@garage.nl",
    "<jan@garage.nl>",
    "Jan <jan@garage.nl>",
    "jan(x)@garage.nl",
    "jan@garage.nl(x)",
    "jan@(x)garage.nl",
    "mailto:jan@garage.nl",
    # what a header would be broken with
    "jan@garage.nl\n",
    "jan@garage.nl\r\nBcc: evil@evil.com",
    "jan\n@garage.nl",
    "jan@garage.nl\x00",
    "jan\x00@garage.nl",
    "jan@garage.nl\t",
    # dots
    ".jan@garage.nl",
    "jan.@garage.nl",
    "jan..j@garage.nl",
    "jan@.garage.nl",
    "jan@garage..nl",
    "jan@garage.nl..",
    # letters that turn into others
    "jan@ga\u017fage.nl",
    "jan@\uff47arage.nl",
    "jan@garage\u3002nl",
    "jan@garage\uff0enl",
    "jan@filia\u212aen.nl",
    "jan\u017f@garage.nl",
    "j\u00e4n@garage.nl",
    "jan@gar\u200bage.nl",
    "jan@gar\u00adage.nl",
    "jan@\u202egarage.nl",
    "jan@gar\ufeffage.nl",
    # no host name
    "jan@[127.0.0.1]",
    "jan@127.0.0.1",
    "jan@[IPv6:::1]",
    "jan@-garage.nl",
    "jan@garage-.nl",
    "jan@gar_age.nl",
    "jan@*.garage.nl",
    "jan@garage.nl/",
    "jan@garage.nl:25",
    "jan@garage.nl?x",
    "jan@xn--garage-.nl",
    "jan@xn--.nl",
    f"{'a' * 65}@garage.nl",
    f"jan@{'a' * 64}.nl",
    f"jan@{'a.' * 126}nl",
)


@pytest.fixture
def organisation(in_peeters):
    organisation = OrganisationFactory(name="Garage NL")
    EmailSuffix.objects.create(organisation=organisation, domain="garage.nl")
    EmailSuffix.objects.create(organisation=organisation, domain="filialen.nl", is_wildcard=True)
    EmailSuffix.objects.create(organisation=organisation, domain="xn--bcher-kva.nl")
    return organisation


def test_the_table_is_long_enough():
    assert len({*ALLOWED, *NOT_ALLOWED, *MALFORMED}) >= 100


def test_addresses_of_the_organisation_are_allowed_and_kept_in_one_form(organisation):

    verdicts = {address: verdict_on(address) for address in ALLOWED}

    assert {address: verdict.email for address, verdict in verdicts.items()} == ALLOWED
    assert all(verdict.organisations == (organisation,) for verdict in verdicts.values())


def test_addresses_of_others_are_not_allowed(organisation):
    assert {address: verdict_on(address).reason for address in NOT_ALLOWED} == dict.fromkeys(
        NOT_ALLOWED, "not_allowed"
    )


def test_what_could_be_read_in_two_ways_is_no_address(organisation):
    assert {address: verdict_on(address).reason for address in MALFORMED} == dict.fromkeys(
        MALFORMED, "malformed"
    )


def test_a_closed_organisation_takes_nobody(organisation):
    organisation.is_open = False
    organisation.save()

    assert not verdict_on("jan@garage.nl").is_allowed


def test_the_suffix_of_another_garage_counts_for_nothing(organisation, dubois):
    with garage_active(dubois):
        assert not verdict_on("jan@garage.nl").is_allowed


def test_several_organisations_can_share_a_suffix(organisation):
    EmailSuffix.objects.create(organisation=OrganisationFactory(name="B"), domain="garage.nl")

    assert [found.name for found in verdict_on("jan@garage.nl").organisations] == ["B", "Garage NL"]


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        ("garage.be", "garage.be"),
        ("@Garage.BE.", "garage.be"),
        ("*.garage.be", "*.garage.be"),
        ("bücher.be", "xn--bcher-kva.be"),
        ("ville.paris.fr", "ville.paris.fr"),
        ("zorgpunt.example", "zorgpunt.example"),
    ],
)
def test_a_suffix_is_kept_in_one_form(organisation, owner, entry, kept):
    assert str(add_suffix(organisation, suffix=entry, by=owner)) == kept


@pytest.mark.parametrize(
    "entry",
    [
        "nl",
        "*.nl",
        "com",
        "co.uk",
        "*.co.uk",
        "github.io",
        "*.github.io",
        "gmail.com",
        "*.gmail.com",
        "mail.gmail.com",
        "GMAIL.com.",
        "telenet.be",
        "orange.fr",
        "laposte.net",
        "ziggo.nl",
        "*",
        "*.",
        "**.garage.nl",
        "gar*.nl",
        "jan@garage.nl",
        "garage",
        "",
        "http://garage.nl",
        "garage.nl/x",
        "127.0.0.1",
        "ga\u017fage.nl",
    ],
)
def test_a_suffix_of_everybody_is_refused(organisation, owner, entry):
    with pytest.raises(SuffixRefused):
        add_suffix(organisation, suffix=entry, by=owner)


def test_a_suffix_is_added_once_and_removed(organisation, owner):
    suffix = add_suffix(organisation, suffix="garage.be", by=owner)
    with pytest.raises(SuffixRefused):
        add_suffix(organisation, suffix="GARAGE.BE", by=owner)

    remove_suffix(suffix, by=owner)

    assert not verdict_on("jan@garage.be").is_allowed


def test_the_command_prints_the_verdict(peeters, organisation, capsys):
    call_command("carshare_suffix_check", "Jan@GARAGE.nl", garage="peeters")
    assert json.loads(capsys.readouterr().out) == {
        "allowed": True,
        "organisations": ["Garage NL"],
        "reason": "allowed",
    }

    call_command("carshare_suffix_check", "jan@hackedgarage.nl", garage="peeters")
    assert json.loads(capsys.readouterr().out) == {
        "allowed": False,
        "organisations": [],
        "reason": "not_allowed",
    }
    with pytest.raises(CommandError):
        call_command("carshare_suffix_check", "jan@garage.nl", garage="nowhere")
