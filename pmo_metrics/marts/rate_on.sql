-- one row: what one unit of a currency is worth in the reporting currency on a day; '' is an amount without currency
-- (the kind of rate is chosen first, budget before actual before closing, then the latest period not after the day;
-- where the list has a rate for the reporting currency itself, it is a list into another one, and the two are divided;
-- a rate of a million or more is taken for a mistake)
WITH needed AS (
    SELECT as_of AS day FROM status_date
    UNION SELECT period AS day FROM cost WHERE period IS NOT NULL
    UNION SELECT period AS day FROM benefit WHERE period IS NOT NULL
), ranked AS (
    SELECT n.day, f.currency, f.rate, row_number() OVER (
        PARTITION BY n.day, f.currency
        ORDER BY CASE f.kind WHEN 'budget' THEN 1 WHEN 'actual' THEN 2 WHEN 'closing' THEN 3 ELSE 4 END,
            f.period DESC, f.seq DESC, f."row" DESC
    ) AS place
    FROM needed n
    JOIN fx_rate f ON f.period <= n.day
    WHERE f.rate > 0
), divided AS (
    SELECT r.day, r.currency, CAST(r.rate AS DOUBLE) / nullif(coalesce(CAST(own.rate AS DOUBLE), 1), 0) AS rate
    FROM ranked r
    CROSS JOIN reporting_currency c
    LEFT JOIN ranked own ON own.day = r.day AND own.currency = c.currency AND own.place = 1
    WHERE r.place = 1 AND r.currency <> c.currency
)
-- wider than it needs to be: two narrow decimals multiply into one that large amounts overflow
SELECT d.day, d.currency, CAST(d.rate AS DECIMAL(20,6)) AS rate
FROM divided d
WHERE d.rate < 1000000
UNION ALL
SELECT n.day, c.currency, CAST(1 AS DECIMAL(20,6)) AS rate
FROM needed n
CROSS JOIN reporting_currency c
UNION ALL
SELECT n.day, '' AS currency, CAST(1 AS DECIMAL(20,6)) AS rate
FROM needed n
CROSS JOIN reporting_currency c
WHERE c.unstated_is_reporting AND c.currency <> ''
