// Command cuts is a question in chapter 12.
package main

import (
	"fmt"
	"io"

	"slowpoetry/code/protocol"
)

type printer struct{}

func (printer) ConnectionMade(protocol.NetstringTransport) {}
func (printer) ConnectionLost(reason error)                { fmt.Println(reason) }

func (printer) NetstringReceived(text []byte) {
	if len(text) == 0 {
		fmt.Println(`""`)
		return
	}
	fmt.Println(string(text))
}

func main() {
	//listing:main
	n := &protocol.NetstringReceiver{Handler: printer{}}
	n.ConnectionMade(nil)
	for _, piece := range []string{"5:he", "llo", ",0:,1", "2"} {
		n.DataReceived([]byte(piece))
	}
	n.ConnectionLost(io.EOF)
	//listing:end
}
