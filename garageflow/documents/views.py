from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from garageflow.documents.downloads import document_response
from garageflow.documents.models import Document, PdfOrder
from garageflow.documents.registry import may_see
from garageflow.jobs.rows import job_row, seconds_until_next_look
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest


@require_safe
@requires(*STAFF)
@csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True})  # type: ignore[arg-type]
@cache_control(private=True, no_store=True)
def document_download(request: MemberRequest, document_id: int) -> FileResponse:
    """Always to be saved, never shown on our address, whatever is in it."""
    document = get_object_or_404(Document, pk=document_id)
    if not may_see(request, document.subject):
        raise Http404
    return document_response(document)


@require_safe
@requires(*STAFF)
def pdf_order(request: MemberRequest, job_id: int) -> HttpResponse:
    """Progress until the PDF is there, then its link."""
    order = get_object_or_404(PdfOrder.objects.select_related("job", "job__requested_by"), job=job_id)
    if not may_see(request, order.subject):
        raise Http404
    context = {"order": order, "row": job_row(order.job), "seconds": seconds_until_next_look([order.job])}
    return render(request, "documents/pdf_order.html" + ("#order" if request.htmx else ""), context)
