#!/bin/bash
# exports yesterday's orders to the lake
DAY=$(date -d yesterday +%F)
LAKE=${LAKE:-s3://shop-prod-lake}
OUT=/tmp/orders_${DAY}.csv

psql -h prod-replica.shop.internal -U export -d shop <<SQL > "$OUT"
CREATE TEMP TABLE fresh AS
SELECT o.customer_id, o.total, o.items, o.placed_at, c.country, c.returned
FROM sales.orders o
JOIN crm.customers c ON c.id = o.customer_id
WHERE o.placed_at::date = '${DAY}';
COPY (SELECT * FROM fresh) TO STDOUT WITH CSV HEADER;
SQL
gzip -f "$OUT"
aws s3 cp "${OUT}.gz" "${LAKE}/orders/day=${DAY}/orders.csv.gz" --profile prod
