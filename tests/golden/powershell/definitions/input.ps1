<#
.SYNOPSIS
  Deploys things.
#>
param(
    [Parameter(Mandatory)]
    [string]$Target,
    [int]$Retries = 3
)

# Settings
$script:Cache = @{}
$Global:LogPath = "C:\logs\$Target.log"
$count = 0
$count = $count + 1
[int]$limit = 10
[string[]]$names = 'a', 'b'
$first, $second = 1, 2
$env:STAGE = 'test'
$count += 2
Set-Variable -Name Answer -Value 42
Set-Alias -Name deploy -Value Invoke-Deploy
New-Alias gd Get-Deployment

function Get-Deployment {
    [CmdletBinding()]
    param(
        [string]$Name,
        [switch]$All
    )
    $result = $script:Cache[$Name]
    return $result
}

function Invoke-Deploy([string]$Name, $Options) {
    $text = @"
Deploying $Name
"@
    $raw = @'
no $expansion
'@
    Write-Host $text $raw
}

function script:Write-Log { param($Message) Add-Content $Global:LogPath $Message }

filter Where-Ready {
    if ($_.Ready) { $_ }
}

enum Stage {
    Test
    Live = 5
}

class Deployment : System.IDisposable {
    [string]$Name
    [Stage]$Stage = [Stage]::Test
    static [int]$Total = 0
    hidden [object]$state

    Deployment([string]$name) {
        $this.Name = $name
        [Deployment]::Total++
    }

    Deployment() : base() { }

    [void] Start([int]$delay) {
        $deadline = (Get-Date).AddSeconds($delay)
        $this.state = $deadline
    }

    static [Deployment] Create([string]$name) {
        return [Deployment]::new($name)
    }

    [string] ToString() { return "$($this.Name)" }
}

$action = {
    param($x)
    $inner = $x * 2
    $inner
}

$table = @{
    Key = 'value'
    Nested = @{ Deep = 1 }
}
