$before = 1

function Get-First {
    return 1
}

function Get-Broken {
    if ($x -eq ) {
        return 2
    }
}

$middle = 

function Get-After {
    param([string]$Name
    $Name
}

class Thing {
    [string]$Label
    [void] Run( {
    }
}

function Get-Last { "done" }
