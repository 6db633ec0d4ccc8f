# fish completion for atelier; the program itself knows what fits.

function __atelier_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    $program __complete $words (commandline -ct) 2>/dev/null
end

complete -c atelier -f -a '(__atelier_complete)'
