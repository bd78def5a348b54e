package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
)

// serve is the slow server of chapter 2. What it recites is a netstring.
func serve(ctx context.Context, env *program.Env, args []string) error {
	kettle, err := poetry.Find("kettle")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 700 * time.Millisecond, Bytes: 10, Poem: kettle}
	flags := env.Flags("")
	o.Register(flags.FlagSet)
	quit := flags.Int("quit", 0, "hang up after `n` bytes, as a server does that dies; 0 for never")
	if err := flags.Parse(args); err != nil {
		return err
	}
	//listing:netstring
	o.Poem.Text = protocol.AppendNetstring(nil, o.Poem.Text)
	//listing:end
	if *quit < 0 || *quit > len(o.Poem.Text) {
		return program.Usagef("the poem has %d bytes with its length: quit after some of these", len(o.Poem.Text))
	}
	if *quit > 0 {
		o.Poem.Text = o.Poem.Text[:*quit]
	}
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Stdout, "Serving %s on %v\n", o.Poem.Name, door.Addr()); err != nil {
		door.Close()
		return err
	}
	return poetry.ReciteToAll(ctx, env, door, o)
}
