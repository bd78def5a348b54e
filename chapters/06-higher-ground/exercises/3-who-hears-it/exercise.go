// Package exercise is about what goes wrong after all has gone well.
package exercise

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once.
type Get func(address string, callback func(text []byte), errback func(err error))

// An Ask is a Get whose callback may fail.
type Ask func(address string, callback func(text []byte) error, errback func(err error))

// Guard returns an Ask that asks by get. Its errback hears whatever goes wrong: what get says, the
// error that callback returns, and, if callback panics, an error that has the words of the panic in
// its text, and wraps the value if that is an error itself. When all goes well it hears nothing. A
// panic of the errback is left to the reactor.
func Guard(get Get) Ask {
	return func(address string, callback func(text []byte) error, errback func(err error)) {
		// This lets the callback fail, and tells nobody.
		get(address, func(text []byte) { callback(text) }, errback)
	}
}
