package proof

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"klachtenpost/store/storetest"
)

func init() {
	Register(Class{Name: "a write or sync that fails, once and for good", Rows: "DB-04 DB-05 DB-06", Short: 6, Long: 0, Run: diskFaults})
}

// diskFault is what one call of SQLite on the disk comes back with.
type diskFault struct {
	at     int
	code   syscall.Errno
	sticky bool
}

func (f diskFault) String() string {
	how := "once"
	if f.sticky {
		how = "from then on"
	}
	return fmt.Sprintf("call %d, %v %s", f.at, f.code, how)
}

var diskErrors = []diskFault{{code: syscall.EIO}, {code: syscall.EIO, sticky: true}, {code: syscall.ENOSPC}, {code: syscall.ENOSPC, sticky: true}}

// diskFaults lets each call fail on which SQLite's writing rests, or n of them. The
// daemon ends with a storage error or is not hurt; after the fault it begins no
// sending; and the next one goes on from what is there.
func diskFaults(t *testing.T, n int, y *Tally) {
	lib := storetest.Shim(t)
	positions, ended := 0, 0
	for i, kind := range diskErrors {
		var p *provider
		step := 1
		if n > 0 {
			step = 10 + rand.N(20)
		}
		used := 0
		for f := kind; ; {
			if f.at += step; n > 0 && used >= (n+3)/4 {
				break
			}
			if p == nil || used%100 == 99 {
				p = newProvider(t, (i+used)%2 == 0)
				p.write()
				p.settle()
			}
			used++
			hurt, stopped := faulty(t, p, lib, f, y)
			if !hurt {
				break // it does not make so many calls
			}
			y.Trial()
			positions = max(positions, f.at)
			if stopped {
				ended++
			}
			if !p.judge(y, f.String()) {
				return
			}
		}
		p.close()
	}
	y.Note("at up to %d calls; %d ended the daemon, the others did not hurt it", positions, ended)
}

// faulty lets a daemon work on one new mail.
func faulty(t *testing.T, p *provider, lib string, f diskFault, y *Tally) (hurt, stopped bool) {
	t.Helper()
	p.write()
	mark := filepath.Join(p.dir, "mark")
	os.Remove(mark)
	sticky := 0
	if f.sticky {
		sticky = 1
	}
	cmd := p.child(envQuiet+"="+strconv.Itoa(p.written), "LD_PRELOAD="+lib, "FAULT_MARK="+mark,
		fmt.Sprintf("FAULT_AT=%d", f.at), fmt.Sprintf("FAULT_ERRNO=%d", int(f.code)), fmt.Sprintf("FAULT_STICKY=%d", sticky))
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	text, merr := os.ReadFile(mark)
	if errors.Is(merr, fs.ErrNotExist) {
		if err != nil {
			t.Fatalf("%v: %v\n%s%s", f, err, out.String(), stderr.String())
		}
		return false, false
	}
	if err == nil {
		return true, false
	}
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != exitStorage {
		y.Wrong(t, f.String(), Violation{Other, "", fmt.Sprintf("the daemon ended with %v: %s%s", err, out.String(), stderr.String())})
	}
	at, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	begun := 0
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		if when, ok := strings.CutPrefix(lines.Text(), "smtp "); ok {
			if ns, _ := strconv.ParseInt(when, 10, 64); ns > at {
				begun++
			}
		}
	}
	if begun > 1 { // one may have been claimed just before
		y.Wrong(t, f.String(), Violation{WronglyTold, "", fmt.Sprintf("%d mails were begun after the fault", begun)})
	}
	return true, true
}
