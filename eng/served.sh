# Starts a server and waits until it listens, for other scripts: to be sourced in the root of the checkout.
# shellcheck shell=bash
server=
port=
address=
served=$(mktemp -d) || exit 1
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$served"' EXIT

# Starts the program with the arguments that follow, as the process $server; where it listens is $address, and $port. An emulated
# one may take minutes.
serve() {
    # What an earlier server wrote must be gone before this one is looked for: its own redirection may come after that.
    : >"$served/output"
    "$@" >>"$served/output" 2>&1 &
    server=$!
    for _ in $(seq 1800); do
        address=$(sed -n 's/^Listening on \([0-9.]*:[0-9]*\)[: ].*/\1/p' "$served/output")
        port=${address##*:}
        [ -z "$port" ] || return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    cat "$served/output"
    printf 'It does not listen: %s\n' "$*"
    exit 1
}

# SIGTERM ends the server, with the exit code that is returned.
stop_server() {
    local code
    kill -TERM "$server"
    wait "$server"
    code=$?
    server=
    return "$code"
}

# SIGTERM ends the server with exit code 0.
end_server() {
    stop_server
    local code=$?
    cat "$served/output"
    [ "$code" = 0 ] && return
    printf 'SIGTERM ended it with exit code %d\n' "$code"
    exit 1
}
