package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"slowpoetry/code/deferred"
)

// plain does twice what is meant to be done once, by all the means that Go has for that.
func plain(out io.Writer) {
	for _, way := range []struct {
		name  string
		twice func() string
	}{
		{"a channel of one", sendTwice},
		{"a channel that is closed", closeTwice},
		{"sync.Once", doTwice},
		{"a context", cancelTwice},
		{"a Deferred", fireTwice},
	} {
		fmt.Fprintf(out, "%-26s%s\n", way.name, way.twice())
	}
}

func sendTwice() string {
	c := make(chan string, 1)
	c <- "first"
	select {
	case c <- "second":
		return "takes the second too"
	default: // without which this would be the end
		return "the second has to wait, for ever if nobody receives"
	}
}

func closeTwice() (what string) {
	defer func() { what = fmt.Sprint("panic: ", recover()) }()
	c := make(chan struct{})
	close(c)
	close(c)
	return
}

func doTwice() (what string) {
	var once sync.Once
	once.Do(func() { what = "first" })
	once.Do(func() { what = "second" })
	return "has the " + what + ", and nobody is told"
}

func cancelTwice() string {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("first"))
	cancel(errors.New("second"))
	return fmt.Sprintf("has the %v, and nobody is told", context.Cause(ctx))
}

func fireTwice() string {
	deferred.Debug(true)
	defer deferred.Debug(false)
	d := deferred.New[string]()
	d.Callback("first")
	return fmt.Sprintf("has the %s, and the second is told: %v", d, d.Callback("second"))
}
