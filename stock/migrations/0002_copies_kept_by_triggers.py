"""docs/adr/0006-copies-kept-by-triggers.md says why these are triggers."""

from django.db import migrations

# As garageflow.customers.identity.plain() does it for the letters of Latin alphabets (a test compares them).
_ACCENTED = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïðñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦĨĩĪīĬĭĮįİı"
    "ĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚțǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜ"
)
_PLAIN = (
    "aaaaaaceeeeiiiidnoooooouuuuyaaaaaaceeeeiiiidnoooooouuuuyyaaaaaaccccccccddddeeeeeeeeeegggggggghhhiiiiiiiiii"
    "jjkkllllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuwwyyyzzzzzzssttaaiioouuuuuuuuuu"
)

# They run with the rights of whoever writes, so row security holds in them as everywhere; each statement
# names the garage all the same, because the owner's login sees every garage.
_FUNCTIONS = """
CREATE FUNCTION stock_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(replace(replace(replace(
        translate(lower(words), 'ACCENTED', 'PLAIN'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '\\s+', ' ', 'g'))
$$;

CREATE FUNCTION stock_copy_vehicle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    car record;
BEGIN
    SELECT * INTO car FROM vehicles_vehicle WHERE garage_id = NEW.garage_id AND id = NEW.vehicle_id;
    IF NOT found THEN
        RETURN NEW;  -- The foreign key refuses it.
    END IF;
    NEW.number := car.number;
    NEW.vin := car.vin;
    NEW.plate := car.plate;
    NEW.make := car.make;
    NEW.model_name := car.model_name;
    NEW.make_key := left(stock_plain(car.make), 60);
    NEW.model_key := left(stock_plain(car.model_name), 90);
    NEW.fuel := car.fuel;
    NEW.first_registered_key := coalesce(car.first_registered_on, '0001-01-01');
    NEW.car_pass_key := CASE
        WHEN car.car_pass_exclusion <> '' OR car.plate_country NOT IN ('', 'BE') THEN '9999-12-31'
        ELSE coalesce(car.car_pass_valid_until, '0001-01-01') END;
    NEW.km_key := coalesce(
        (SELECT km FROM vehicles_odometerreading
         WHERE garage_id = NEW.garage_id AND vehicle_id = NEW.vehicle_id AND state = 'active'
         ORDER BY read_on DESC, id DESC LIMIT 1), -1);
    NEW.search := left(concat_ws(' ', stock_plain(concat_ws(' ', car.make, car.model_name, NEW.version)),
                                 lower(car.plate), lower(car.vin), car.number), 400);
    NEW.changed_at := now();
    RETURN NEW;
END $$;

CREATE FUNCTION stock_vehicle_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_listing SET changed_at = now() WHERE garage_id = NEW.garage_id AND vehicle_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION stock_readings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_listing listing SET changed_at = now()
    FROM (SELECT DISTINCT garage_id, vehicle_id FROM changed) changed
    WHERE listing.garage_id = changed.garage_id AND listing.vehicle_id = changed.vehicle_id;
    RETURN NULL;
END $$;
""".replace("ACCENTED", _ACCENTED).replace("PLAIN", _PLAIN)

_COPIED = (
    "number", "vin", "plate", "plate_country", "make", "model_name", "fuel", "first_registered_on",
    "car_pass_valid_until", "car_pass_exclusion",
)  # fmt: skip
_BEFORE = ", ".join(f"OLD.{name}" for name in _COPIED)
_AFTER = ", ".join(f"NEW.{name}" for name in _COPIED)

_TRIGGERS = f"""
CREATE TRIGGER stock_copies BEFORE INSERT OR UPDATE ON stock_listing
    FOR EACH ROW EXECUTE FUNCTION stock_copy_vehicle();
CREATE TRIGGER stock_vehicle AFTER UPDATE ON vehicles_vehicle
    FOR EACH ROW WHEN (({_BEFORE}) IS DISTINCT FROM ({_AFTER})) EXECUTE FUNCTION stock_vehicle_changed();
CREATE TRIGGER stock_reading_added AFTER INSERT ON vehicles_odometerreading
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stock_readings_changed();
CREATE TRIGGER stock_reading_changed AFTER UPDATE ON vehicles_odometerreading
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stock_readings_changed();
"""

_REVERSE = """
DROP TRIGGER stock_reading_changed ON vehicles_odometerreading;
DROP TRIGGER stock_reading_added ON vehicles_odometerreading;
DROP TRIGGER stock_vehicle ON vehicles_vehicle;
DROP TRIGGER stock_copies ON stock_listing;
DROP FUNCTION stock_readings_changed();
DROP FUNCTION stock_vehicle_changed();
DROP FUNCTION stock_copy_vehicle();
DROP FUNCTION stock_plain(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0001_listings"),
        ("vehicles", "0004_odometer_history"),
    ]

    operations = [
        migrations.RunSQL(_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(_TRIGGERS, _REVERSE),
    ]
