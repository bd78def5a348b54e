package reactor

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/panics"
	"slowpoetry/code/socket"
)

// A descriptor does with its socket what a test likes.
type descriptor struct {
	socket.Source
	read, write func() error
	lost        []error
}

func (d *descriptor) String() string              { return "a descriptor" }
func (d *descriptor) DoRead() error               { return d.read() }
func (d *descriptor) DoWrite() error              { return d.write() }
func (d *descriptor) ConnectionLost(reason error) { d.lost = append(d.lost, reason); d.Source.Close() }
func (d *descriptor) source() socket.Socket       { return d.Source.(socket.Socket) }

// A watched descriptor is one that is its own source.
type watchedDescriptor struct{ *descriptor }

func (d watchedDescriptor) Source() socket.Source { return d.descriptor.Source }

// pair returns the two ends of a connection, once it stands.
func (w *world) pair(then func(a, b *watchedDescriptor)) {
	w.t.Helper()
	l, err := w.stack.Listen("127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := w.stack.Connect(l.LocalAddr().String())
	if err != nil {
		w.t.Fatal(err)
	}
	door := &watchedDescriptor{&descriptor{Source: l}}
	door.read = func() error {
		accepted, err := l.Accept()
		if err != nil {
			return err
		}
		w.RemoveReader(door)
		l.Close()
		then(&watchedDescriptor{&descriptor{Source: s}}, &watchedDescriptor{&descriptor{Source: accepted}})
		return nil
	}
	if err := w.AddReader(door); err != nil {
		w.t.Fatal(err)
	}
}

// readInto returns a DoRead that appends to text.
func (d *watchedDescriptor) readInto(text *[]byte) func() error {
	return func() error {
		buffer := make([]byte, 100)
		n, err := d.source().Read(buffer)
		*text = append(*text, buffer[:n]...)
		return err // which may be ErrWouldBlock
	}
}

func TestReadersAndWritersAreCalledWhenReady(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var text []byte
		var reader *watchedDescriptor
		w.pair(func(a, b *watchedDescriptor) {
			reader = a
			a.read = a.readInto(&text)
			if err := w.AddReader(a); err != nil {
				t.Error(err)
			}
			times := 0
			b.write = func() error {
				b.source().Write([]byte("tick "))
				if times++; times == 3 {
					w.RemoveWriter(b)
					b.Close()
				}
				return nil
			}
			if err := w.AddWriter(b); err != nil {
				t.Error(err)
			}
			w.CallLater(time.Second, func() {}) // that the loop has time in virtual worlds
		})
		ended := NewLoopingCall(w.Reactor, func() {
			if reader != nil && reader.lost != nil {
				w.Stop()
			}
		})
		ended.Start(time.Millisecond, false)
		w.run()
		ended.Stop()
		if string(text) != "tick tick tick " || len(reader.lost) != 1 || reader.lost[0] != io.EOF {
			t.Errorf("read %q, and then heard %v", text, reader.lost)
		}
	})
}

func TestAPanicInADescriptorIsItsEndAndNobodyElses(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var broken, other *watchedDescriptor
		var text []byte
		w.pair(func(a, b *watchedDescriptor) {
			broken, other = a, b
			a.write = func() error { panic("clumsy") }
			b.read = func() error {
				err := b.readInto(&text)()
				if err != nil {
					w.Stop()
				}
				return err
			}
			w.AddReader(b)
			w.AddWriter(a)
		})
		w.run()
		var p *panics.Error
		if len(broken.lost) != 1 || !errors.As(broken.lost[0], &p) || p.Value != "clumsy" {
			t.Errorf("the broken one heard %v", broken.lost)
		}
		if len(other.lost) != 1 || other.lost[0] != io.EOF {
			t.Errorf("the other heard %v", other.lost)
		}
		if log := w.takeLog(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `callback="a descriptor" panic=clumsy`) {
			t.Errorf("the log says %s", log)
		}
	})
}

func TestEventsOfASourceThatIsNotWantedAnyMoreAreDropped(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		w.pair(func(a, b *watchedDescriptor) {
			// Both are writable in one turn, and the first that is called removes the other.
			called := 0
			first := func(self, other *watchedDescriptor) func() error {
				return func() error {
					called++
					for _, d := range []*watchedDescriptor{self, other} {
						w.RemoveWriter(d)
						w.RemoveWriter(d)
						d.Close()
					}
					w.CallLater(2*time.Millisecond, func() {
						if called != 1 {
							t.Errorf("%d were called", called)
						}
						w.Stop()
					})
					return nil
				}
			}
			a.write, b.write = first(a, b), first(b, a)
			w.AddWriter(a)
			w.AddWriter(b)
		})
		w.run()
	})
}

func TestWhoeverIsWatchedHearsThatTheReactorStopped(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var ends []*watchedDescriptor
		w.pair(func(a, b *watchedDescriptor) {
			ends = []*watchedDescriptor{a, b}
			a.read, b.write = a.readInto(new([]byte)), func() error { w.RemoveWriter(b); return nil }
			b.read = b.readInto(new([]byte))
			w.AddReader(a)
			w.AddReader(b)
			w.AddWriter(b)
			w.CallLater(time.Millisecond, func() { w.Stop() })
		})
		w.run()
		for _, d := range ends {
			if len(d.lost) != 1 || d.lost[0] != ErrStopped {
				t.Errorf("heard %v", d.lost)
			}
		}
		if len(w.watched) != 0 {
			t.Errorf("%d are still watched", len(w.watched))
		}
	})
}

func TestWhatIsClosedCannotBeAdded(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		l, err := w.stack.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		d := &watchedDescriptor{&descriptor{Source: l}}
		if err := w.AddReader(d); err == nil {
			t.Error("a closed listener was added")
		}
		w.RemoveReader(d)
		if len(w.watched) != 0 {
			t.Error("it is remembered")
		}
	})
}

func TestARemovedReaderHearsNothingOfTheWriter(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		reader := &watchedDescriptor{}
		var writer *watchedDescriptor
		w.pair(func(a, b *watchedDescriptor) {
			b.Close()
			reader.descriptor, writer = &descriptor{Source: a.descriptor.Source}, a
			a.write = func() error { w.Stop(); return io.ErrClosedPipe }
			w.AddReader(reader)
			w.AddWriter(writer)
			w.RemoveReader(reader)
		})
		w.run()
		if len(reader.lost) != 0 || len(writer.lost) != 1 {
			t.Errorf("the reader lost %v, the writer %v", reader.lost, writer.lost)
		}
	})
}

func TestAReaderThatRemovesItselfAndFailsIsTold(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		reader := &watchedDescriptor{}
		var writer *watchedDescriptor
		w.pair(func(a, b *watchedDescriptor) {
			b.Close()
			reader.descriptor, writer = &descriptor{Source: a.descriptor.Source}, a
			reader.read = func() error {
				w.RemoveReader(reader)
				w.Stop()
				return io.EOF
			}
			a.write = func() error { return nil }
			w.AddReader(reader)
			w.AddWriter(writer)
		})
		w.run()
		if len(reader.lost) != 1 || len(writer.lost) != 1 {
			t.Errorf("the reader lost %v, the writer %v", reader.lost, writer.lost)
		}
	})
}

// An incomparable is a descriptor that cannot be compared with another.
type incomparable struct {
	source socket.Source
	do     func() error
	lost   func()
}

func (d incomparable) Source() socket.Source { return d.source }
func (d incomparable) DoRead() error         { return d.do() }
func (d incomparable) DoWrite() error        { return d.do() }
func (d incomparable) ConnectionLost(error)  { d.lost() }

func TestADescriptorNeedNotBeComparable(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		lost := 0
		w.pair(func(a, b *watchedDescriptor) {
			b.Close()
			d := incomparable{a.descriptor.Source, func() error { return io.EOF }, func() { lost++; a.Close(); w.Stop() }}
			w.AddReader(d)
			w.AddWriter(d)
		})
		w.run()
		if lost != 1 {
			t.Errorf("lost %d times", lost)
		}
	})
}

// sharing returns another descriptor of the same source.
func (d *watchedDescriptor) sharing() *watchedDescriptor {
	return &watchedDescriptor{&descriptor{Source: d.descriptor.Source}}
}

func TestRemovingAReaderThatWasReplacedDoesNothing(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		w.pair(func(a, b *watchedDescriptor) {
			old := a.sharing()
			a.read = func() error { w.RemoveReader(a); w.Stop(); return nil }
			a.write = func() error { w.RemoveWriter(old); w.RemoveWriter(a); return nil }
			w.AddReader(old)
			w.AddReader(a)
			w.RemoveReader(old)
			w.RemoveWriter(a) // which was never added
			w.AddWriter(a)
			b.source().Write([]byte("!"))
			w.AddTrigger(AfterShutdown, func() { a.Close(); b.Close() })
		})
		w.run() // until a is called
	})
}

// TestWhoeverTakesOverASourceHearsOfItsEnd has a reader that hands its source on, and fails.
func TestWhoeverTakesOverASourceHearsOfItsEnd(t *testing.T) {
	for _, withWriter := range []bool{false, true} {
		inEachWorld(t, func(t *testing.T, w *world) {
			var first, second, writer *watchedDescriptor
			w.pair(func(a, b *watchedDescriptor) {
				first, second, writer = a, a.sharing(), a.sharing()
				first.read = func() error {
					w.RemoveReader(first)
					w.AddReader(second)
					w.CallLater(5*time.Millisecond, func() { w.Stop() })
					return io.EOF
				}
				writer.write = func() error { return nil }
				w.AddReader(first)
				if withWriter {
					w.AddWriter(writer)
				}
				b.source().Write([]byte("!"))
				w.AddTrigger(AfterShutdown, func() { b.Close() })
			})
			w.run()
			for _, d := range []*watchedDescriptor{first, second} {
				if len(d.lost) != 1 || d.lost[0] != io.EOF {
					t.Errorf("with a writer: %v; heard %v", withWriter, d.lost)
				}
			}
			if withWriter && len(writer.lost) != 1 {
				t.Errorf("the writer heard %v", writer.lost)
			}
		})
	}
}

func TestAnAddReaderThatFailsChangesNothing(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var writer, reader *watchedDescriptor
		w.pair(func(a, b *watchedDescriptor) {
			writer, reader = a, a.sharing()
			a.write = func() error {
				a.Close() // without removing it
				if err := w.AddReader(reader); err == nil {
					t.Error("a closed source was added")
				}
				w.Stop()
				return nil
			}
			w.AddWriter(a)
			w.AddTrigger(AfterShutdown, func() { b.Close() })
		})
		w.run()
		if len(reader.lost) != 0 || len(writer.lost) != 1 {
			t.Errorf("the reader heard %v, the writer %v", reader.lost, writer.lost)
		}
	})
}

// A revenant adds itself again whenever it hears of its end.
type revenant struct {
	*watchedDescriptor
	w *world
}

func (r *revenant) ConnectionLost(reason error) {
	if r.lost = append(r.lost, reason); len(r.lost) > 100 {
		return
	}
	if err := r.w.AddReader(r); reason == ErrStopped && err != ErrStopped {
		r.w.t.Errorf("AddReader while the reactor closes what is open: %v", err)
	}
}

func TestAReaderThatComesBackLetsTheReactorStop(t *testing.T) {
	inEachWorld(t, func(t *testing.T, w *world) {
		var r *revenant
		w.pair(func(a, b *watchedDescriptor) {
			r = &revenant{a, w}
			w.AddReader(r)
			w.CallLater(time.Millisecond, func() { w.Stop() })
			w.AddTrigger(AfterShutdown, func() { a.Close(); b.Close() })
		})
		w.run()
		if len(r.lost) != 1 {
			t.Errorf("told %d times", len(r.lost))
		}
	})
}
