# shellcheck shell=sh
# The lines of flow-capture.conf: each is the command line of one flow-capture, "#" begins a comment. Words are read as
# xargs reads them, with quotes; nothing is evaluated. Sourced by init.d/flow-capture and what systemd runs.

# As flow-capture takes them: a letter with ":" has a value
CAPTURE_OPTIONS=Dhub:c:C:d:e:E:f:F:i:I:n:N:p:P:R:S:t:T:v:V:w:x:X:z:

# Sets name and directory from the words of a line, or wrong.
read_instance() {
  name='' directory='' wrong=''
  OPTIND=1
  while getopts ":$CAPTURE_OPTIONS" letter "$@"; do
    case $letter in
      w) directory=$OPTARG ;;
      D | h) wrong="-$letter starts no daemon: leave it out" ;;
      :) wrong="-$OPTARG needs a value" ;;
      \?) wrong="flow-capture has no option -$OPTARG" ;;
    esac
  done
  shift $((OPTIND - 1))
  [ -z "$wrong" ] || return 0
  operand=${1-}
  port=${operand##*/}
  case $operand in
    */*/*) ;;
    *) wrong="localip/remoteip/port is expected at the end, such as 0.0.0.0/192.0.2.1/3001" ;;
  esac
  case $port in '' | *[!0-9]*) wrong=${wrong:-"$operand: a UDP port is expected behind the last /"} ;; esac
  [ $# -le 1 ] || wrong=${wrong:-"$2: nothing is expected behind $operand"}
  [ -z "$wrong" ] || return 0
  case $directory in
    '') wrong='-w is missing, the directory for the flow files' ;;
    *[!A-Za-z0-9._/+-]*) wrong="-w $directory: letters, digits and . _ + - / only" ;;
    /*[!/]*) name=$(basename -- "$directory").$port ;;
    *) wrong="-w $directory: an absolute path is expected" ;;
  esac
}

# Calls FUNCTION with the words of each good line, while number, name and directory are set. @return 1 if a line is bad
each_instance() { # FILE FUNCTION
  file=$1 function=$2 number=0 names=' ' bad=0
  [ -r "$file" ] || { echo "$file cannot be read" >&2; return 1; }
  while IFS= read -r line <&3 || [ -n "$line" ]; do
    number=$((number + 1))
    if words=$(printf '%s\n' "$line" | sed 's/^[[:space:]]*#.*//; s/[[:space:]]#.*//' | xargs -r printf '%s\n' 2>/dev/null); then
      [ -n "$words" ] || continue
      old=$IFS
      IFS='
'
      set -f
      # shellcheck disable=SC2086 # one word a line
      set -- $words
      set +f
      IFS=$old
      read_instance "$@"
    else
      wrong='a quote is not closed'
    fi
    case $names in *" $name "*) [ -n "$wrong" ] || wrong="there is a line for port ${name##*.} in a directory ${name%.*} already" ;; esac
    if [ -n "$wrong" ]; then
      echo "$file, line $number: $wrong" >&2
      bad=1
      continue
    fi
    names="$names$name "
    "$function" "$@" 3<&- || bad=1
  done 3<"$file"
  return "$bad"
}

# Makes the directory of an instance and gives it to the user: what an operator has made with mkdir, and is still empty, too.
prepare_directory() { # DIRECTORY USER GROUP
  if [ "$(id -u)" = 0 ] && { [ ! -e "$1" ] || { [ -z "$(ls -A "$1")" ] && [ "$(stat -c %U "$1")" = root ]; }; }; then
    mkdir -p "$1" && chown "$2:$3" "$1" && chmod 2750 "$1" || return 1
  fi
  as_user "$2" "$3" '' test -w "$1" && return 0
  echo "$1 cannot be written to by the user $2; as root: chown -R $2:$3 $1" >&2
  return 1
}
