package main

import (
	"io"
	"net/netip"
	"syscall"
	"testing"

	"slowpoetry/code/book/program"
)

func TestAReadingNeedsNoNetwork(t *testing.T) {
	p := &poem{anthology: &anthology{env: &program.Env{Stderr: io.Discard}, missing: 2}}
	r := p.BuildProtocol(netip.AddrPort{}).(*reading)
	buffer := []byte("Slack ")
	r.DataReceived(buffer)
	copy(buffer, "Water\n") // where the loop reads what comes next
	r.DataReceived(buffer)
	if want := "Slack Water\n"; string(r.text) != want {
		t.Errorf("two pieces have come, and the reading has %q, want %q", r.text, want)
	}
	r.ConnectionLost(syscall.ECONNRESET)
	if p.err != syscall.ECONNRESET || p.text != nil {
		t.Errorf("a reading that breaks off makes a poem of %q, %v", p.text, p.err)
	}
}
