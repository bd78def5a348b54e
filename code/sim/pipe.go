package sim

import (
	"bytes"
	"time"
)

// A segment travels through a pipe.
type segment struct {
	at    time.Duration // when it arrives
	kind  kind
	bytes int // of data
}

type kind uint8

const (
	data  kind = iota
	hello      // the connection stands
	end        // there will be no more data
	reset      // the connection is no more
	void       // its data travel with the next one
)

// A pipe is one direction of a connection in a [World], as TCP makes it: the sender never has more
// under way than the receiver has said it has room for.
type pipe struct {
	world    *World
	from, to *worldSocket // to is nil until the other end is there

	// bytes are those that were written and not yet read: first those that have arrived, then those
	// under way, then those that the other end has no room for.
	bytes      bytes.Buffer
	arrived    int
	underWay   int
	sendBuffer int // how many bytes may wait here
	window     int // how many more the other end has room for, as far as the sender knows
	freed      int // how much room there is that the sender does not know of

	newest   *segment // the last one sent, while it is under way
	finished bool     // nothing more will be written
	over     bool     // nothing more will be sent: the last segment is under way, or lost
	lost     bool     // what is under way will not arrive
	ended    bool     // the end has arrived
}

func newPipe(w *World) *pipe {
	return &pipe{world: w, sendBuffer: w.conditions.SendBuffer, window: w.conditions.ReceiveBuffer}
}

// waiting returns how many bytes there are that the other end has no room for.
func (p *pipe) waiting() int { return p.bytes.Len() - p.arrived - p.underWay }

// room returns how many bytes may be written now.
func (p *pipe) room() int { return p.sendBuffer - p.waiting() + p.window }

// depart sends what there is to send and room for.
func (p *pipe) depart() {
	if p.over {
		return
	}
	w, c := p.world, &p.world.conditions
	distance := time.Duration(0)
	for p.waiting() > 0 && p.window > 0 {
		n := min(p.waiting(), p.window)
		if c.Segment > 0 {
			n = min(n, c.Segment)
		}
		if n > 1 && w.Chance("split", p.from.service, c.Split) {
			n = 1 + int(w.pick("cut", p.from.service, int64(n-1)))
		}
		p.window -= n
		p.underWay += n
		p.send(data, n, distance)
		distance = time.Microsecond // or else the parts would arrive as one
	}
	if p.finished && p.waiting() == 0 {
		p.over = true
		p.send(end, 0, 0)
	}
}

// send has a segment on its way, at least so much time behind the one ahead.
func (p *pipe) send(kind kind, bytes int, distance time.Duration) {
	w, ahead, most := p.world, p.newest, p.world.conditions.Segment
	s := &segment{w.later(w.latency(p.from.service)), kind, bytes}
	if ahead != nil {
		s.at = max(s.at, ahead.at+distance)
		fit := kind == data && ahead.kind == data && (most <= 0 || ahead.bytes+bytes <= most)
		if fit && w.Chance("merge", p.from.service, w.conditions.Merge) {
			ahead.kind = void
			s.bytes += ahead.bytes
		}
	}
	p.newest = s
	w.agenda.enter(s.at, func() { p.deliver(s) })
}

// deliver happens when a segment should arrive.
func (p *pipe) deliver(s *segment) {
	if s == p.newest {
		p.newest = nil
	}
	if p.lost {
		return
	}
	switch s.kind {
	case data:
		p.deliverData(s.bytes)
	case hello:
		p.to.welcome()
	case end:
		p.ended = true
		p.to.changed()
	case reset:
		p.to.lose()
	}
}

func (p *pipe) deliverData(n int) {
	p.underWay -= n
	switch {
	case p.to.Closed: // nobody will read this, and the sender had better know
		p.bytes.Next(n)
		p.to.hangUp()
	case p.world.Chance("break", p.to.service, p.world.troubleAt(p.to.service).Break):
		p.to.breakOff()
	default:
		p.arrived += n
		p.to.changed()
	}
}

// read reads what has arrived. When half the room is free again, the sender hears of it: hearing of
// every byte, it would send single bytes. Where nothing takes time it hears of every byte.
func (p *pipe) read(to []byte) int {
	n, _ := p.bytes.Read(to[:min(len(to), p.arrived)])
	p.arrived -= n
	p.freed += n
	c := &p.world.conditions
	if 2*p.freed >= c.ReceiveBuffer || c.MaxLatency == 0 {
		freed := p.freed
		p.freed = 0
		p.world.after(p.world.latency(p.from.service), func() {
			p.window += freed
			p.depart()
			p.from.changed()
		})
	}
	return n
}

// discard drops what has arrived and was not read.
func (p *pipe) discard() {
	p.bytes.Next(p.arrived)
	p.arrived = 0
}

// withhold drops what waits, and sends no more.
func (p *pipe) withhold() {
	p.bytes.Truncate(p.arrived + p.underWay)
	p.over = true
}

// lose drops all that has not arrived.
func (p *pipe) lose() {
	p.underWay = 0
	p.lost = true
	p.withhold()
}
