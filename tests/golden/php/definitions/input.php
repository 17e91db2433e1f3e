<?php

declare(strict_types=1);

namespace Shop\Orders;

use InvalidArgumentException;
use function strlen;

const CURRENCY = 'EUR', PRECISION = 2;
define('SHOP_DEBUG', false);

$config = require __DIR__ . '/config.php';
[$host, $port] = explode(':', $config['db']);
$format = function (float $amount): string {
    $text = number_format($amount, PRECISION);
    return $text;
};
$double = fn ($x) => $x * 2;

/**
 * Something that can be paid.
 */
interface Payable
{
    const MINIMUM = 1;

    public function total(): float;
}

trait Timestamps
{
    protected ?int $createdAt = null;

    public function touch(): void
    {
        $now = time();
        $this->createdAt = $now;
    }
}

enum Status: string
{
    case Open = 'open';
    case Paid = 'paid';
    const Default = self::Open;

    public function label(): string
    {
        return ucfirst($this->value);
    }
}

#[Entity]
abstract class Document
{
    abstract protected function number(): string;
}

final class Order extends Document implements Payable
{
    use Timestamps;

    public const LIMIT = 50;
    private array $lines = [], $notes;
    public static int $count = 0;

    public function __construct(
        private readonly string $id,
        protected Status $status = Status::Open,
        $plain = null,
    ) {
        $this->discount = 0.0;
        self::$count++;
    }

    public function total(): float
    {
        static $cache = [];
        $sum = 0;
        foreach ($this->lines as $line) {
            $sum += $line->price;
        }
        return $sum;
    }

    protected function number(): string
    {
        return "order-{$this->id}";
    }

    public static function load(string $id): ?self
    {
        $sql = <<<SQL
            SELECT * FROM orders WHERE id = $id
        SQL;
        $raw = <<<'RAW'
        not $interpolated
        RAW;
        return null;
    }
}

function find(string $id): Order # a helper
{
    global $config;
    $order = Order::load($id);
    return $order ?? throw new InvalidArgumentException('none');
}
