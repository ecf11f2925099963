# The conversations of a server on another system or processor, for the scripts beside this one: to be sourced.
# shellcheck shell=bash
. eng/served.sh

expect() {
    printf '%s: ' "$1"
    [ "$3" = "$2" ] && echo 'as expected' && return
    printf 'expected "%s", got "%s"\n' "$2" "$3"
    exit 1
}

# Starts the server with the command before it, waits until it listens, and converses with it and with its own client.
converse() {
    serve "$@" --host 127.0.0.1 --port 0 --max-line 100
    cat "$served/output"
    expect 'the conversation' "$(printf 'You sent: This is a line.\nYou sent: This is another line.')" \
        "$(printf 'This is a line.\r\nThis is another line.\r\n.\r\n' | nc 127.0.0.1 "$port" | tr -d '\r')"
    expect 'half a close' 'You sent: a' "$(printf 'a\r\nunfinished' | nc -N 127.0.0.1 "$port" | tr -d '\r')"
    expect 'an oversized line' 'Line too long: the limit is 100 bytes.' "$(head -c 1M /dev/zero | nc 127.0.0.1 "$port" | tr -d '\r')"
    expect 'the client' "$(printf 'You sent: a\nYou sent: b')" "$(printf 'a\nb\n' | "$@" client "127.0.0.1:$port" 2>&1 | tr -d '\r')"
}
