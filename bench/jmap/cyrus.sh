#!/bin/bash
# Cyrus 3.6 with JMAP, on loopback, in a folder of its own. cyrus.sh FOLDER start|stop
# Cyrus is in $CYRUS, or installed in the system: its packages do not go with Dovecot's, so unpack them beside the system,
#   apt-get download cyrus-imapd cyrus-common cyrus-caldav && for p in *.deb; do dpkg -x "$p" "$CYRUS"; done
# It flushes to disk as it comes, and is left as it is but for the batches of its indexer: in those of 20 it indexes 130 messages a second. Conversations and the search index (Xapian, kept up to date by its own daemon) are on: JMAP wants them.
# Start prints: HTTP port, IMAP port, process. Users u1 to u$USERS (u3) of bench.test, password "benchmark".
set -eu
folder=$1
prefix=${CYRUS:-}
bin=$prefix/usr/lib/cyrus/bin
imap=${IMAP_PORT:-20243} http=${HTTP_PORT:-20280}
export LD_LIBRARY_PATH=$prefix/usr/lib/x86_64-linux-gnu

configure() {
  mkdir -p "$folder"/{spool,search,run/proc,run/lock} "$folder"/var/{db,log,lock,msg,proc,ptclient,quota,user,sync,socket}
  for user in $(seq -f u%g "${USERS:-3}"); do
    echo benchmark | saslpasswd2 -p -c -f "$folder/sasldb2" -u mx.bench.test $user
  done
  cat > "$folder/imapd.conf" <<CONF
configdirectory: $folder/var
defaultpartition: default
partition-default: $folder/spool
search_engine: xapian
search_index_headers: yes
search_batchsize: 2000
defaultsearchtier: t1
t1searchpartition-default: $folder/search
sync_log: yes
sync_log_channels: squatter
conversations: yes
httpmodules: jmap
httpdocroot: $folder/spool
servername: mx.bench.test
virtdomains: userid
defaultdomain: bench.test
altnamespace: yes
unixhierarchysep: yes
autocreate_quota: 0
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $folder/sasldb2
sasl_mech_list: PLAIN LOGIN
duplicatesuppression: no
idlesocket: $folder/run/idle
notifysocket: $folder/run/notify
proc_path: $folder/run/proc
mboxname_lockpath: $folder/run/lock
CONF
  cat > "$folder/cyrus.conf" <<CONF
START {
  recover cmd="$bin/ctl_cyrusdb -C $folder/imapd.conf -r"
}
SERVICES {
  imap cmd="$bin/imapd -C $folder/imapd.conf -U 1000" listen="127.0.0.1:$imap" proto="tcp4" prefork=1
  http cmd="$bin/httpd -C $folder/imapd.conf -U 1000" listen="127.0.0.1:$http" proto="tcp4" prefork=2
}
DAEMON {
  idled cmd="$bin/idled -C $folder/imapd.conf -d"
  squatter cmd="$bin/squatter -C $folder/imapd.conf -R -d"
}
EVENTS {
  checkpoint cmd="$bin/ctl_cyrusdb -C $folder/imapd.conf -c" period=30
}
CONF
  id cyrus > /dev/null 2>&1 || useradd -r -g mail -d "$folder" -s /bin/sh cyrus
  chown -R cyrus:mail "$folder"
}

await() {
  for _ in $(seq 600); do
    (: < "/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.05
  done
  echo "port $1 did not open; see $folder" >&2
  exit 1
}

case $2 in
  start)
    [ -e "$folder/imapd.conf" ] || configure
    "$bin/master" -C "$folder/imapd.conf" -M "$folder/cyrus.conf" -p "$folder/run/master.pid" -L "$folder/master.log" -d < /dev/null >&2
    await "$imap"
    await "$http"
    echo "$http $imap $(cat "$folder/run/master.pid")"
    ;;
  stop)
    process=$(cat "$folder/run/master.pid")
    kill "$process"
    for _ in $(seq 200); do
      kill -0 "$process" 2>/dev/null || exit 0
      sleep 0.05
    done
    kill -9 "$process"
    ;;
esac
