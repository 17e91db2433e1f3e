<?php
namespace App;

class Before
{
    public $name = 'x';

    public function ok()
    {
        return $this->name;
    }

    public function half(
    {
        return 1;
    }

    public function next()
    {
        $a = [1, 2;
        return $a;
    }
}

function middle($x) {
    if ($x > {
        return 1;
    }
}

interface After
{
    public function still(): int;
}

function last()
{
    return "ok"
}
