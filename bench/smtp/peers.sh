#!/bin/bash
# Postfix that hands over to Dovecot by LMTP, on loopback, in a folder of their own. peers.sh FOLDER start|stop
# Both flush to disk as they come: Postfix its queue file before the 250, Dovecot the message when LMTP accepts it.
# Start prints: SMTP port, IMAP port, process of Postfix, process of Dovecot. Accounts u1 to u10, password "benchmark".
set -eu
folder=$1
smtp=${POSTFIX_PORT:-20025} lmtp=${LMTP_PORT:-20024} imap=${IMAP_PORT:-20143}
users=10 domain=bench.test

dovecot_conf() {
  mkdir -p "$folder"/dovecot/{run,mail}
  chown 5000:5000 "$folder/dovecot/mail"
  for i in $(seq $users); do echo "u$i@$domain:{PLAIN}benchmark::::::"; done > "$folder/dovecot/users"
  cat > "$folder/dovecot/dovecot.conf" <<CONF
base_dir = $folder/dovecot/run
state_dir = $folder/dovecot/run
log_path = $folder/dovecot/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = sdbox:$folder/dovecot/mail/%u
mail_uid = 5000
mail_gid = 5000
first_valid_uid = 100
mail_fsync = optimized
default_process_limit = 200
default_client_limit = 4000
passdb {
  driver = passwd-file
  args = $folder/dovecot/users
}
userdb {
  driver = passwd-file
  args = $folder/dovecot/users
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
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
  }
  process_min_avail = 2
  service_count = 1000
}
CONF
}

postfix_conf() {
  local p=$folder/postfix
  mkdir -p "$p"/{etc,queue,data}
  chown root:root "$p" "$p/queue"
  chown postfix "$p/data"
  for i in $(seq $users); do echo "u$i@$domain ok"; done > "$p/etc/recipients"
  cat > "$p/etc/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $p/queue
data_directory = $p/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $p/log
maillog_file_prefixes = $p
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.$domain
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = $domain
virtual_mailbox_maps = texthash:$p/etc/recipients
virtual_transport = lmtp:inet:127.0.0.1:$lmtp
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
in_flow_delay = 0
initial_destination_concurrency = 20
message_size_limit = 52428800
disable_dns_lookups = yes
multi_instance_enable = yes
alternate_config_directories =
CONF
  cat > "$p/etc/master.cf" <<CONF
127.0.0.1:$smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
}

await() {
  for _ in $(seq 200); do
    (: < "/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.05
  done
  echo "port $1 did not open; see $folder" >&2
  exit 1
}

case $2 in
  start)
    mkdir -p "$folder"
    chmod 755 "$folder"
    dovecot_conf
    postfix_conf
    dovecot -c "$folder/dovecot/dovecot.conf" < /dev/null >&2
    postfix -c "$folder/postfix/etc" start < /dev/null > "$folder/postfix/start" 2>&1 || { cat "$folder/postfix/start" >&2; "$0" "$folder" stop; exit 1; }
    await $imap
    await $smtp
    echo $smtp $imap $(cat "$folder/postfix/queue/pid/master.pid") $(cat "$folder/dovecot/run/master.pid")
    ;;
  stop)
    postfix -c "$folder/postfix/etc" stop < /dev/null > /dev/null 2>&1 || true
    kill "$(cat "$folder/dovecot/run/master.pid")"
    ;;
esac
