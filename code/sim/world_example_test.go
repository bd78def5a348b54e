package sim_test

import (
	"fmt"
	"io"
	"log"
	"net/netip"
	"time"

	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// A second away lives somebody who thinks for an hour before speaking. The example takes no time.
func ExampleWorld() {
	world := sim.NewWorld(sim.Conditions{MinLatency: time.Second, MaxLatency: time.Second})
	listener, err := world.Listen("10.0.0.1:10000")
	if err != nil {
		log.Fatal(err)
	}
	client, err := world.Connect("10.0.0.1:10000")
	if err != nil {
		log.Fatal(err)
	}
	poller, err := world.NewPoller()
	if err != nil {
		log.Fatal(err)
	}
	poller.Add(listener, socket.Readable, nil)
	poller.Add(client, socket.Readable, nil)

	events, buffer := make([]socket.Event, 8), make([]byte, 1024)
	for {
		n, err := poller.Wait(events, -1)
		if err != nil {
			log.Fatal(err)
		}
		for _, event := range events[:n] {
			switch source := event.Source.(type) {
			case socket.Listener:
				visitor, err := source.Accept()
				if err != nil {
					log.Fatal(err)
				}
				fmt.Println(world.Now(), "a visitor")
				world.At(world.Now()+time.Hour, func() {
					visitor.Write([]byte("good evening"))
					visitor.Close()
				})
			case socket.Socket:
				n, err := source.Read(buffer)
				fmt.Printf("%v %q, %v\n", world.Now(), buffer[:n], err)
				if err == io.EOF {
					return
				}
			}
		}
	}
	// Output:
	// 3s a visitor
	// 1h0m4s "good evening", <nil>
	// 1h0m4s "", EOF
}

// How does a program take it that a server is down for a while, or that nobody answers at all?
func ExampleWorld_MakeTrouble() {
	world := sim.NewWorld(sim.Conditions{Seed: 1})
	down := netip.MustParseAddrPort("10.0.0.1:10000")
	silent := netip.MustParseAddrPort("10.0.0.2:10000")
	if _, err := world.Listen(down.String()); err != nil {
		log.Fatal(err)
	}
	world.MakeTrouble(down, sim.Trouble{Refuse: 1})
	world.MakeTrouble(silent, sim.Trouble{Ignore: 1})
	world.At(time.Minute, func() { world.MakeTrouble(down, sim.Trouble{}) })

	poller, err := world.NewPoller()
	if err != nil {
		log.Fatal(err)
	}
	try := func(address netip.AddrPort) {
		s, err := world.Connect(address.String())
		if err != nil {
			log.Fatal(err)
		}
		defer s.Close()
		poller.Add(s, socket.Writable, nil)
		for n := 0; n == 0; {
			if n, err = poller.Wait(make([]socket.Event, 1), -1); err != nil {
				log.Fatal(err)
			}
		}
		fmt.Printf("%v: %v\n", world.Now(), s.ConnectError())
	}
	try(down)
	try(silent)
	try(down)
	// Output:
	// 0s: connect 10.0.0.1:10000: connection refused
	// 2m7s: connect 10.0.0.2:10000: connection timed out
	// 2m7s: <nil>
}
