# SPDX-License-Identifier: Apache-2.0
# fish completion for portlaw: /usr/share/fish/vendor_completions.d/portlaw.fish
function __portlaw_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] $current 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c portlaw -f -a '(__portlaw_complete)'
