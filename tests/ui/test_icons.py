from garageflow.ui.icons import ICONS, TONE_ICONS, icon_svg


def test_every_icon_exists():
    for meaning in ICONS:
        assert icon_svg(meaning).startswith("<svg")


def test_no_picture_means_two_things():
    assert len(set(ICONS.values())) == len(ICONS)


def test_every_tone_has_an_icon():
    assert set(TONE_ICONS.values()) <= set(ICONS)


def test_decoration_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in icon_svg("mail")


def test_a_label_is_spoken_and_escaped():
    svg = icon_svg("mail", '"><script>')

    assert 'role="img"' in svg
    assert "aria-hidden" not in svg
    assert "<script>" not in svg
