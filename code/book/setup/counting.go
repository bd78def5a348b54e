package setup

import "slowpoetry/code/socket"

// Counting returns a stack that is like s, and keeps in *watched how many sources its pollers watch.
// A source that is closed counts until it is deleted. *watched belongs to the goroutine of the pollers.
func Counting(s socket.Stack, watched *int) socket.Stack { return counting{s, watched} }

type counting struct {
	socket.Stack
	watched *int
}

func (c counting) NewPoller() (socket.Poller, error) {
	p, err := c.Stack.NewPoller()
	return countingPoller{p, c.watched}, err
}

type countingPoller struct {
	socket.Poller
	watched *int
}

func (p countingPoller) Add(s socket.Source, interest socket.Interest, owner any) error {
	err := p.Poller.Add(s, interest, owner)
	if err == nil {
		*p.watched++
	}
	return err
}

func (p countingPoller) Delete(s socket.Source) error {
	err := p.Poller.Delete(s)
	if err == nil {
		*p.watched--
	}
	return err
}
