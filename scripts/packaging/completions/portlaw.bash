# SPDX-License-Identifier: Apache-2.0
# bash completion for portlaw: /usr/share/bash-completion/completions/portlaw
_portlaw() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default
    else
      COMPREPLY+=("$(printf %q "${line%%$'\t'*}")")
    fi
  done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _portlaw portlaw
