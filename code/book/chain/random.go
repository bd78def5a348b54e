package chain

import (
	"fmt"
	"math/rand/v2"
)

// Random returns a chain of so many pairs: the one of this number, which is always the same.
func Random(number uint64, pairs int) Description {
	r := rand.New(rand.NewPCG(number, 0))
	d := Description{Fire: Action{Verb: Return, Text: pick(r, values)}}
	if r.IntN(3) == 0 {
		d.Fire = Action{Verb: Fail, Text: pick(r, troubles)}
	}
	for range pairs {
		p := Pair{Callback: action(r), Errback: action(r)}
		if p.Callback.Verb != Pass && r.IntN(10) == 0 {
			p = Pair{Callback: p.Callback, Both: true}
		}
		d.Pairs = append(d.Pairs, p)
	}
	return d
}

// action returns something that a function may do.
func action(r *rand.Rand) Action {
	var a Action
	switch n := r.IntN(10); {
	case n < 3:
		return a
	case n < 6:
		a = Action{Verb: Return, Text: fmt.Sprintf(pick(r, changes), "%v")}
	case n < 9:
		a = Action{Verb: Fail, Text: pick(r, troubles)}
	default:
		return Action{Verb: Panic, Text: pick(r, troubles)}
	}
	a.Later = r.IntN(6) == 0
	return a
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

var (
	values   = []string{"tide", "kettle", "linesman", "splitflap"}
	changes  = []string{"%v!", "%v, framed", "%v, signed", "a copy of %v"}
	troubles = []string{"no ink", "no line", "no paper", "too long"}
)
