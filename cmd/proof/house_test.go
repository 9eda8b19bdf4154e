package proof

import (
	"io"
	"sync"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// watched is a daemon in a bubble beside the world that is held against it.
type watched struct {
	*daemontest.House
	World *World
	log   *text
}

// text is a buffer that several goroutines write to.
type text struct {
	mu sync.Mutex
	b  []byte
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.b = append(x.b, p...)
	return len(p), nil
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return string(x.b)
}

var _ io.Writer = (*text)(nil)

// watch gives the options with which a house tells its world what is delivered.
func watch(o mailtest.Options) (mailtest.Options, *World) {
	w := &World{Committee: cmdtest.Committee, Rewrites: o.Exchange, Grace: 15 * time.Minute,
		Staff: []string{cmdtest.Director, daemontest.Board}}
	next := o.OnDeliver
	o.OnDeliver = func(d mailtest.Delivery) {
		w.Delivered(d)
		if next != nil {
			next(d)
		}
	}
	return o, w
}

// around makes a watched house of one that was made with the options of watch.
func around(h *daemontest.House, w *World) *watched {
	log := &text{}
	h.Log = log
	w.Path = h.Config.Store.Path
	caps := h.Config.Trust.Caps
	w.Limits = Limits{Hour: caps.Hour, Day: caps.Day, AddressDay: caps.AddressDay, StaffDay: caps.StaffDay,
		Acknowledge: 7 * 24 * time.Hour}
	return &watched{h, w, log}
}

// look brings the world up to date with the servers and the log. quiet says that
// nothing may be on its way any more.
func (h *watched) look(quiet bool) *World {
	h.World.Look(h.Srv)
	h.World.DB, h.World.Log, h.World.Quiet = nil, h.log.String(), quiet
	if h.Cancel != nil {
		h.World.DB = h.DB
	}
	return h.World
}
