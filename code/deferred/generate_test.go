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
	coroutines           int  // so many of the functions, the first, mostly await
	awaiting             bool // this is one of them
}

// generate returns the program of a seed.
func generate(r *rand.Rand) program {
	g := generator{Rand: r, functions: 2 + r.IntN(7), variables: 2 + r.IntN(6)}
	g.coroutines = g.IntN(g.functions)
	var p program
	for i := range g.functions {
		g.awaiting = i < g.coroutines
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
	g.awaiting = false
	for range 4 + g.IntN(30) {
		s := g.statement()
		if s[0] == "newc" && g.IntN(3) == 0 { // the canceller fires what it is the canceller of
			f := number(s[2])
			p.functions[f] = slices.Insert(p.functions[f], 0, g.firing(s[1]))
		}
		main = append(main, s)
		if g.IntN(10) == 0 {
			main = append(main, g.sequel(main[len(main)-1])...)
		}
	}
	for _, i := range g.Perm(g.variables)[:g.IntN(g.variables+1)] {
		main = append(main, g.firing(fmt.Sprint("d", i))) // so that what waits gets something
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

// coroutine returns the name of a function that awaits, if there is one.
func (g generator) coroutine() string {
	if g.coroutines == 0 || g.IntN(4) == 0 {
		return g.f()
	}
	return fmt.Sprint("f", g.IntN(g.coroutines))
}

func (g generator) firing(d string) statement {
	if g.IntN(3) == 0 {
		return statement{"err", d, g.e()}
	}
	return statement{"fire", d, g.v()}
}

// sequel returns what is likely to matter after s.
func (g generator) sequel(s statement) []statement {
	d := s[1]
	switch s[0] {
	case "newc":
		return []statement{{"timeout", d, "1"}, {"both", d, g.f()}, {"advance", "1"}}
	case "inline", "list", "gather", "then":
		return []statement{{"both", d, g.f()}, {"cancel", d}, {"cancel", d}}
	case "callback", "both":
		return []statement{g.firing(d), {"cancel", d}}
	case "timeout":
		return []statement{{"advance", s[2]}}
	case "fire", "err", "cancel":
		return []statement{{"both", d, g.f()}, g.firing(d)}
	}
	return nil
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
		return statement{"inline", d, g.coroutine()}
	case 13:
		return append(statement{"gather", d, g.pick("-", "x")}, g.some()...)
	default:
		return append(statement{"list", d, g.pick("-", "c", "e", "x", "ce", "cx", "ex", "cex")}, g.some()...)
	}
}

func (g generator) pick(words ...string) string { return words[g.IntN(len(words))] }

func (g generator) statement() statement {
	if g.awaiting && g.IntN(2) == 0 {
		return statement{g.pick("await", "try"), g.d()}
	}
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
