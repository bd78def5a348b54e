// Command pieces is a question in chapter 12.
package main

import (
	"fmt"

	"slowpoetry/code/protocol"
)

type printer struct{}

func (printer) ConnectionMade(protocol.NetstringTransport) {}
func (printer) ConnectionLost(reason error)                {}
func (printer) NetstringReceived(text []byte)              { fmt.Printf("string %q\n", text) }

func main() {
	//listing:main
	n := &protocol.NetstringReceiver{Handler: printer{}}
	n.ConnectionMade(nil)
	for _, piece := range []string{"3:t", "ea,5:toa", "st,0:,"} {
		fmt.Printf("piece %q\n", piece)
		n.DataReceived([]byte(piece))
	}
	//listing:end
}
