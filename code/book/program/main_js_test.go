package program_test

import (
	"errors"
	"io"
	"syscall"
	"testing"

	"slowpoetry/code/book/program"
)

// What programs print of the network in the page is what they print elsewhere, since the text of
// the book has it.
func TestTheNetworkOfThePageFailsInTheWordsOfTheSystem(t *testing.T) {
	ctx := t.Context()
	taken, err := program.System.Listen(ctx, "tcp", "localhost:10001")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, refused := program.System.DialContext(ctx, "tcp", "localhost:10002")
	_, twice := program.System.Listen(ctx, "tcp", "127.0.0.1:10001")
	_, nobody := program.System.DialContext(ctx, "tcp", "nowhere.invalid:80")
	for _, test := range []struct {
		err  error
		want string
		is   error
	}{
		{refused, "dial tcp 127.0.0.1:10002: connect: connection refused", syscall.ECONNREFUSED},
		{twice, "listen tcp 127.0.0.1:10001: bind: address already in use", syscall.EADDRINUSE},
		{nobody, "dial tcp: lookup nowhere.invalid: no such host", nobody},
	} {
		if test.err == nil || test.err.Error() != test.want || !errors.Is(test.err, test.is) {
			t.Errorf("err = %v, want %s", test.err, test.want)
		}
	}
}

func TestTheNetworkOfThePageConnects(t *testing.T) {
	ctx := t.Context()
	listener, err := program.System.Listen(ctx, "tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			io.WriteString(conn, "tide")
			conn.Close()
		}
	}()
	conn, err := program.System.DialContext(ctx, "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if text, err := io.ReadAll(conn); string(text) != "tide" || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
}
