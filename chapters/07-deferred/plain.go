package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"slowpoetry/code/deferred"
)

// plain tries each of Go's means to have something happen once, twice.
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
		return "blocks the second sender, until there is a second receiver"
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
	return "keeps the " + what + ", says nothing"
}

func cancelTwice() string {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("first"))
	cancel(errors.New("second"))
	return fmt.Sprintf("keeps the %v, says nothing", context.Cause(ctx))
}

func fireTwice() string {
	deferred.Debug(true)
	defer deferred.Debug(false)
	d := deferred.New[string]()
	d.Callback("first")
	return fmt.Sprintf("keeps the %s, and tells the second: %v", "first", d.Callback("second"))
}
