"""Lines that people type in PowerShell, which must do the same natively and through the alias."""

SETTING = """\
$ids = 'i 1', 'i-2'
$none = @()
$nothing = $null
$code = 012345
$text = "it's `"quoted`" text"
$words = 'exec', 'prod', '--', 'ls'
$list = [Collections.Generic.List[string]]@('l1', 'l 2')
$table = [ordered]@{ region = 'eu-west-1'; duration = 15 }
$n = 'aws-session'
$command = Get-Command aws-session
$star = '*.nosuch'
$object = [pscustomobject]@{ Id = 'i-9'; Names = 'a', 'b' }
function hand { aws-session @args }
function twice { aws-session $args[0] -- one; aws-session $args[1] -- two }
function named { param($Account, $Role) aws-session @PSBoundParameters -- x }
function first { param([string[]]$Ids) aws-session exec -- cmd $Ids }
filter each { aws-session each $_ -- y }
"""
"""The text before every line."""

LINES = (
    # Words, plain and quoted.
    "aws-session",
    "aws-session pose prod Admin",
    "aws-session 'two words' \"and three more\"",
    "aws-session ''",
    'aws-session "" x ""',
    "aws-session 'it''s' \"say `\"hi`\"\"",
    'aws-session "$text" $text',
    'aws-session a`tb `$x "a\u2019b"',
    "aws-session @'\nhere 'it' is\n'@ end",
    'aws-session "a $($ids[0]) b"',
    "aws-session caf\u00e9 'na\u00efve \U0001f600'",
    "aws-session 'a b'c d'e f'",
    "aws-session --tag 'k=a b' --tag=k='a b'",
    "aws-session \\ C:\\dir\\ 'C:\\a b\\'",
    # Options.
    "aws-session -p work --region eu-west-1",
    "aws-session -p:work",
    "aws-session -p: work",
    "aws-session -p:$code",
    "aws-session -p:$ids",
    "aws-session -p:$nothing x",
    "aws-session --code=$code --code=012345",
    "aws-session --x=a,b --y='a b'",
    "aws-session -d1h -p=work -",
    "aws-session -Verbose -Debug -WhatIf -ErrorAction Stop",
    "aws-session -- -Verbose -Debug -OutVariable x",
    'aws-session -p "w$code" -r eu-$($code)',
    # Numbers.
    "aws-session 012345",
    "aws-session 1e5 0x10 1kb 1.50 -5 +5 1,000",
    "aws-session 123456789012 000000000001 .5 1..3",
    "aws-session $code '012345'",
    "aws-session (5 + 6) $(7) @(8)",
    # The bare --, once and more.
    "aws-session exec -- ls -la",
    "aws-session -- x",
    "aws-session x --",
    "aws-session -- -- --",
    "aws-session exec prod Admin -- kubectl exec pod -- ls",
    "aws-session '--' a -- b",
    "aws-session \u2013- x \u2014\u2015 y",
    "aws-session exec -- '--' --",
    "aws-session exec -- sh -c 'echo \"$1\"' sh 'a b'",
    "aws-session exec -- cmd -x:y -x: y --z=1",
    "aws-session exec -- $ids -- $text",
    # Arrays, typed and by value.
    "aws-session a,b",
    "aws-session a,b,c -- d,e",
    "aws-session 'a b','c d'",
    "aws-session a, b",
    "aws-session $ids",
    "aws-session exec -- cmd $ids",
    "aws-session $ids[1] $ids.Count $object.Id $object.Names",
    "aws-session x,$code,y",
    "aws-session $ids,z",
    "aws-session @('a', 'b c') $list",
    "aws-session $none x $nothing y",
    "aws-session -i 1,2 -j:3,4",
    "aws-session ($ids -join ',') \"$ids\"",
    "aws-session (1, (2, 3)) @(@(1, 2), 3)",
    # Splats.
    "aws-session @ids",
    "aws-session @words",
    "aws-session pose @ids -- @words",
    "aws-session @none -- x",
    "aws-session @nothing x",
    "aws-session @text",
    "aws-session @list -- a",
    "aws-session x @table -- y",
    "aws-session @table @ids -- @table z",
    "hand",
    "hand a 'b c' -x:y -z 012345 $ids",
    "hand -- a -- b",
    "named prod Admin",
    "named -Role Admin",
    "first i-1,i-2",
    # Variables and expressions.
    "aws-session $true $false $null x",
    "aws-session -x $true -y:$false",
    "aws-session {echo hi}",
    "aws-session $object",
    "aws-session $Env:NOSUCH x$Env:NOSUCH",
    "aws-session $(if ($true) { 'yes' } else { 'no' }) $(1..3)",
    "aws-session (Get-Date -Year 2020 -Format yyyy)",
    "aws-session $ids[0].Length $text.ToUpper()",
    "aws-session [int] a[b] a@b a%b a;",
    # Expansion: names of files, home.
    "aws-session *.typed",
    "aws-session exec -- ls *.typed ?.nosuch",
    "aws-session '*.typed' \"*.typed\" $star",
    '$typed = \'*.typed\'; aws-session -- $typed "$typed" -x:"$typed" "~/$typed"',
    "aws-session ~ ~/x '~' a~",
    "aws-session ./x ../y .",
    # Ways to call it.
    "& aws-session exec -- x",
    ". aws-session exec -- x",
    "& $n exec -- x -- y",
    "& 'aws-session' a,b -- c",
    "& $command exec -- x",
    ". $n -- a",
    "AWS-Session exec -- x",
    "Set-Alias short aws-session; short exec -- x -- y",
    "& { aws-session $args -- z } 1 2",
    "& { param($a) aws-session exec -- $a -- b } 'a b'",
    "Invoke-Command { aws-session exec -- x }",
    "Invoke-Expression 'aws-session exec -- x; aws-session -- y'",
    # Positions in a line.
    "aws-session one -- a; aws-session two -- b",
    "aws-session `\n  exec `\n  -- a `\n  b",
    "twice x 'y z'",
    'foreach ($i in 1..2) { aws-session $i "n$i" -- $i }',
    "if ($true) { aws-session yes -- a } else { aws-session no }",
    "switch (2) { 2 { aws-session two -- b } }",
    "try { aws-session t -- u } finally { aws-session f -- g }",
    "1..2 | ForEach-Object { aws-session e $_ -- $_ }",
    "1, 2 | each",
    "aws-session a -- b && aws-session c -- d",
    "aws-session a -- b || aws-session c -- d",
    "if ((aws-session cond -- x) -match 'cond') { aws-session then -- y }",
    "$(aws-session s -- 1; aws-session s -- 2)",
    "@(aws-session arr -- 1)",
    '"<$(aws-session in text -- 1)>"',
    "(aws-session p -- q).Trim()",
    '$kept = aws-session k -- 1; "<$kept>"',
    '$kept = @(aws-session k; aws-session l); "<$($kept.Count)>"',
    "[string](aws-session c -- d)",
    "Write-Output (aws-session arg -- 1) (aws-session arg -- 2)",
    'aws-session a -- b | ForEach-Object { "<$_>" }',
    "aws-session a -- b | Out-String | ForEach-Object { $_.Trim() }",
    "aws-session a -- b | sed 's/^/+/'",
    "aws-session a -- b > out; Get-Content out",
    "aws-session a -- b 2> out; Get-Content out",
    # Whichever of the two comes first.
    'aws-session a -- b 2>&1 | ForEach-Object { "<$_>" } | Sort-Object',
    "aws-session a -- b | aws-session c -- d",
    "aws-session #a comment -- x",
    'aws-session --% exec -- a  "b c" %X% $code',
    "aws-session exec --% -- a,b 'c d'",
    # Its input.
    "'data' | aws-session exec -- wc -c",
    "'a', 'b' | aws-session exec -- cat",
    "1..3 | aws-session $ids -- cat",
    "Write-Output 'x' | & $n -- cat",
    "printf 'x\\ny' | aws-session -- cat",
    "@() | aws-session -- cat",
    "$null | aws-session -- cat",
    "$ids | aws-session a | aws-session b",
    "'in' | & { $input | aws-session -- cat }",
    # What follows it.
    "aws-session a; $?",
    "$null = aws-session a; $LASTEXITCODE",
    "[void](aws-session a -- b)",
    "aws-session a -- b | Out-Null",
)
"""More than twice as many lines as a person types in a day."""

EVALUATED = (
    "iex (CALL)",
    'iex "$(CALL)"',
    "iex $(CALL)",
    "CALL | iex",
    "CALL | Invoke-Expression",
    "CALL | Out-String | iex",
    '(CALL) -join "`n" | Invoke-Expression',
    "iex ((CALL) -join '')",
    "Invoke-Expression -Command (CALL)",
    "Microsoft.PowerShell.Utility\\Invoke-Expression (CALL)",
    "iex (\n  CALL\n)",
    "iex `\n  (CALL)",
    "iex (& CALL)",
    "iex (. CALL)",
    "$x = CALL; iex $x",
    "$x = (CALL); $x | iex",
    '$x = "$(CALL)"; iex $x',
    "$x = (CALL) -join ''\niex $x",
    "[string]$x = CALL; Invoke-Expression $x",
    "CALL | ForEach-Object { iex $_ }",
    "foreach ($line in CALL) { iex $line }",
    "function f { iex (CALL) }; f",
    "function f { Invoke-Expression (CALL) }; & f",
    "& { iex (CALL) }",
    "if ($true) { iex (CALL) }",
    "Set-Alias evaluate iex; evaluate (CALL)",
    ". ([scriptblock]::Create((CALL)))",
    "function code { CALL }; iex (code)",
    "function code { CALL }; code | iex",
    "Invoke-Expression 'iex (CALL)'",
)
"""All ways to evaluate the output of a line."""
