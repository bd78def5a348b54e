package sim_test

import (
	"fmt"
	"net/netip"

	"slowpoetry/code/sim"
)

// A walker who is rained on three times catches a cold. What does it take?
func ExampleShrink() {
	catchesCold := func(w *sim.World) bool {
		wet := 0
		for range 20 {
			w.Chance("wind", netip.AddrPort{}, 0.5)
			if w.Chance("rain", netip.AddrPort{}, 0.5) {
				wet++
			}
		}
		return wet >= 3
	}
	world := sim.NewWorld(sim.Conditions{Seed: 1})
	world.Record()
	fmt.Println(catchesCold(world), len(world.Incidents()))

	short := sim.Shrink(world.Incidents(), func(some []sim.Incident) bool {
		return catchesCold(sim.Retell(sim.Conditions{}, some))
	})
	for _, incident := range short {
		fmt.Println(incident.What, incident.Nth)
	}
	// Output:
	// true 27
	// rain 16
	// rain 18
	// rain 20
}
