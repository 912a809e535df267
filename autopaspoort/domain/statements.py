"""What autopaspoort.domain.incoming runs, in its order. `incoming` is its temporary table."""

from __future__ import annotations

from dataclasses import dataclass

# The kind of the mail that offers a passport: queued here for a list, by queue_mail() for a single one.
OFFER_MAIL = "autopaspoort.offer"


@dataclass(frozen=True, slots=True)
class Statement:
    """`numbers` names the series from which each inserted row takes its number; `count_sql` says how many.
    Each `name` is a fail point, `batch.<name>`."""

    name: str
    sql: str
    numbers: str = ""
    count_sql: str = ""
    only_when_sending: bool = False


# Lookups are scalar sub-selects on purpose: each line asks an index once. As joins they were planned by the
# statistics of the garage's tables, which are wrong while a garage is being filled (measured: minutes a
# chunk). NOT EXISTS of a whole table is such a join.
STATEMENTS = (
    # Somebody who was merged with another customer is that one, under his present address: else every list
    # that has his old one would make the double anew. How he is called was decided by a person.
    Statement(
        "follow_merged",
        """
        UPDATE incoming i SET leads = false, identity = (
            SELECT c.identity
            FROM customers_mergedcustomer m JOIN customers_customer c ON c.id = m.customer_id
            WHERE m.identity = i.identity ORDER BY m.id DESC LIMIT 1)
        WHERE (SELECT true FROM customers_mergedcustomer m WHERE m.identity = i.identity LIMIT 1)
          AND (SELECT true FROM customers_customer c WHERE c.identity = i.identity LIMIT 1) IS NULL
        """,
    ),
    # A plate of NL, FR or LU names one vehicle. A Belgian one belongs to the person, so there the VIN
    # decides, else plate and customer together (mobilit.belgium.be).
    Statement(
        "find_vehicle_by_plate",
        """
        UPDATE incoming i SET vehicle_id = (
            SELECT v.id FROM vehicles_vehicle v
            WHERE v.plate_country = i.plate_country AND v.plate = i.plate
              AND NOT v.plate_country = 'BE' AND NOT v.plate = '')
        WHERE i.plate_country <> 'BE'
        """,
    ),
    Statement(
        "find_vehicle_by_vin",
        """
        UPDATE incoming i SET vehicle_id = (
            SELECT max(v.id) FROM vehicles_vehicle v WHERE v.vin = i.vin AND NOT v.vin = '')
        WHERE i.plate_country = 'BE' AND i.vin <> ''
        """,
    ),
    # A vehicle whose VIN is known to be another one is not this one.
    Statement(
        "find_vehicle_by_plate_and_customer",
        """
        UPDATE incoming i SET vehicle_id = (
            SELECT max(v.id) FROM vehicles_vehicle v
            JOIN autopaspoort_passport p ON p.vehicle_id = v.id AND p.state <> 'archived'
            JOIN customers_customer c ON c.id = p.customer_id
            WHERE v.plate_country = 'BE' AND v.plate = i.plate AND (i.vin = '' OR v.vin = '')
              AND c.identity IN (i.identity, 'p:BE:' || i.plate))
        WHERE i.plate_country = 'BE' AND i.vehicle_id IS NULL
        """,
    ),
    Statement(
        "find_passport",
        """
        UPDATE incoming i
        SET (passport_id, passport_state, owner_id, owner_identity, owner_name_key, customer_id) = (
            SELECT p.id, p.state, c.id, c.identity, c.name_key,
                   CASE WHEN c.identity = i.identity THEN c.id END
            FROM autopaspoort_passport p JOIN customers_customer c ON c.id = p.customer_id
            WHERE p.vehicle_id = i.vehicle_id AND NOT p.state = 'archived')
        WHERE i.vehicle_id IS NOT NULL
        """,
    ),
    # An address that became unusable in the file does not make a new person of somebody who is known.
    Statement(
        "keep_known_owner",
        """
        UPDATE incoming SET identity = owner_identity, customer_id = owner_id, leads = false
        WHERE identity ^@ 'p:' AND identity <> owner_identity AND name_key = owner_name_key
        """,
    ),
    Statement(
        "refuse_other_owner",
        """
        UPDATE incoming i SET other_owner = true
        WHERE (i.passport_state = 'accepted' AND i.owner_identity <> i.identity)
           OR (i.plate_country = 'BE' AND i.vehicle_id IS NULL AND EXISTS (
                   SELECT 1 FROM vehicles_vehicle v
                   JOIN autopaspoort_passport p ON p.vehicle_id = v.id AND p.state = 'accepted'
                   WHERE v.plate_country = 'BE' AND v.plate = i.plate AND (i.vin = '' OR v.vin = '')))
        """,
    ),
    # A customer whose address was unusable is the same person now that the file has a good one, if he is
    # called the same: else it is the next owner, to whom nothing of the one before may travel (spec 30 §2).
    Statement(
        "correct_address",
        """
        WITH corrected AS (
            UPDATE customers_customer c SET identity = i.identity, email = i.email, email_state = 'ok'
            FROM (SELECT DISTINCT ON (identity) identity, owner_id, email FROM incoming
                  WHERE identity ^@ 'e:' AND NOT owner_identity ^@ 'e:' AND name_key = owner_name_key
                    AND NOT other_owner
                  ORDER BY identity, line) i
            WHERE c.id = i.owner_id
              AND (SELECT true FROM customers_customer o WHERE o.identity = i.identity LIMIT 1) IS NULL
            RETURNING c.id
        )
        UPDATE incoming i SET is_changed = true FROM corrected WHERE i.owner_id = corrected.id
        """,
    ),
    Statement(
        "find_customer",
        """
        UPDATE incoming i SET customer_id = (
            SELECT c.id FROM customers_customer c WHERE c.identity = i.identity)
        WHERE i.customer_id IS NULL AND NOT i.other_owner
        """,
    ),
    Statement(
        "insert_customers",
        """
        WITH new AS (
            SELECT DISTINCT ON (identity) * FROM incoming
            WHERE customer_id IS NULL AND NOT other_owner
            ORDER BY identity, leads DESC, line DESC
        ), inserted AS (
            INSERT INTO customers_customer (
                garage_id, number, identity, first_name, last_name, name_key, email, email_state, street,
                house_number, postcode, city, phone, language, created_at)
            SELECT %(garage)s, %(first_number)s + row_number() OVER (ORDER BY line) - 1, identity, first_name,
                   last_name, name_key, email, CASE WHEN identity ^@ 'p:' THEN 'syntax' ELSE 'ok' END, street,
                   house_number, postcode, city, phone, %(language)s, now()
            FROM new ORDER BY line
            RETURNING id, identity
        )
        UPDATE incoming i SET customer_id = inserted.id, is_new = true
        FROM inserted WHERE inserted.identity = i.identity AND NOT i.other_owner
        """,
        numbers="customer",
        count_sql=(
            "SELECT count(DISTINCT identity) FROM incoming WHERE customer_id IS NULL AND NOT other_owner"
        ),
    ),
    # An empty cell says nothing: it does not erase what the garage knows.
    Statement(
        "update_customers",
        """
        WITH lead_lines AS (
            SELECT DISTINCT ON (customer_id) * FROM incoming
            WHERE leads AND NOT is_new AND customer_id IS NOT NULL ORDER BY customer_id, line DESC
        ), changed AS (
            UPDATE customers_customer c SET
                first_name = coalesce(nullif(i.first_name, ''), c.first_name),
                last_name = i.last_name,
                name_key = CASE WHEN i.first_name = '' AND i.last_name = c.last_name THEN c.name_key
                                ELSE i.name_key END,
                email = i.email,
                street = coalesce(nullif(i.street, ''), c.street),
                house_number = coalesce(nullif(i.house_number, ''), c.house_number),
                postcode = coalesce(nullif(i.postcode, ''), c.postcode),
                city = coalesce(nullif(i.city, ''), c.city),
                phone = coalesce(nullif(i.phone, ''), c.phone)
            FROM lead_lines i
            WHERE c.id = i.customer_id AND (
                i.last_name, i.email,
                coalesce(nullif(i.first_name, ''), c.first_name),
                coalesce(nullif(i.street, ''), c.street),
                coalesce(nullif(i.house_number, ''), c.house_number),
                coalesce(nullif(i.postcode, ''), c.postcode),
                coalesce(nullif(i.city, ''), c.city),
                coalesce(nullif(i.phone, ''), c.phone)
            ) IS DISTINCT FROM (
                c.last_name, c.email, c.first_name, c.street, c.house_number, c.postcode, c.city, c.phone)
            RETURNING c.id
        )
        UPDATE incoming i SET is_changed = true FROM changed WHERE i.customer_id = changed.id AND i.leads
        """,
    ),
    # A VIN is filled in and never overwritten; a Belgian plate follows the car that the VIN names. In front
    # of the new vehicles: here is every one that was known, also those whose owner is new.
    Statement(
        "update_vehicles",
        """
        WITH changed AS (
            UPDATE vehicles_vehicle v SET
                vin = CASE WHEN v.vin = '' THEN i.vin ELSE v.vin END,
                plate = i.plate, plate_display = i.plate_display,
                inspection_due_on = coalesce(i.inspection_due_on, v.inspection_due_on)
            FROM incoming i
            WHERE v.id = i.vehicle_id AND NOT i.other_owner
              AND (CASE WHEN v.vin = '' THEN i.vin ELSE v.vin END, i.plate, i.plate_display,
                   coalesce(i.inspection_due_on, v.inspection_due_on))
                  IS DISTINCT FROM (v.vin, v.plate, v.plate_display, v.inspection_due_on)
            RETURNING v.id
        )
        UPDATE incoming i SET is_changed = true FROM changed WHERE i.vehicle_id = changed.id
        """,
    ),
    Statement(
        "insert_vehicles",
        """
        WITH inserted AS (
            INSERT INTO vehicles_vehicle (
                garage_id, number, vin, plate, plate_country, plate_display, make, model_name, fuel,
                inspection_due_on, created_at)
            SELECT %(garage)s, %(first_number)s + row_number() OVER (ORDER BY line) - 1, vin, plate,
                   plate_country, plate_display, '', '', '', inspection_due_on, now()
            FROM incoming WHERE vehicle_id IS NULL AND NOT other_owner ORDER BY line
            RETURNING id, plate, plate_country
        )
        UPDATE incoming i SET vehicle_id = inserted.id, is_new = true
        FROM inserted WHERE inserted.plate = i.plate AND inserted.plate_country = i.plate_country
        """,
        numbers="vehicle",
        count_sql="SELECT count(*) FROM incoming WHERE vehicle_id IS NULL AND NOT other_owner",
    ),
    Statement(
        "insert_passports",
        """
        WITH inserted AS (
            INSERT INTO autopaspoort_passport (
                garage_id, vehicle_id, customer_id, state, offer_round, created_at)
            SELECT %(garage)s, vehicle_id, customer_id, 'created', 0, now()
            FROM incoming WHERE passport_id IS NULL AND NOT other_owner ORDER BY line
            RETURNING id, vehicle_id
        )
        UPDATE incoming i SET passport_id = inserted.id, passport_state = 'created', is_new = true
        FROM inserted WHERE inserted.vehicle_id = i.vehicle_id
        """,
    ),
    # The car has a new owner who is offered the passport afresh; the link of the old one is void.
    Statement(
        "move_passports",
        """
        WITH moved AS (
            UPDATE autopaspoort_passport p SET
                customer_id = i.customer_id, state = 'created', offered_at = NULL, expires_on = NULL
            FROM incoming i
            WHERE p.id = i.passport_id AND NOT i.other_owner AND p.customer_id <> i.customer_id
            RETURNING p.id
        )
        UPDATE incoming i SET is_changed = true, passport_state = 'created'
        FROM moved WHERE i.passport_id = moved.id
        """,
    ),
    Statement(
        "offer_passports",
        """
        WITH offered AS (
            UPDATE autopaspoort_passport p SET
                state = 'offered', offer_round = p.offer_round + 1, offered_at = now(),
                expires_on = %(today)s::date + %(offer_days)s
            FROM incoming i JOIN customers_customer c ON c.id = i.customer_id
            WHERE p.id = i.passport_id AND NOT i.other_owner AND p.state IN ('created', 'expired')
              AND c.email_state = 'ok'
            RETURNING p.id, p.offer_round
        )
        UPDATE incoming i SET offer_round = offered.offer_round, is_changed = true
        FROM offered WHERE i.passport_id = offered.id
        """,
        only_when_sending=True,
    ),
    Statement(
        "queue_mails",
        """
        INSERT INTO mail_outboxmail (
            garage_id, kind, idempotency_key, "to", language, subject_id, params, state, due_at, attempts,
            created_at, answer)
        SELECT %(garage)s, 'autopaspoort.offer', 'offer:' || i.passport_id || ':' || i.offer_round, c.email,
               c.language, i.passport_id, jsonb_build_object('round', i.offer_round), 'queued',
               CASE WHEN (SELECT v.plate_country = 'NL' AND v.inspection_due_on IS NULL
                          FROM vehicles_vehicle v WHERE v.id = i.vehicle_id)
                    THEN now() + %(offer_waits)s ELSE now() END, 0, now(), ''
        FROM incoming i JOIN customers_customer c ON c.id = i.customer_id
        WHERE i.offer_round > 0 ORDER BY i.line
        ON CONFLICT (garage_id, idempotency_key) DO NOTHING
        """,
        only_when_sending=True,
    ),
)
