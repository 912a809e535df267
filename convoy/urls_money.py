"""Expenses, invoices and payments: inside a garage, below the name space of convoy."""

from __future__ import annotations

from django.urls import path

from convoy.views import dispatch_money, partner_money

urlpatterns = [
    path("partner/invoices/", partner_money.money, name="partner-money"),
    path("partner/expenses/new/", partner_money.expense_new, name="expense-new"),
    path("partner/expenses/<int:pk>/", partner_money.expense_edit, name="expense-edit"),
    path("partner/expenses/<int:pk>/removal/", partner_money.expense_remove, name="expense-remove"),
    path("partner/missions/<int:number>/extra-costs/", partner_money.extra_cost_new, name="extra-cost-new"),
    path("partner/invoices/<int:pk>/", partner_money.invoice_detail, name="partner-invoice"),
    path("partner/invoices/<int:pk>/pdf/", partner_money.invoice_pdf, name="partner-invoice-pdf"),
    path("partner/invoices/<int:pk>/own/", partner_money.invoice_upload, name="invoice-upload"),
    path(
        "partner/invoices/<int:pk>/decision/<slug:kind>/",
        partner_money.invoice_decide,
        name="invoice-decide",
    ),
    path("convoy/expenses/", dispatch_money.expense_list, name="expenses"),
    path("convoy/expenses/<int:pk>/", dispatch_money.expense_detail, name="expense"),
    path(
        "convoy/expenses/<int:pk>/decision/<slug:kind>/", dispatch_money.expense_decide, name="expense-decide"
    ),
    path(
        "convoy/extra-costs/<int:pk>/decision/<slug:kind>/",
        dispatch_money.extra_cost_decide,
        name="extra-cost-decide",
    ),
    path("convoy/invoices/", dispatch_money.invoice_list, name="invoices"),
    path("convoy/invoices/<int:pk>/", dispatch_money.invoice_detail, name="invoice"),
    path("convoy/invoices/<int:pk>/step/<slug:kind>/", dispatch_money.invoice_step, name="invoice-step"),
    path("convoy/invoices/<int:pk>/file/<slug:form>/", dispatch_money.invoice_file, name="invoice-file"),
    path("convoy/payments/", dispatch_money.payments, name="payments"),
    path("convoy/payments/<int:number>/file/", dispatch_money.payment_file, name="payment-file"),
    path("convoy/payments/<int:number>/done/", dispatch_money.payment_done, name="payment-done"),
    path("convoy/billing/", dispatch_money.billing, name="billing"),
]
