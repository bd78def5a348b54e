package main

import (
	"encoding/json"
	"syscall/js"
)

// main gives the worker the function gofile, tells it so by calling its function ready, where
// there is one, and stays.
func main() {
	js.Global().Set("gofile", js.FuncOf(func(this js.Value, args []js.Value) any {
		var f file
		if len(args) == 1 && args[0].Type() == js.TypeString {
			f = read([]byte(args[0].String()))
		} else {
			f.Errors = []problem{{1, 1, "gofile takes one text"}}
		}
		text, err := json.Marshal(f)
		if err != nil {
			panic(err) // there is nothing in a file that JSON could not say
		}
		return js.Global().Get("JSON").Call("parse", string(text))
	}))
	if ready := js.Global().Get("ready"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}
