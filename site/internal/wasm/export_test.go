package wasm

// Small leaves out of the toolchain what takes long to pack, until again is called.
func Small() (again func()) {
	allTools, allStandard := tools, standardToo
	tools, standardToo = []string{"./site/cmd/gofile"}, []string{"fmt", "testing/synctest"}
	return func() { tools, standardToo = allTools, allStandard }
}
