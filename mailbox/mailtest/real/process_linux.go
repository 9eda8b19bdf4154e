package real

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// running reports whether a process of the group still runs. One that has ended
// and waits for the machine's init to notice does not (proc(5), stat).
func running(group int) bool {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		part := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:]) // state, parent, group
		if len(part) > 2 && string(part[2]) == strconv.Itoa(group) && !bytes.ContainsAny(part[0], "ZX") {
			return true
		}
	}
	return false
}
