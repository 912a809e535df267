from __future__ import annotations


def test_home_greets_the_member(as_reception, reception):
    response = as_reception.get("/g/peeters/")

    assert response.status_code == 200
    assert f"Hello {reception.member.name}" in response.text
