// Command lines gives a line receiver its bytes by hand.
package main

import (
	"fmt"

	"slowpoetry/code/protocol"
)

// A printer prints the lines that it receives.
type printer struct{ protocol.LineTransport }

func (printer) ConnectionMade(protocol.LineTransport) {}
func (printer) LineReceived(line []byte)              { fmt.Printf("[%s]\n", line) }
func (printer) ConnectionLost(error)                  {}

func main() {
	l := &protocol.LineReceiver{Handler: printer{}, Delimiter: "\n"}
	l.ConnectionMade(nil) // there's no transport: what it would bring, we bring
	l.DataReceived([]byte("a ra"))
	l.DataReceived([]byte("ven\n\nnever"))
	l.DataReceived([]byte("\nmore"))
}
