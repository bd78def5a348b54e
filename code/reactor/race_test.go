//go:build race

package reactor

// raceEnabled tells tests that the race detector watches them, and makes them slow.
const raceEnabled = true
