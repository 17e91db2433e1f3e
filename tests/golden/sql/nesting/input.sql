CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `state` enum('open','done') DEFAULT 'open', -- or paid
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;

CREATE PROCEDURE close_order(IN order_id INT)
BEGIN
  UPDATE orders SET state = 'done' WHERE id = order_id;
END;

CREATE TEMPORARY TABLE cart AS SELECT * FROM orders;

WITH recent AS (SELECT * FROM orders)
SELECT r.id AS order_number FROM recent r;
CREATE DATABASE shop;
