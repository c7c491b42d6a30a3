#!/usr/bin/env bash
# A RabbitMQ broker of one's own for searches with several workers: no root, no service, everything in one folder.
#
# Usage: scripts/broker.sh install | installed | start | stop | kill | status | env [--dir DIR] [--port N] [--listen ADDRESS]
#
#   install    installs Debian's package rabbitmq-server without starting the service that comes with it
#   installed  status 0 if RabbitMQ is there, 1 if not
#   start      starts the broker and waits until it takes connections; says how to reach it
#   stop       stops it and waits until its queues are on disk
#   kill       ends it at once, as a power failure would
#   status     says whether it runs; status 0 if it does, 3 if not
#   env        prints the variables that abs needs: eval "$(scripts/broker.sh env)"
#
#   --dir DIR         queues, logs, configuration and the password (default: broker/ in the checkout)
#   --port N          port for AMQP, from 1024, or any (default 5672 at the first start, then what it was); N + 1 and
#                     N + 2 are used by the broker itself, on loopback
#   --listen ADDRESS  where workers connect to (default 127.0.0.1; 0.0.0.0 lets other machines in, without encryption)
#   --ack-limit S     seconds after which the broker takes back a message that was not acknowledged (default: its own, 1,800)
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

fail() {
  echo "broker.sh: $*" >&2
  exit 2
}

command=${1:-}
case $command in
  install | installed | start | stop | kill | status | env) shift ;;
  '' | -h | --help)
    awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$0"
    exit 0
    ;;
  *) fail "'$command' is no command; there are install, installed, start, stop, kill, status, env" ;;
esac
dir=$here/broker
port=
listen=
ack_limit=
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case $1 in
    --dir) dir=${2:?--dir needs a folder} ;;
    --port) port=${2:?--port needs a number} ;;
    --listen) listen=${2:?--listen needs an address} ;;
    --ack-limit) ack_limit=${2:?--ack-limit needs seconds} ;;
    *) fail "'$1' is no option; --help shows them" ;;
  esac
  shift 2
done

# Debian's wrappers in /usr/sbin change the user and the folder; those below do not.
find_server() {
  local bin
  for bin in /usr/lib/rabbitmq/bin "$(dirname "$(command -v rabbitmq-server 2>/dev/null || echo /none)")"; do
    if [ -x "$bin/rabbitmq-server" ]; then
      echo "$bin"
      return
    fi
  done
  return 1
}

install_server() {
  if find_server >/dev/null; then
    echo "broker.sh: RabbitMQ is installed in $(find_server)" >&2
    return
  fi
  local as_root= log policy=/usr/sbin/policy-rc.d mine=false
  command -v apt-get >/dev/null 2>&1 || fail "please install RabbitMQ (package rabbitmq-server); there is no apt-get here"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || fail "please install RabbitMQ: sudo apt-get install rabbitmq-server"
    as_root='sudo -n'
  fi
  echo "broker.sh: installing rabbitmq-server" >&2
  log=$(mktemp)
  # The package starts a broker on all interfaces; this file, while it is there, keeps it from doing so.
  if [ ! -e $policy ]; then
    mine=true
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
    $as_root chmod 755 $policy
  fi
  local status=0
  { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends rabbitmq-server; } >"$log" 2>&1 || status=$?
  if $mine; then
    $as_root rm -f $policy
  fi
  if [ $status -ne 0 ]; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "could not install rabbitmq-server"
  fi
  rm -f "$log"
}

# A port P such that nobody listens on P, P + 1 and P + 2.
free_port() {
  local tried p
  for ((tried = 0; tried < 200; tried++)); do
    p=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$((p + 1))") 2>/dev/null &&
      ! (exec 3<>"/dev/tcp/127.0.0.1/$((p + 2))") 2>/dev/null; then
      echo "$p"
      return
    fi
  done
  fail "no three free ports in a row"
}

# Values of an earlier start, unless others were given.
settings() {
  [ ! -f "$dir/port" ] || port=${port:-$(cat "$dir/port")}
  [ ! -f "$dir/listen" ] || listen=${listen:-$(cat "$dir/listen")}
  port=${port:-5672}
  if [ "$port" = any ]; then
    port=$(free_port)
  fi
  listen=${listen:-127.0.0.1}
  if ! [[ $port =~ ^[0-9]{4,5}$ ]] || [ "$port" -lt 1024 ] || [ "$port" -gt 65533 ]; then
    fail "--port is '$port', must be 1024 to 65533, or any"
  fi
  [[ $listen =~ ^[0-9a-fA-F.:]{2,45}$ ]] || fail "--listen is '$listen', must be an IP address"
  [[ ${ack_limit:-1} =~ ^[1-9][0-9]{0,8}$ ]] || fail "--ack-limit is '$ack_limit', must be a number of seconds from 1"
}

# Everything that RabbitMQ would otherwise look for in the system.
surroundings() {
  bin=$(find_server) || fail "RabbitMQ is not installed: scripts/broker.sh install"
  # In a list of commands a failure would not end the script.
  mkdir -p "$dir" 2>/dev/null && dir=$(cd "$dir" && pwd) || fail "the folder $dir cannot be made; --dir names another one"
  export HOME=$dir
  export RABBITMQ_CONF_ENV_FILE=/dev/null
  export RABBITMQ_NODENAME=abs-$port@localhost
  export RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf
  export RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config
  export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins
  export RABBITMQ_MNESIA_BASE=$dir/data
  export RABBITMQ_LOG_BASE=$dir/log
  export RABBITMQ_PID_FILE=$dir/pid
  export RABBITMQ_DIST_PORT=$((port + 1))
  export ERL_EPMD_PORT=$((port + 2))
  export ERL_EPMD_ADDRESS=127.0.0.1
  # Two schedulers are plenty for some hundred messages a second, and leave the cores to the workers.
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
}

# Whether a process is this folder's broker; one that has ended and waits for its parent has no words left.
is_broker() { # PID
  [ -n "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "-home $dir "
}

running() {
  is_broker "$(cat "$dir/pid" 2>/dev/null)"
}

configure() {
  mkdir -p "$dir/data" "$dir/log"
  (
    umask 077
    if [ ! -f "$dir/password" ]; then
      od -An -N 24 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password"
    fi
    {
      echo "listeners.tcp.default = $listen:$port"
      echo "default_user = abs"
      echo "default_pass = $(cat "$dir/password")"
      echo "loopback_users = none"
      echo "log.file.level = warning"
      # Its first check of the disk may come before the folder is there.
      echo "disk_free_limit.absolute = 100MB"
      if [ -n "$ack_limit" ]; then
        echo "consumer_timeout = $((ack_limit * 1000))"
      fi
    } >"$dir/rabbitmq.conf"
    # Acknowledgements are looked at once a minute, too seldom to try a limit of seconds.
    if [ -n "$ack_limit" ]; then
      echo '[{rabbit, [{channel_tick_interval, 1000}]}].' >"$dir/advanced.config"
    else
      echo '[].' >"$dir/advanced.config"
    fi
  )
  echo '[].' >"$dir/enabled_plugins"
  echo "$port" >"$dir/port"
  echo "$listen" >"$dir/listen"
}

print_env() {
  local host=$listen
  [ "$host" != 0.0.0.0 ] && [ "$host" != :: ] || host=$(hostname)
  [[ $host != *:* ]] || host="[$host]"
  echo "export ABS_BROKER=amqp://abs@$host:$port"
  echo "export ABS_BROKER_PASSWORD_FILE='$(cd "$dir" && pwd)/password'"
}

start() {
  local reached=$listen
  [ "$listen" != 0.0.0.0 ] || reached=127.0.0.1
  [ "$listen" != :: ] || reached=::1
  if running; then
    echo "broker.sh: runs already, process $(cat "$dir/pid"), port $port" >&2
  else
    configure
    rm -f "$dir/pid"
    nohup setsid "$bin/rabbitmq-server" >"$dir/log/start.txt" 2>&1 </dev/null &
    local server=$! waited=0
    # The pid file is there when the node boots; the port when it is done.
    until running && (exec 3<>"/dev/tcp/$reached/$port") 2>/dev/null; do
      if ! kill -0 "$server" 2>/dev/null || [ $waited -ge 600 ]; then
        tail -n 20 "$dir/log/start.txt" >&2
        tail -n 5 "$dir/log/"*.log >&2 2>/dev/null || true
        fail "the broker did not start; see $dir/log"
      fi
      sleep 0.2
      waited=$((waited + 1))
    done
    echo "broker.sh: started, process $(cat "$dir/pid"), port $port, folder $dir" >&2
  fi
  echo "broker.sh: to reach it: eval \"\$(scripts/broker.sh env --dir '$dir')\"" >&2
}

# Waits for a process that is no child of this one.
gone() { # PID
  local waited=0
  while is_broker "$1"; do
    [ $waited -lt 600 ] || fail "process $1 does not end"
    sleep 0.1
    waited=$((waited + 1))
  done
}

stop() {
  if ! running; then
    echo "broker.sh: does not run" >&2
    return
  fi
  local pid
  pid=$(cat "$dir/pid")
  if [ "$command" = kill ]; then
    kill -KILL "$pid"
  else
    # As rabbitmqctl does it, without starting a second virtual machine: SIGTERM ends the node in order.
    kill -TERM "$pid"
  fi
  gone "$pid"
  rm -f "$dir/pid"
  # The port mapper of this broker's own; it goes by itself only if told to.
  "$(command -v epmd)" -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1 || true
  echo "broker.sh: stopped" >&2
}

case $command in
  install) install_server ;;
  installed) find_server >/dev/null ;;
  start) settings && surroundings && start ;;
  stop | kill) settings && surroundings && stop ;;
  status)
    settings && surroundings
    if running; then
      echo "runs, process $(cat "$dir/pid"), port $port"
    else
      echo "does not run"
      exit 3
    fi
    ;;
  env)
    settings
    [ -f "$dir/password" ] || fail "$dir holds no broker; scripts/broker.sh start makes one"
    print_env
    ;;
esac
