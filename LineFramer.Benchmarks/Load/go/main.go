// The chat server of this repository as a Go programmer writes it, with bufio, to be measured beside it: every line comes
// back, a lone "." ends the session, and answers are flushed when no whole line is left to read.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// As much as the other server reads at once; and the longest line that it takes.
const (
	bufferSize = 64 * 1024
	maxLine    = 8192
)

var (
	prefix      = []byte("You sent: ")
	lineEnd     = []byte("\r\n")
	dot         = []byte(".")
	errTooLong  = errors.New("line too long")
	lingerLimit = 5 * time.Second
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("Listening on %v: lines end with CR LF and have at most %d bytes.\n", listener.Addr(), maxLine)
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go serve(conn.(*net.TCPConn))
	}
}

func serve(conn *net.TCPConn) {
	defer conn.Close()
	reader := bufio.NewReaderSize(conn, bufferSize)
	writer := bufio.NewWriterSize(conn, bufferSize)
	if converse(reader, writer) != nil || writer.Flush() != nil {
		return
	}

	// What the peer still sends is discarded, so that no reset destroys the last answer.
	conn.CloseWrite()
	conn.SetReadDeadline(time.Now().Add(lingerLimit))
	io.Copy(io.Discard, conn)
}

// Answers until the session is over; an error is one of the connection.
func converse(reader *bufio.Reader, writer *bufio.Writer) error {
	for {
		line, err := readLine(reader)
		switch {
		case err == io.EOF:
			return nil
		case err == errTooLong:
			_, err = fmt.Fprintf(writer, "Line too long: the limit is %d bytes.\r\n", maxLine)
			return err
		case err != nil:
			return err
		case bytes.Equal(line, dot):
			return nil
		}

		writer.Write(prefix)
		writer.Write(line)
		writer.Write(lineEnd)
		if !hasLine(reader) {
			if err := writer.Flush(); err != nil {
				return err
			}
		}
	}
}

// The next line without its end, valid until the next read. A lone LF is content. That a line is too long shows at its
// next LF or with a full buffer, not at once.
func readLine(reader *bufio.Reader) ([]byte, error) {
	line, err := reader.ReadSlice('\n')
	if err == nil && bytes.HasSuffix(line, lineEnd) && len(line) <= maxLine+len(lineEnd) {
		return line[:len(line)-len(lineEnd)], nil
	}

	whole := append([]byte(nil), line...)
	for {
		switch {
		case len(whole) > maxLine+len(lineEnd):
			return nil, errTooLong
		case err == nil && bytes.HasSuffix(whole, lineEnd):
			return whole[:len(whole)-len(lineEnd)], nil
		case err != nil && err != bufio.ErrBufferFull:
			return nil, err
		}
		line, err = reader.ReadSlice('\n')
		whole = append(whole, line...)
	}
}

// Whether a whole line can be read without waiting.
func hasLine(reader *bufio.Reader) bool {
	held, _ := reader.Peek(reader.Buffered())
	return bytes.Contains(held, lineEnd)
}
