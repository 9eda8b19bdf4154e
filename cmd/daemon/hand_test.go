package daemon_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/daemon"
)

func TestHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemon.NewHand()
		large := make([]byte, 12<<20)
		h.Lay(1, large)
		h.Lay(2, large) // there is no room for it: it is read from the database
		if len(h.Pick(2)) != 0 || len(h.Pick(1)) != len(large) || h.Pick(1) != nil {
			t.Error("what fits is there once, what does not is not")
		}
		h.Lay(3, []byte("a"))
		h.Drop([]int64{3, 4})
		if h.Pick(3) != nil {
			t.Error("what was not stored is still there")
		}

		start := time.Now()
		h.Await(t.Context(), 1, 100<<20) // more than ever fits
		h.Lay(5, large)
		go func() {
			time.Sleep(100 * time.Millisecond)
			h.Pick(5)
		}()
		h.Await(t.Context(), 1, len(large))
		if took := time.Since(start); took != 100*time.Millisecond {
			t.Errorf("waited %s, until there was room after 100ms", took)
		}
		h.Lay(6, large)
		start = time.Now()
		h.Await(t.Context(), 1, len(large))
		if took := time.Since(start); took != time.Second {
			t.Errorf("waited %s for one who does not come", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		start = time.Now()
		h.Await(ctx, 1, len(large))
		if took := time.Since(start); took != 0 {
			t.Errorf("waited %s at the end of the program", took)
		}
	})
}
