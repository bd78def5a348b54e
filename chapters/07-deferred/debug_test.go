package main

import (
	"testing"

	"slowpoetry/code/deferred"
)

// BenchmarkDebug measures what it costs to know where a Deferred was fired: to make one, with a
// callback, and fire it.
func BenchmarkDebug(b *testing.B) {
	for _, debug := range []bool{false, true} {
		b.Run(map[bool]string{false: "off", true: "on"}[debug], func(b *testing.B) {
			deferred.Debug(debug)
			defer deferred.Debug(false)
			pass := func(text string) (string, error) { return text, nil }
			for b.Loop() {
				deferred.New[string]().AddCallback(pass).Callback(poem)
			}
		})
	}
}
