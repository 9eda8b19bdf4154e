package daemon

import (
	"os"
	"runtime/debug"
	"sync/atomic"
)

// roomy is how much the runtime may hold before it sweeps garbage away at once, beside
// the mails it has in memory. What SQLite and the program's own file take of memory
// comes on top.
const roomy = 36 << 20

// bound is the one that is set, 0 when it is not ours to set.
var bound atomic.Int64

// Frugal keeps the program small: garbage may be as much as what is in use, until
// both together reach roomy, unless GOGC or GOMEMLIMIT says otherwise. A backlog
// then goes through in some 60 MB.
func Frugal() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		bound.Store(roomy)
		debug.SetMemoryLimit(roomy)
	}
}

// makeRoom raises the bound by what some mails take of memory, when they are handed
// over, as many are on their way twice, and as many again are garbage. In steps, since
// each change stops the program for a moment.
func makeRoom(size int) {
	const step = 4 << 20
	want := int64(roomy + 4*size/step*step)
	if now := bound.Load(); now != 0 && now != want && bound.CompareAndSwap(now, want) {
		debug.SetMemoryLimit(want)
	}
}
