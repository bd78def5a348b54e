//go:build unix

package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// Others' clients: curl for the tree, nc for a poem.
func TestCurlAndNc(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"curl", "nc"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed: poetryd is not tried with it", name)
		}
	}
	p := start(t, nil, "-level", "debug", "-health", "127.0.0.1:0", "recite", "-poem", "tide", "-bytes", "100", "-delay", "10ms")
	host, port, _ := strings.Cut(p.port("recite"), ":")
	heard, err := exec.Command("nc", "-d", host, port).Output()
	if want := programtest.TextOf(t, "tide"); err != nil || string(heard) != want {
		t.Errorf("nc hears %q, %v", heard, err)
	}
	address := p.waitFor(`path=health is=(http://[0-9.:]+)`)
	tree, err := exec.Command("curl", "-s", "-i", address).Output()
	if err != nil || !regexp.MustCompile(`(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\npoetryd +running\n`).Match(tree) {
		t.Errorf("curl hears %q, %v", tree, err)
	}
	head, err := exec.Command("curl", "-s", "-I", address).Output()
	if err != nil || !regexp.MustCompile(`(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\n$`).Match(head) {
		t.Errorf("curl -I hears %q, %v", head, err)
	}
}
