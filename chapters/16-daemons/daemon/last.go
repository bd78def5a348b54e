package daemon

import (
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// rights gives up the rights of root. It starts when all ports are open.
type rights struct{ user string }

func (rights) Name() string     { return "rights" }
func (r rights) String() string { return "those of " + r.user }

func (r rights) Start() *deferred.Deferred[service.Done] { return service.Ended(become(r.user)) }
func (r rights) Stop() *deferred.Deferred[service.Done]  { return service.Ended(nil) }

// systemd tells systemd that we are ready, since it starts last, and that we are stopping, since it
// stops first. In between it feeds the watchdog, from the loop: a loop that is stuck is restarted.
type systemd struct {
	reactor *reactor.Reactor
	feed    *reactor.LoopingCall
}

func (*systemd) Name() string { return "systemd" }

func (s *systemd) Start() *deferred.Deferred[service.Done] {
	every, err := watchdog()
	if err != nil {
		return service.Ended(err)
	}
	s.feed = reactor.NewLoopingCall(s.reactor, func() { notify("WATCHDOG=1") })
	if every > 0 {
		s.feed.Start(max(every/2, time.Millisecond), true)
	}
	return service.Ended(notify("READY=1"))
}

func (s *systemd) Stop() *deferred.Deferred[service.Done] {
	s.feed.Stop()
	return service.Ended(notify("STOPPING=1"))
}
