-- one row: the first and last day that working calendars are needed for
SELECT min(month) AS first_month, last_day(max(month)) AS last_day
FROM planned_month
