# bash completion for atelier; the program itself knows what fits.
# shellcheck shell=bash

_atelier() {
  local words=() word rest=$COMP_LINE i glued current=${COMP_WORDS[COMP_CWORD]}
  # bash breaks words at = and : too, which may stand inside ours
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    glued=no
    [[ $i -gt 1 && $rest != [[:space:]]* ]] && glued=yes
    rest=${rest#"${rest%%[![:space:]]*}"}
    rest=${rest#"$word"}
    if [[ $glued == yes ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  # of the words before the last one the program wants what they mean
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    [[ ${words[i]} == *[\\\'\"]* ]] && words[i]=$(xargs printf '%s' <<<"${words[i]}" 2>/dev/null)
  done
  local last=${words[${#words[@]} - 1]}
  # what is replaced is only what stands behind the last break
  [[ $current == [=:] ]] && current=
  local before=${last%"$current"} quoted=no line value
  [[ $last == [\'\"]* ]] && quoted=yes
  before=${before#[\'\"]}
  COMPREPLY=()
  while IFS= read -r line; do
    value=${line%%$'\t'*}
    value=${value#"$before"}
    [[ $quoted == no && $value == *[[:space:]\&\;\|\<\>\(\)\$\`\\\"\'\*\?]* ]] && printf -v value '%q' "$value"
    COMPREPLY+=("$value")
  done < <("${words[0]/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
  for value in "${COMPREPLY[@]}"; do
    [[ $value == *[=./[] ]] && compopt -o nospace
  done
}

complete -F _atelier atelier
