from garageflow.geo.map import MapPoint, draw_map
from garageflow.geo.places import place_of

LYON, PARIS = place_of("FR", "69001").point, place_of("FR", "75001").point


def test_a_map_holds_its_points_true_to_direction():
    drawn = draw_map([MapPoint(PARIS, "Paris", "A"), MapPoint(LYON, "Lyon", "B")], legs=[(PARIS, LYON)])

    paris, lyon = drawn.points
    assert 0 < float(paris.x) < float(lyon.x) < drawn.width, "Lyon lies east of Paris"
    assert 0 < float(paris.y) < float(lyon.y) < drawn.height, "and south of it"
    assert [(line.x1, line.y1, line.x2, line.y2) for line in drawn.lines] == [
        (paris.x, paris.y, lyon.x, lyon.y)
    ]
    assert "Dijon" in {town.label for town in drawn.known}
    assert "Paris" not in {town.label for town in drawn.known}, "its pin stands there"
    assert 100 < drawn.towns.count("M") < 1_000


def test_a_circle_has_the_size_of_its_kilometres():
    drawn = draw_map([], around=(PARIS, 50))

    assert drawn.circle is not None
    middle, radius = float(drawn.circle.x), float(drawn.circle.radius)
    assert middle - radius >= 0
    assert middle + radius <= drawn.width
    assert radius > drawn.width / 4


def test_a_map_of_nothing_is_a_map():
    assert draw_map([]).height > 0
