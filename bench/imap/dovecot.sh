#!/bin/bash
# Dovecot with IMAP, on loopback, in a folder of its own. dovecot.sh FOLDER start|stop
# sdbox; APPEND is flushed to disk as it comes (mail_fsync=optimized, the default), a flag is not. No plugins.
# Start prints: IMAP port, process. Users u1 to u$USERS of bench.test, password "benchmark".
set -eu
folder=$1
imap=${DOVECOT_PORT:-20343}
users=${USERS:-20} domain=bench.test

configure() {
  mkdir -p "$folder"/{run,mail}
  chmod 755 "$folder"
  chown 5000:5000 "$folder/mail"
  for i in $(seq "$users"); do echo "u$i@$domain:{PLAIN}benchmark::::::"; done > "$folder/users"
  cat > "$folder/dovecot.conf" <<CONF
base_dir = $folder/run
state_dir = $folder/run
log_path = $folder/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_cache_size = 4M
mail_location = sdbox:$folder/mail/%u
mail_uid = 5000
mail_gid = 5000
first_valid_uid = 100
mail_fsync = optimized
mail_max_userip_connections = 20000
default_process_limit = 1000
default_client_limit = 60100
passdb {
  driver = passwd-file
  args = $folder/users
}
userdb {
  driver = passwd-file
  args = $folder/users
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
  service_count = 0
  process_min_avail = 2
  process_limit = 4
  client_limit = 12000
}
service imap {
  process_limit = 20000
  process_min_avail = 2
  service_count = 1000
}
CONF
}

case $2 in
  start)
    configure
    ulimit -n "$(ulimit -Hn)"
    dovecot -c "$folder/dovecot.conf" < /dev/null >&2
    for _ in $(seq 200); do
      (: < "/dev/tcp/127.0.0.1/$imap") 2>/dev/null && break
      sleep 0.05
    done
    echo "$imap $(cat "$folder/run/master.pid")"
    ;;
  stop)
    process=$(cat "$folder/run/master.pid")
    kill "$process"
    while kill -0 "$process" 2>/dev/null; do sleep 0.1; done
    ;;
esac
