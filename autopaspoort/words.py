"""What people call the events and pages of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words


def _created(facts: Mapping[str, Any]) -> str:
    return _("AutoPaspoort made and offered") if facts.get("offered") is True else _("AutoPaspoort made")


def _loaded(facts: Mapping[str, Any]) -> str:
    counts = {name: facts.get(name, 0) for name in ("created", "updated", "unchanged")}
    failed = facts.get("refused", 0), facts.get("duplicate", 0)
    counts["failed"] = sum(failed) if all(isinstance(count, int) for count in failed) else failed[0]
    words = _(
        "Customer list loaded: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
        "%(failed)s failed"
    )
    return words % counts


EVENTS: dict[str, Words] = {
    "autopaspoort.passport_created": _created,
    "autopaspoort.passport_updated": _lazy("AutoPaspoort updated by hand"),
    "autopaspoort.passport_offered": _lazy("AutoPaspoort offered to the customer"),
    "autopaspoort.passport_accepted": _lazy("AutoPaspoort accepted"),
    "autopaspoort.passport_expired": _lazy("Offer of the AutoPaspoort expired"),
    "autopaspoort.passport_archived": _lazy("AutoPaspoort archived"),
    "autopaspoort.mails_declined": _lazy("The customer wants no e-mails any more (%(to)s)"),
    "autopaspoort.mails_allowed": _lazy("The customer wants e-mails again (%(to)s)"),
    "autopaspoort.email_corrected": _lazy("E-mail address corrected"),
    "autopaspoort.customer_list_uploaded": _lazy("Customer list uploaded: %(file_name)s, %(lines)s lines"),
    "autopaspoort.customer_list_loaded": _loaded,
    "autopaspoort.customer_list_discarded": _lazy("Customer list discarded: %(file_name)s"),
    "autopaspoort.passport_transferred": _lazy("Car sold: the AutoPaspoort went to its new owner"),
    "autopaspoort.customer_left": _lazy("The customer left the portal"),
    "autopaspoort.consent_changed": _lazy("The customer chose what to hear"),
    "autopaspoort.appointment_asked": _lazy("Appointment asked"),
    "autopaspoort.appointment_proposed": _lazy("Appointment proposed"),
    "autopaspoort.appointment_confirmed": _lazy("Appointment confirmed"),
    "autopaspoort.appointment_cancelled": _lazy("Appointment cancelled"),
    "autopaspoort.autocheck_published": _lazy("Autocheck published"),
    "autopaspoort.check_template_changed": _lazy("Autocheck template: version %(version)s"),
    "autopaspoort.work_expected": _lazy("Expected maintenance noted"),
    "autopaspoort.work_done": _lazy("Expected maintenance done"),
    "autopaspoort.work_dropped": _lazy("Expected maintenance not needed"),
    "autopaspoort.advice_approved": _lazy("Advice approved: %(work)s"),
    "autopaspoort.advice_declined": _lazy("Advice declined: %(work)s"),
    "autopaspoort.fleet_opened": _lazy("Fleet account opened: %(name)s"),
    "autopaspoort.fleet_renamed": _lazy("Fleet account renamed: %(name)s"),
    "autopaspoort.fleet_ended": _lazy("Fleet account ended: %(name)s"),
    "autopaspoort.fleet_of_car_changed": _lazy("Fleet account of the car: %(fleet)s"),
    "autopaspoort.fleet_manager_named": _lazy("Manages the fleet from now on: %(email)s"),
    "autopaspoort.fleet_manager_dismissed": _lazy("Does not manage the fleet any more: %(email)s"),
    "autopaspoort.api_key_made": _lazy("Key of the coupling made: %(name)s"),
    "autopaspoort.api_key_revoked": _lazy("Key of the coupling revoked: %(name)s"),
    "autopaspoort.webhook_set": _lazy("Webhook set to %(url)s"),
    "autopaspoort.webhook_ended": _lazy("Webhook switched off"),
    "autopaspoort.webhook_sent_again": _lazy("Event of the webhook sent again"),
    "autopaspoort.promotion_written": _lazy("Promotion written"),
    "autopaspoort.promotion_changed": _lazy("Promotion changed"),
    "autopaspoort.promotion_sent": _lazy("Promotion sent"),
    "autopaspoort.settings_changed": _lazy("An offer now waits %(offer_days)s days for its owner"),
}

ROUTES = {
    "home": _lazy("See the home screen of AutoPaspoort"),
    "passport-new": _lazy("Make an AutoPaspoort"),
    "settings": _lazy("Change the settings of AutoPaspoort"),
    "passport-list": _lazy("See My AutoPaspoorten"),
    "passport-export": _lazy("Export AutoPaspoorten"),
    "invalid-email-list": _lazy("See the invalid e-mails"),
    "invalid-email-correct": _lazy("Correct an e-mail and send again"),
    "profile": _lazy("See a customer profile"),
    "leaving": _lazy("Send when leaving a customer profile"),
    "passport-offer": _lazy("Send an AutoPaspoort"),
    "passport-archive": _lazy("Archive an AutoPaspoort"),
    "mails-allow": _lazy("Allow e-mails to a customer again"),
    "passport-pdf": _lazy("Make a PDF of an AutoPaspoort"),
    "odometer-record": _lazy("Record an odometer reading"),
    "inspection-set": _lazy("Set an APK date"),
    "vehicle-edit": _lazy("Change a vehicle"),
    "owner-edit": _lazy("Change an owner"),
    "coupling": _lazy("See the coupling with other software"),
    "coupling-help": _lazy("Read how the coupling works"),
    "key-make": _lazy("Make a key of the coupling"),
    "key-revoke": _lazy("Revoke a key of the coupling"),
    "webhook-set": _lazy("Set the webhook"),
    "webhook-end": _lazy("Switch the webhook off"),
    "delivery-repeat": _lazy("Send an event of the webhook again"),
    "statistics": _lazy("See the statistics of AutoPaspoort"),
    "promotion-list": _lazy("See the promotions"),
    "promotion-new": _lazy("Write a promotion"),
    "promotion": _lazy("See a promotion and what came of it"),
    "promotion-edit": _lazy("Change a promotion"),
    "promotion-send": _lazy("Send a promotion"),
    "hand-over": _lazy("Give a car to a new owner or driver"),
    "fleet-list": _lazy("See the fleet accounts"),
    "fleet-new": _lazy("Open a fleet account"),
    "fleet": _lazy("See a fleet account"),
    "fleet-edit": _lazy("Rename a fleet account"),
    "fleet-end": _lazy("End a fleet account"),
    "manager-name": _lazy("Name a fleet manager"),
    "manager-dismiss": _lazy("Dismiss a fleet manager"),
    "fleet-export": _lazy("Export the vehicles of a fleet"),
    "customer-list-new": _lazy("Upload customer list"),
    "customer-list-help": _lazy("Read how to make a customer list"),
    "customer-list-template": _lazy("Download the template of a customer list"),
    "customer-list": _lazy("See a customer list and its batch"),
    "customer-list-confirm": _lazy("Plan a customer list"),
    "customer-list-discard": _lazy("Discard a customer list"),
    "customer-list-failed-lines": _lazy("Download the failed lines"),
    "offer": _lazy("Accept an AutoPaspoort (link in the e-mail)"),
    "upkeep": _lazy("See what comes up for a car"),
    "work-new": _lazy("Note expected maintenance"),
    "work-finish": _lazy("Finish expected maintenance"),
    "autocheck": _lazy("Make an autocheck"),
    "autocheck-point": _lazy("Note a point of an autocheck"),
    "autocheck-rest": _lazy("Set the rest of an autocheck in order"),
    "autocheck-publish": _lazy("Publish an autocheck"),
    "autocheck-photo": _lazy("See a photo of an autocheck"),
    "check-template": _lazy("Change what an autocheck looks at"),
    "appointment-list": _lazy("See the appointments"),
    "appointment-detail": _lazy("Propose a moment"),
    "appointment-withdraw": _lazy("Cancel an appointment"),
    "consent-stop": _lazy("Stop one kind of e-mails (link in the e-mail)"),
    "offer-decline": _lazy("Stop e-mails (link in the e-mail)"),
}
