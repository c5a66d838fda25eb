import { shellQuote } from "../../files/shell-word";
import { name } from "../../package.json";

/** The shells that can be taught to complete. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];

/** The word by which a script asks for proposals. */
export const PROPOSE = "propose";

/**
 * The script that teaches a shell. It completes `npx cdktf-proxmox-access …` too, without npx, which takes seconds: it asks the program of
 * the project, or else the one that has printed the script. What others have set up for npx stays.
 * @param program the path of that one
 */
export function scriptFor(shell: Shell, program: string): string {
  return SCRIPTS[shell].replaceAll("NAME", name).replaceAll("FALLBACK", () => QUOTED[shell](program));
}

const QUOTED: Readonly<Record<Shell, (word: string) => string>> = {
  bash: shellQuote,
  zsh: shellQuote,
  fish: (word) => `'${word.replace(/[\\']/g, "\\$&")}'`,
};

const FIND_PROGRAM = `
__proxmox_access_program() {
  local folder=$PWD
  while [ -n "$folder" ]; do
    if [ -x "$folder/node_modules/.bin/NAME" ]; then
      printf '%s\\n' "$folder/node_modules/.bin/NAME"
      return
    fi
    folder=\${folder%/*}
  done
  printf '%s\\n' FALLBACK
}`;

const BASH = `# Completion of NAME for bash.
${FIND_PROGRAM.trim()}
__proxmox_access() {
  local first=1 IFS=$'\\n'
  COMPREPLY=()
  if [ "\${COMP_WORDS[0]##*/}" = npx ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then
      COMPREPLY=($(compgen -W NAME -- "$2"))
      return
    fi
    [ "\${COMP_WORDS[1]}" = NAME ] || return
    first=2
  fi
  COMPREPLY=($("$(__proxmox_access_program)" completion ${PROPOSE} -- "\${COMP_WORDS[@]:first:COMP_CWORD-first+1}" 2>/dev/null | cut -f 1))
}
complete -o bashdefault -o default -F __proxmox_access NAME
complete -p npx >/dev/null 2>&1 || complete -o bashdefault -o default -F __proxmox_access npx
`;

const ZSH = `#compdef NAME
# Completion of NAME for zsh.
${FIND_PROGRAM.trim()}
__proxmox_access() {
  local first=2 line
  local -a proposals
  if [[ \${words[1]:t} == npx ]]; then
    if (( CURRENT == 2 )); then
      compadd NAME
      return
    fi
    [[ \${words[2]} == NAME ]] || { _files; return }
    first=3
  fi
  for line in "\${(@f)$("$(__proxmox_access_program)" completion ${PROPOSE} -- "\${(@)words[first,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && proposals+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#proposals} )); then _describe NAME proposals; else _files; fi
}
compdef __proxmox_access NAME
(( \${+_comps[npx]} )) || compdef __proxmox_access npx
`;

const FISH = `# Completion of NAME for fish.
function __proxmox_access_program
  set -l folder $PWD
  while test -n "$folder"
    if test -x "$folder/node_modules/.bin/NAME"
      echo "$folder/node_modules/.bin/NAME"
      return
    end
    set folder (string replace -r '/[^/]*$' '' -- $folder)
  end
  echo FALLBACK
end
function __proxmox_access_is_ours
  set -l typed (commandline -opc)
  test (count $typed) -gt 1; and test "$typed[2]" = NAME
end
function __proxmox_access
  set -l typed (commandline -opc)
  set -l first 2
  test (string replace -r '.*/' '' -- $typed[1]) = npx; and set first 3
  set -l proposals (eval (string escape -- (__proxmox_access_program)) completion ${PROPOSE} -- (string escape -- $typed[$first..-1]) (string escape -- (commandline -ct)) 2>/dev/null)
  if test (count $proposals) -gt 0
    printf '%s\\n' $proposals
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c NAME -f -a '(__proxmox_access)'
complete -c npx -n __proxmox_access_is_ours -f -a '(__proxmox_access)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
