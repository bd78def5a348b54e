package wasm

// Tools lets a test do without the compiler and the linker, which take long to pack.
var Tools = &tools
