#!/usr/bin/env bash
# Probes servers of Debian on loopback ports: starts each with a configuration of its own in a folder of its own, asks it all
# cases, and stops it. `bash eng/probe-servers.sh install` installs them first, as root; PROBE names the program. With names
# after it, it asks these alone: redis memcached exim dovecot vsftpd ngircd rsyslog.
# `bash eng/probe-servers.sh grid` writes docs/probe/servers.md: what a case finds belongs to the authors of the server first, so
# a case in which any server is not as it must be is not in the grid.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
probe=${PROBE:-dotnet run --project LineFramer.Probe --}

if [ "${1:-}" = install ]; then
    shift
    # Nothing is started as a service by its installation.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        redis-server memcached exim4-daemon-light dovecot-imapd dovecot-pop3d vsftpd ngircd rsyslog || exit 1
fi

grid=
if [ "${1:-}" = grid ]; then
    shift
    grid=yes
fi

root=$(mktemp -d)
chmod 755 "$root"
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$root"' EXIT

start() {
    "$@" >>"$root/log" 2>&1 &
    pids+=($!)
}

# Waits until something listens on a port.
listens() {
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.1
    done
    echo "nothing listens on port $1; the log:" && tail -n 5 "$root/log"
    return 1
}

# A server's name, its package, its protocol, its port, and its process (- where it is not measured). For the grid it is only
# remembered.
servers=()
measured=()
columns=
ask() {
    local name=$1 package=$2 protocol=$3 port=$4 pid=$5
    listens "$port" || return
    if [ -n "$grid" ]; then
        servers+=("$protocol=127.0.0.1:$port")
        measured+=(--pid "$pid")
        columns+=" $name $(dpkg-query -W -f '${Version}' "$package" | sed 's/^[0-9]*://; s/[-+~].*//') |"
        return
    fi

    echo "== $name"
    $probe "127.0.0.1:$port" --protocol "$protocol" --user probe --password probe --pid "$pid"
}

wanted() { [ "${#names[@]}" = 0 ] || [[ " ${names[*]} " = *" $1 "* ]]; }
names=("$@")

if wanted redis; then
    start redis-server --port 17001 --bind 127.0.0.1 --save '' --dir "$root"
    ask Redis redis-server redis 17001 "${pids[-1]}"
fi

if wanted memcached; then
    start memcached -u nobody -l 127.0.0.1 -p 17002 -U 0
    ask memcached memcached memcached 17002 "${pids[-1]}"
fi

if wanted exim; then
    mkdir -p "$root/exim" && chown -R Debian-exim "$root/exim"
    cat >"$root/exim.conf" <<END
primary_hostname = probe.example
spool_directory = $root/exim
log_file_path = $root/exim/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = 17003
pid_file_path = $root/exim/pid
acl_smtp_rcpt = accept
acl_smtp_data = accept
tls_advertise_hosts =
begin acl
begin routers
discard:
  driver = redirect
  data = :blackhole:
END
    start exim4 -bdf -q1h -C "$root/exim.conf"
    ask Exim exim4-daemon-light smtp 17003 "${pids[-1]}"
fi

if wanted dovecot; then
    mkdir -p "$root/dovecot/mail" && chown -R nobody "$root/dovecot/mail"
    cat >"$root/dovecot.conf" <<END
base_dir = $root/dovecot/run
state_dir = $root/dovecot/state
log_path = $root/dovecot/log
protocols = imap pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:$root/dovecot/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
mail_max_userip_connections = 200
passdb {
  driver = static
  args = password=probe
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$root/dovecot/mail
}
service imap-login {
  inet_listener imap {
    port = 17004
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = 17005
  }
  inet_listener pop3s {
    port = 0
  }
}
END
    start dovecot -F -c "$root/dovecot.conf"
    ask 'Dovecot, IMAP' dovecot-imapd imap 17004 -
    ask 'Dovecot, POP3' dovecot-pop3d pop3 17005 -
fi

if wanted vsftpd; then
    mkdir -p "$root/ftp" "$root/empty"
    cat >"$root/vsftpd.conf" <<END
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port=17006
background=NO
anonymous_enable=YES
anon_root=$root/ftp
secure_chroot_dir=$root/empty
END
    sed 's/{user}/anonymous/' LineFramer.Probe/Protocols/ftp.probe >"$root/ftp.probe"
    start vsftpd "$root/vsftpd.conf"
    ask vsftpd vsftpd "$root/ftp.probe" 17006 "${pids[-1]}"
fi

if wanted ngircd; then
    cat >"$root/ngircd.conf" <<END
[Global]
Name = irc.probe.example
Info = probe
Listen = 127.0.0.1
Ports = 17007
PidFile = $root/ngircd.pid
[Limits]
MaxConnectionsIP = 200
[Options]
DNS = no
Ident = no
PAM = no
END
    chmod 644 "$root/ngircd.conf"
    start ngircd -n -f "$root/ngircd.conf"
    ask ngIRCd ngircd irc 17007 "${pids[-1]}"
fi

if wanted rsyslog; then
    : >"$root/syslog" && chmod 666 "$root/syslog"
    cat >"$root/rsyslog.conf" <<END
module(load="imtcp" MaxSessions="200")
input(type="imtcp" port="17008" address="127.0.0.1")
global(workDirectory="$root")
*.* action(type="omfile" file="$root/syslog" template="RSYSLOG_TraditionalFileFormat")
END
    sed "s|^sink: .*|sink: $root/syslog|" LineFramer.Probe/Protocols/syslog.probe >"$root/syslog.probe"
    start rsyslogd -n -f "$root/rsyslog.conf" -i "$root/rsyslog.pid"
    ask rsyslog rsyslog "$root/syslog.probe" 17008 "${pids[-1]}"
fi

[ -n "$grid" ] || exit 0
$probe "${servers[@]}" --thorough --user probe --password probe "${measured[@]}" >"$root/grid"
[ $? -le 1 ] || exit 1
mkdir -p docs/probe
{
    cat <<END
# Released servers

The results of [the probe](../probe.md) for servers of Debian's packages. Each server ran on the loopback address with the configuration
of \`eng/probe-servers.sh\`, and was probed with \`--thorough\`. ✓ means passed. An empty cell means not asked: the protocol has no such
command, its description does not say, or the time was up.

**The table does not show everything that was found.** It shows a case only if every server passed that was asked it. Anything else that
a case finds, whether a fault, a valid policy or an inconclusive measurement, belongs to the authors of the server first. So the case is
left out for all servers. \`bash eng/probe-servers.sh install\` shows everything on your own machine, and
\`bash eng/probe-servers.sh grid\` writes this page.

END
    printf '| case |%s\n' "$columns"
    sed -n '2p' "$root/grid"
    awk -F'|' '/^\| [a-z]+\/[0-9]+ / {
        asked = 0
        for (i = 3; i < NF; i++) { if ($i ~ /✓/) asked++; else if ($i !~ /^ *$/) next }
        if (asked > 0) print
    }' "$root/grid"
} >docs/probe/servers.md
