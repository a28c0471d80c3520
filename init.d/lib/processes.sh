# shellcheck shell=sh
# Daemons by their process id files, sourced by the scripts of init.d. A process counts only if it was started with
# that file: an id that the system has given to another program since is never signalled.

# Runs a command as a user of the group, if root does. Capabilities that are named first stay with it where the system allows it.
as_user() { # USER GROUP CAPABILITIES COMMAND...
  as_who="--reuid $1 --regid $2 --init-groups" as_caps=${3:+"--inh-caps $3 --ambient-caps $3"}
  shift 3
  # shellcheck disable=SC2086 # names without blanks
  if [ "$(id -u)" != 0 ]; then
    "$@"
  elif setpriv $as_who $as_caps true 2>/dev/null; then
    setpriv $as_who $as_caps "$@"
  else
    setpriv $as_who "$@"
  fi
}

# Prints the process id; fails unless that process lives. ARGUMENT is what it was given as -p.
running() { # PIDFILE ARGUMENT
  [ -r "$1" ] || return 1
  read -r pid <"$1" || return 1
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -Fxq -e "$2" || return 1
  echo "$pid"
}

# Asks a daemon to end and waits until it has: it completes its file first.
end_daemon() { # NAME PIDFILE ARGUMENT
  pid=$(running "$2" "$3") || { rm -f "$2"; echo "$1: does not run"; return 0; }
  kill -TERM "$pid" 2>/dev/null
  tries=300
  while running "$2" "$3" >/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "$1: process $pid has not ended within 30 seconds" >&2; return 1; }
    sleep 0.1
  done
  echo "$1: ended"
}

# LSB: 0 runs, 1 dead with a process id file, 3 does not run
daemon_status() { # NAME PIDFILE ARGUMENT
  if pid=$(running "$2" "$3"); then
    echo "$1: runs, process $pid"
  elif [ -e "$2" ]; then
    echo "$1: does not run, though there is $2"
    return 1
  else
    echo "$1: does not run"
    return 3
  fi
}

# Makes the directory of process id files, which only the daemons' user may write to.
run_directory() { # DIRECTORY USER GROUP
  [ ! -d "$1" ] || return 0
  mkdir -p "$1" && { [ "$(id -u)" != 0 ] || chown "$2:$3" "$1"; }
}
