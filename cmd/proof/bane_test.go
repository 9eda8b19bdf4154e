package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "a mail that kills whoever reads it", Rows: "IN-20", Short: 2, Long: 50, Run: banes})
}

// mostDeaths is how many daemons one mail may take with it: it is read twice.
const mostDeaths = 2

const baneWords = "niemand voorzag deze mail"

// lethal is a reader that one mail kills, with the process around it: what a fault in
// C or want of memory does, and no recover catches.
func lethal(read func(io.Reader, reader.Options) workflow.Message, words string) func(io.Reader, reader.Options) workflow.Message {
	return func(r io.Reader, o reader.Options) workflow.Message {
		raw, err := io.ReadAll(r)
		if err == nil && bytes.Contains(raw, []byte(words)) {
			syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
			select {}
		}
		return read(bytes.NewReader(raw), o)
	}
}

// banes puts such a mail among others. Two daemons die on it; the third sets it aside,
// tells the secretary, and decides on all the others.
func banes(t *testing.T, n int, y *Tally) {
	var innocent atomic.Int64
	sideBySide(t, n, func(t *testing.T, i int) {
		p := newProvider(t, i%2 == 0)
		p.write()
		p.settle()
		what := fmt.Sprintf("trial %d", i)
		before := rand.N(6)
		for range before {
			p.write()
		}
		p.srv.Deliver(cmdtest.Committee, fmt.Appendf(nil, "From: Gif <gif@voorbeeld.nl>\r\nTo: %s\r\nSubject: klacht\r\nMessage-ID: <gif@voorbeeld.nl>\r\nDate: %s\r\n\r\nDit is een klacht; %s.\r\n",
			cmdtest.Committee, time.Now().Format(time.RFC1123Z), baneWords))
		p.written++
		for range 2 + rand.N(6) {
			p.write()
		}
		y.Trial()
		for deaths := 0; ; deaths++ {
			out, err := p.child(envBane+"="+baneWords, envQuiet+"="+strconv.Itoa(p.written)).CombinedOutput()
			if err == nil {
				if deaths != mostDeaths {
					y.Wrong(t, what, Violation{Lost, "I1", fmt.Sprintf("it was put aside after %d deaths", deaths)})
				}
				break
			}
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Fatalf("%s: %v\n%s", what, err, out)
			}
			if deaths == mostDeaths {
				y.Wrong(t, what, Violation{Lost, "I1", fmt.Sprintf("it kills the daemon for ever: %d deaths", deaths+1)})
				return
			}
		}
		var c store.Counts
		p.view(func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.Aside == 0 {
			y.Wrong(t, what, Violation{Lost, "I1", "the secretary was not asked to read it"})
			return
		}
		innocent.Add(int64(c.Aside) - 1)
		p.judge(y, what)
		p.close()
	})
	y.Note("%d others were put before the secretary with it", innocent.Load())
}
