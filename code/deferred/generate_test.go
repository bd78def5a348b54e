package deferred

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A generator makes programs up.
type generator struct {
	*rand.Rand
	functions, variables int
}

// generate returns the program of a seed.
func generate(r *rand.Rand) program {
	g := generator{r, 1 + r.IntN(6), 2 + r.IntN(5)}
	var p program
	for range g.functions {
		var f []statement
		for range g.IntN(4) {
			f = append(f, g.statement())
		}
		p.functions = append(p.functions, append(f, g.conclusion()))
	}
	var main []statement
	for i := range g.variables {
		if g.IntN(4) > 0 {
			main = append(main, g.creation(fmt.Sprint("d", i)))
		}
	}
	for range 4 + g.IntN(20) {
		main = append(main, g.statement())
	}
	p.functions = append(p.functions, main)
	return p
}

func (g generator) d() string { return fmt.Sprint("d", g.IntN(g.variables)) }
func (g generator) f() string { return fmt.Sprint("f", g.IntN(g.functions)) }
func (g generator) e() string { return fmt.Sprint("e", g.IntN(3)) }
func (g generator) n() string { return fmt.Sprint(g.IntN(4)) }

func (g generator) v() string {
	if g.IntN(4) == 0 {
		return "in"
	}
	return fmt.Sprint("v", g.IntN(3))
}

// some returns up to four variables.
func (g generator) some() []string {
	ds := make([]string, g.IntN(5))
	for i := range ds {
		ds[i] = g.d()
	}
	return ds
}

func (g generator) creation(d string) statement {
	switch g.IntN(16) {
	case 0, 1, 2:
		return statement{"new", d}
	case 3, 4:
		return statement{"newc", d, g.f()}
	case 5:
		return statement{"succeed", d, g.v()}
	case 6:
		return statement{"fail", d, g.e()}
	case 7:
		return statement{"maybe", d, g.f()}
	case 8, 9:
		return statement{"then", d, g.d(), g.f()}
	case 10, 11, 12:
		return statement{"inline", d, g.f()}
	case 13:
		return append(statement{"gather", d, g.pick("-", "x")}, g.some()...)
	default:
		return append(statement{"list", d, g.pick("-", "c", "e", "x", "ce", "cx", "ex", "cex")}, g.some()...)
	}
}

func (g generator) pick(words ...string) string { return words[g.IntN(len(words))] }

func (g generator) statement() statement {
	switch g.IntN(32) {
	case 0, 1, 2:
		return g.creation(g.d())
	case 3, 4, 5, 6:
		return statement{"callback", g.d(), g.f()}
	case 7, 8:
		return statement{"errback", g.d(), g.f()}
	case 9, 10:
		return statement{"both", g.d(), g.f()}
	case 11, 12:
		return statement{"pair", g.d(), g.f(), g.f()}
	case 13:
		return statement{"chain", g.d(), g.d()}
	case 14:
		if g.IntN(3) == 0 {
			return statement{"timeout", g.d(), g.n(), g.f()}
		}
		return statement{"timeout", g.d(), g.n()}
	case 15, 16, 17, 18:
		return statement{"fire", g.d(), g.v()}
	case 19, 20:
		return statement{"err", g.d(), g.e()}
	case 21, 22, 23:
		return statement{"cancel", g.d()}
	case 24:
		return statement{"pause", g.d()}
	case 25, 26:
		return statement{"unpause", g.d()}
	case 27:
		return statement{"timer", g.n(), g.f()}
	case 28:
		return statement{"advance", g.n()}
	case 29, 30:
		return statement{"await", g.d()}
	default:
		return statement{"try", g.d()}
	}
}

func (g generator) conclusion() statement {
	switch g.IntN(8) {
	case 0, 1:
		return statement{"return", g.v()}
	case 2, 3, 4:
		return statement{"return", g.d()}
	case 5:
		return statement{"raise", g.e()}
	case 6:
		return statement{"panic", g.e()}
	default:
		return statement{"pass"}
	}
}

// smaller returns all programs that have one statement less than p, the last of functions excepted.
func smaller(p program) (ps []program) {
	for i, f := range p.functions {
		n := len(f)
		if i < len(p.functions)-1 {
			n--
			if f[n][0] != "pass" {
				fs := slices.Clone(p.functions)
				fs[i] = append(slices.Clone(f[:n]), statement{"pass"})
				ps = append(ps, program{fs})
			}
		}
		for j := range n {
			fs := slices.Clone(p.functions)
			fs[i] = slices.Delete(slices.Clone(f), j, j+1)
			ps = append(ps, program{fs})
		}
	}
	return ps
}
