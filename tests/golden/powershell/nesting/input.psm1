function Outer-Function {
    $local = 1

    function Inner-Function {
        param($Value)
        $deep = $Value
        function Deepest-Function { return $deep }
    }

    Inner-Function -Value $local
}

if ($IsWindows) {
    $separator = '\'
    function Get-Home { return $env:USERPROFILE }
} else {
    $separator = '/'
    function Get-Home { return $env:HOME }
}

try {
    $connection = Open-Connection
} catch {
    $problem = $_
}

foreach ($item in 1..3) {
    $square = $item * $item
}

1..3 | ForEach-Object { $each = $_; $each }

class Node {
    [Node]$Next

    [int] Depth() {
        $walk = { param($n) $below = 1; return $below }
        return & $walk $this
    }
}

Export-ModuleMember -Function Outer-Function
