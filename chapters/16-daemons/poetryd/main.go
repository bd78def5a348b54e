// Command poetryd runs the services of its plugins as a daemon.
package main

import (
	"os"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/book/program"

	_ "slowpoetry/chapters/16-daemons/plugins/proxy"
	_ "slowpoetry/chapters/16-daemons/plugins/recite"
)

func main() {
	os.Args = append([]string{os.Args[0], "poetryd"}, os.Args[1:]...) // it is the only program here
	program.Main("poetryd", program.Program{Name: "poetryd", Synopsis: "run services as a daemon", Run: daemon.Run})
}
