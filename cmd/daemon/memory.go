package daemon

import (
	"os"
	"runtime/debug"
)

// roomy is how much the runtime may hold before it sweeps garbage away at once.
// What SQLite and the program's own file take of memory comes on top.
const roomy = 36 << 20

// Frugal keeps the program small: garbage may be as much as what is in use, until
// both together reach roomy, unless GOGC or GOMEMLIMIT says otherwise. A backlog
// then goes through in some 60 MB.
func Frugal() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(roomy)
	}
}
