package drawer

import "syscall/js"

// Main gives the worker the function draw, tells it so by calling its function ready, where there
// is one, and stays.
func Main(name string, draw func(text []byte) ([]byte, error)) {
	js.Global().Set("draw", js.FuncOf(func(this js.Value, args []js.Value) any {
		if len(args) != 1 || args[0].Type() != js.TypeString {
			return map[string]any{"error": name + " takes one text"}
		}
		answer, err := draw([]byte(args[0].String()))
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return map[string]any{"text": string(answer)}
	}))
	if ready := js.Global().Get("ready"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}
